package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The document of RFC 9728: what it says, and for which request it is the answer. */
class ResourceMetadataTest {
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  private static RequestAuthenticator authenticator(String uri, String... more) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le1");
    settings.setProperty("sentinel.keys", "v1");
    settings.setProperty("sentinel.resource-metadata", uri);
    for (int i = 0; i < more.length; i += 2) {
      settings.setProperty(more[i], more[i + 1]);
    }
    Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings));
    sentinel.close();
    return sentinel.requestAuthenticator();
  }

  private static Verdict.@Nullable Document ask(
      RequestAuthenticator authenticator, String method, String path, String context) {
    return authenticator.document(method, new RequestPath(path, context));
  }

  private static String text(Verdict.@Nullable Document document) {
    return document == null ? "none" : new String(document.body(), StandardCharsets.UTF_8);
  }

  /** RFC 9728 section 3: the well-known part stands between host and path. */
  @ParameterizedTest
  @CsvSource({
    "https://api.example.com/.well-known/oauth-protected-resource, https://api.example.com",
    "https://api.example.com:8443/.well-known/oauth-protected-resource/app/v1, https://api.example.com:8443/app/v1",
    "https://api.example.com/app/.well-known/oauth-protected-resource, https://api.example.com/app",
    "http://localhost:8080/.well-known/oauth-protected-resource, http://localhost:8080",
    "https://api.example.com/metadata.json, https://api.example.com",
    "https://api.example.com/.well-known/oauth-protected-resources, https://api.example.com"
  })
  void resourceIsWhatTheAddressWasDerivedFrom(String uri, String resource) {
    String path = uri.substring(uri.indexOf('/', 8));
    assertThat(text(ask(authenticator(uri), "GET", path, "")))
        .isEqualTo("{\"resource\":\"" + resource + "\",\"bearer_methods_supported\":[\"header\"]}");
  }

  @Test
  void scopesOfEveryTokenAreToldAndThoseOfRoutesAreNot() {
    assertThat(
            text(
                ask(
                    authenticator(
                        "https://a.example.com" + WELL_KNOWN,
                        "sentinel.scopes",
                        "msg.consumer, msg.read",
                        "sentinel.route.admin.path",
                        "/admin",
                        "sentinel.route.admin.scopes",
                        "hidden",
                        "sentinel.issuer",
                        "Sentinel, https://issuer.example.com/x, http://no.example.com"),
                    "GET",
                    WELL_KNOWN,
                    "")))
        .isEqualTo(
            "{\"resource\":\"https://a.example.com\","
                + "\"authorization_servers\":[\"https://issuer.example.com/x\"],"
                + "\"scopes_supported\":[\"msg.consumer\",\"msg.read\"],"
                + "\"bearer_methods_supported\":[\"header\"]}");
  }

  @Test
  void onlyItsVeryPathInsideTheApplicationIsAnswered() {
    RequestAuthenticator root = authenticator("https://a.example.com" + WELL_KNOWN);
    assertThat(ask(root, "GET", WELL_KNOWN, "")).isNotNull();
    for (String other :
        List.of(
            WELL_KNOWN + "/",
            WELL_KNOWN + ";x",
            "/%2Ewell-known/oauth-protected-resource",
            "/." + WELL_KNOWN,
            "//.well-known/oauth-protected-resource",
            "/.Well-Known/oauth-protected-resource",
            "/app" + WELL_KNOWN,
            "/")) {
      assertThat(ask(root, "GET", other, "")).as(other).isNull();
    }
    assertThat(ask(root, "GET", WELL_KNOWN, "/app")).as("of another application").isNull();
    RequestAuthenticator inside = authenticator("https://a.example.com/app" + WELL_KNOWN);
    assertThat(ask(inside, "GET", "/app" + WELL_KNOWN, "/app")).isNotNull();
    assertThat(ask(inside, "GET", WELL_KNOWN, "/app")).isNull();
  }

  @Test
  void othersThanGetAndHeadAreNotAllowed() {
    RequestAuthenticator root = authenticator("https://a.example.com" + WELL_KNOWN);
    Verdict.Document document = ask(root, "HEAD", WELL_KNOWN, "");
    assertThat(document.status()).isEqualTo(200);
    assertThat(document.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "public, max-age=3600");
    for (String method : List.of("POST", "PUT", "OPTIONS", "TRACE", "get", "X")) {
      Verdict.Document refused = ask(root, method, WELL_KNOWN, "");
      assertThat(refused.status()).as(method).isEqualTo(405);
      assertThat(refused.headers())
          .containsEntry("Allow", "GET, HEAD")
          .containsEntry("Cache-Control", "no-store")
          .containsEntry("Content-Type", "application/problem+json");
      assertThat(text(refused)).isEqualTo("{\"status\":405,\"title\":\"Method Not Allowed\"}");
    }
  }

  @Test
  void withoutTheSettingNothingIsServed() {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le1");
    settings.setProperty("sentinel.keys", "v1");
    try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings))) {
      assertThat(ask(sentinel.requestAuthenticator(), "GET", WELL_KNOWN, "")).isNull();
    }
  }

  /** Each challenge for a bearer token names it, and no other answer does. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyChallengeNamesIt(boolean detail) {
    Answers answers = new Answers("r", detail, java.net.URI.create("https://a.example.com/x"));
    Answers without = new Answers("r", detail);
    for (Rejection rejection : Rejection.values()) {
      String plain = without.refused(rejection).headers().get("WWW-Authenticate");
      assertThat(answers.refused(rejection).headers().get("WWW-Authenticate"))
          .as(rejection.code())
          .isEqualTo(
              plain != null && plain.startsWith("Bearer ")
                  ? plain + ", resource_metadata=\"https://a.example.com/x\""
                  : plain);
    }
    assertThat(answers.insufficientScope(List.of("a")).headers().get("WWW-Authenticate"))
        .endsWith(", scope=\"a\", resource_metadata=\"https://a.example.com/x\"");
  }
}
