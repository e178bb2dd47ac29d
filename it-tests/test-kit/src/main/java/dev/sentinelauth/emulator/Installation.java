package dev.sentinelauth.emulator;

import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An application installed for one account: an OAuth client.
 *
 * @param clientId the installation id
 * @param scope the API scopes, separated by spaces; empty for none
 */
public record Installation(
    String accountId,
    String clientId,
    String clientSecret,
    String clientName,
    String description,
    List<String> grantTypes,
    List<String> responseTypes,
    List<URI> redirectUris,
    String scope) {
  private static final List<String> LOGIN_GRANTS = List.of("authorization_code", "refresh_token");
  private static final List<String> LOGIN_RESPONSES = List.of("code");

  /** Makes the lists immutable. */
  public Installation {
    grantTypes = List.copyOf(grantTypes);
    responseTypes = List.copyOf(responseTypes);
    redirectUris = List.copyOf(redirectUris);
  }

  /** An application that calls APIs, with credentials of its own. */
  public static Installation forApi(String accountId, String scope) {
    return new Installation(
        accountId,
        UUID.randomUUID().toString(),
        Opaque.token(),
        "API client",
        "",
        List.of("client_credentials"),
        List.of("token"),
        List.of(),
        scope);
  }

  /** An application that users sign in to. */
  public static Installation forLogin(String accountId, URI... redirectUris) {
    return new Installation(
        accountId,
        UUID.randomUUID().toString(),
        Opaque.token(),
        "Login client",
        "",
        LOGIN_GRANTS,
        LOGIN_RESPONSES,
        List.of(redirectUris),
        "");
  }

  /**
   * A new application from the vendor's installation document.
   *
   * @throws OAuthError where the document says something that can't be installed
   */
  static Installation parse(String accountId, String json) throws OAuthError {
    try {
      Map<String, @Nullable Object> document = JsonReader.object(json);
      List<String> grants = JsonReader.strings(document, "grant_types");
      Installation installation =
          new Installation(
              accountId,
              UUID.randomUUID().toString(),
              Opaque.token(),
              JsonReader.string(document, "client_name"),
              JsonReader.string(document, "description"),
              grants,
              JsonReader.strings(document, "response_types"),
              redirectUris(document),
              JsonReader.string(document, "scope"));
      installation.check();
      return installation;
    } catch (ParseException e) {
      throw OAuthError.invalidMetadata("The document is not as it should be");
    }
  }

  private void check() throws OAuthError {
    if (clientName.isEmpty()) {
      throw OAuthError.invalidMetadata("client_name is missing");
    }
    List<String> known = List.of("client_credentials", "authorization_code", "refresh_token");
    if (grantTypes.isEmpty() || !known.containsAll(grantTypes)) {
      throw OAuthError.invalidMetadata("grant_types must be some of " + known);
    }
    if (grantTypes.contains("authorization_code") && redirectUris.isEmpty()) {
      throw OAuthError.invalidRedirectUri("redirect_uris are missing");
    }
  }

  private static List<URI> redirectUris(Map<String, @Nullable Object> document)
      throws ParseException, OAuthError {
    List<URI> uris = new ArrayList<>();
    for (String text : JsonReader.strings(document, "redirect_uris")) {
      try {
        URI uri = URI.create(text);
        // RFC 6749 section 3.1.2: absolute, and without a fragment.
        if (!uri.isAbsolute() || uri.getHost() == null || uri.getRawFragment() != null) {
          throw OAuthError.invalidRedirectUri("Not an absolute URI without a fragment");
        }
        uris.add(uri);
      } catch (IllegalArgumentException e) {
        throw OAuthError.invalidRedirectUri("Not a URI");
      }
    }
    return uris;
  }

  /** The answer to an installation (RFC 7591 section 3.2.1), with the credentials. */
  Map<String, Object> toDocument() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("client_id", clientId);
    document.put("client_secret", clientSecret);
    document.put("client_name", clientName);
    document.put("description", description);
    document.put("grant_types", grantTypes);
    document.put("response_types", responseTypes);
    document.put("redirect_uris", redirectUris.stream().map(URI::toString).toList());
    document.put("scope", scope);
    return document;
  }

  /** The same with another installation id. */
  public Installation withClientId(String id) {
    return new Installation(
        accountId,
        id,
        clientSecret,
        clientName,
        description,
        grantTypes,
        responseTypes,
        redirectUris,
        scope);
  }

  /** The same with another secret. */
  public Installation withSecret(String secret) {
    return new Installation(
        accountId,
        clientId,
        secret,
        clientName,
        description,
        grantTypes,
        responseTypes,
        redirectUris,
        scope);
  }

  /** The same with other scopes. */
  public Installation withScope(String scopes) {
    return new Installation(
        accountId,
        clientId,
        clientSecret,
        clientName,
        description,
        grantTypes,
        responseTypes,
        redirectUris,
        scopes);
  }

  /** The same under another name, which the login page shows. */
  public Installation withClientName(String name) {
    return new Installation(
        accountId,
        clientId,
        clientSecret,
        name,
        description,
        grantTypes,
        responseTypes,
        redirectUris,
        scope);
  }

  /** The same, and users sign in to it as well; they come back to one of these. */
  public Installation withLogin(URI... uris) {
    return new Installation(
        accountId,
        clientId,
        clientSecret,
        clientName,
        description,
        union(grantTypes, LOGIN_GRANTS),
        union(responseTypes, LOGIN_RESPONSES),
        List.of(uris),
        scope);
  }

  private static List<String> union(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).distinct().toList();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "Installation[accountId=" + accountId + ", clientId=" + clientId + "]";
  }
}
