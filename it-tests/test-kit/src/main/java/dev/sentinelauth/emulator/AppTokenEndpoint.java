package dev.sentinelauth.emulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** Client credentials for an AppJWT (RFC 6749 section 4.4), in the vendor's two versions. */
final class AppTokenEndpoint implements Resource {
  private static final String GRANT = "client_credentials";

  private final Realm realm;

  AppTokenEndpoint(Realm realm) {
    this.realm = realm;
  }

  @Override
  public Reply answer(SentinelHost host, String accountId, RecordedRequest request)
      throws OAuthError {
    boolean v1 = ApiVersion.of(request) == ApiVersion.V1;
    Parameters parameters = parameters(request, v1);
    Installation client = realm.authenticate(host, accountId, request, parameters);
    if (!parameters.required("grant_type").equals(GRANT)) {
      throw OAuthError.unsupportedGrantType();
    }
    if (!client.grantTypes().contains(GRANT)) {
      throw OAuthError.unauthorizedClient(GRANT);
    }
    SigningKey key = v1 ? realm.v1Key() : host.keys().current();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", realm.appJwt(client, key).compact());
    answer.put("token_type", "Bearer");
    if (realm.expiresInSent()) {
      answer.put("expires_in", realm.appJwtLifetime().toSeconds());
    }
    return Reply.json(200, answer).noStore();
  }

  /**
   * Version 1 takes parameters from the query as well, even the secret. The alias of version 2
   * takes all of them from there, for the vendor's Java client, which sends an empty body.
   */
  private static Parameters parameters(RecordedRequest request, boolean v1) throws OAuthError {
    Parameters form = Parameters.ofForm(request);
    boolean query = v1 || (!ApiVersion.isInPath(request) && request.body().isEmpty());
    return query ? form.and(Parameters.ofQuery(request)) : form;
  }
}
