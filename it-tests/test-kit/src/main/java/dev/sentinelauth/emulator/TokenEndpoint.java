package dev.sentinelauth.emulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** A code or a refresh token for the tokens of a login (RFC 6749 sections 4.1.3 and 6). */
final class TokenEndpoint implements Resource {
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
    Installation client = realm.authenticate(host, accountId, request, form);
    String grant = form.required("grant_type");
    Grants.Redeemed redeemed =
        switch (grant) {
          case "authorization_code" -> {
            demand(client, grant);
            yield grants.redeem(
                form.required("code"),
                client,
                form.optional("redirect_uri"),
                form.optional("code_verifier"));
          }
          case "refresh_token" -> {
            demand(client, grant);
            yield grants.refresh(form.required("refresh_token"), client);
          }
          default -> throw OAuthError.unsupportedGrantType();
        };
    String idToken = realm.answeredIdToken(realm.idToken(client, redeemed.user())).compact();
    LoginTokens tokens = new LoginTokens(Opaque.token(), redeemed.refreshToken(), idToken);
    grants.issued(tokens);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", tokens.accessToken());
    answer.put("token_type", "Bearer");
    answer.put("refresh_token", tokens.refreshToken());
    answer.put("id_token", tokens.idToken());
    if (realm.loginExpiresInSent().orElse(version == ApiVersion.V2)) {
      answer.put("expires_in", realm.loginTokenLifetime().toSeconds());
    }
    return Reply.json(200, answer).noStore();
  }

  private static void demand(Installation client, String grant) throws OAuthError {
    if (!client.grantTypes().contains(grant)) {
      throw OAuthError.unauthorizedClient(grant);
    }
  }
}
