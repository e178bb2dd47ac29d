package dev.sentinelauth.emulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A code or a refresh token for the tokens of a login (RFC 6749 sections 4.1.3 and 6). */
final class TokenEndpoint implements Resource {
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final Realm realm;
  private final Grants grants;

  TokenEndpoint(Realm realm, Grants grants) {
    this.realm = realm;
    this.grants = grants;
  }

  @Override
  public Reply answer(SentinelHost host, String accountId, RecordedRequest request)
      throws OAuthError {
    ApiVersion version = ApiVersion.of(request);
    Parameters form = Parameters.ofForm(request);
    Installation client = realm.authenticate(host, accountId, form);
    String grant = form.required("grant_type");
    LoginUser user =
        switch (grant) {
          case "authorization_code" -> {
            demand(client, grant);
            yield grants.redeem(form.required("code"), client, form.optional("redirect_uri"));
          }
          case "refresh_token" -> {
            demand(client, grant);
            yield grants.refresh(form.required("refresh_token"), client);
          }
          default -> throw OAuthError.unsupportedGrantType();
        };
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", Opaque.token());
    answer.put("token_type", "Bearer");
    answer.put("refresh_token", grants.newRefreshToken(client, user));
    answer.put("id_token", realm.idToken(client, user).compact());
    if (version == ApiVersion.V2) {
      answer.put("expires_in", LIFETIME.toSeconds());
    }
    return Reply.json(200, answer).noStore();
  }

  private static void demand(Installation client, String grant) throws OAuthError {
    if (!client.grantTypes().contains(grant)) {
      throw OAuthError.unauthorizedClient(grant);
    }
  }
}
