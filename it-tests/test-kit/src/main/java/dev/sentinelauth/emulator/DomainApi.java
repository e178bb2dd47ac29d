package dev.sentinelauth.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directory that names the host of an account's service. */
final class DomainApi implements Resource {
  private final Realm realm;

  DomainApi(Realm realm) {
    this.realm = realm;
  }

  @Override
  public Reply answer(SentinelHost asked, String accountId, RecordedRequest request)
      throws OAuthError {
    if (!Parameters.ofQuery(request).has("version", "1.0")) {
      return refusal(400, "version must be 1.0");
    }
    SentinelHost host = realm.hostOf(accountId).orElse(null);
    if (host == null) {
      return refusal(401, "unknown account");
    }
    Map<String, String> services = realm.services(accountId, host);
    String service = Endpoint.DOMAIN_API.match(request.path()).group(2);
    if (service != null && !services.containsKey(service)) {
      return refusal(400, "unknown service");
    }
    return Reply.json(
        200, isList(service) ? list(accountId, services) : single(accountId, services, service));
  }

  private boolean isList(@Nullable String service) {
    return switch (realm.domainShape()) {
      case BY_URL -> service == null;
      case SINGLE -> false;
      case LIST -> true;
    };
  }

  private static Map<String, ?> list(String accountId, Map<String, String> services) {
    List<Map<String, String>> entries =
        services.entrySet().stream()
            .map(entry -> describe(accountId, entry.getKey(), entry.getValue()))
            .toList();
    return Map.of("baseURIs", entries);
  }

  private static Map<String, ?> single(
      String accountId, Map<String, String> services, @Nullable String service) {
    String name = service != null ? service : "sentinel";
    return describe(accountId, name, services.getOrDefault(name, ""));
  }

  private static Map<String, String> describe(String accountId, String service, String baseUri) {
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("service", service);
    entry.put("account", accountId);
    entry.put("baseURI", baseUri);
    return entry;
  }

  private static Reply refusal(int status, String message) {
    return Reply.json(status, Map.of("error", message));
  }
}
