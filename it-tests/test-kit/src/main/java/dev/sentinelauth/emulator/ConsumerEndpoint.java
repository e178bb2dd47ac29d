package dev.sentinelauth.emulator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The IDP: an AppJWT and the application's name for a consumer give a ConsumerJWS. */
final class ConsumerEndpoint implements Resource {
  private final Realm realm;

  ConsumerEndpoint(Realm realm) {
    this.realm = realm;
  }

  @Override
  public Reply answer(SentinelHost asked, String accountId, RecordedRequest request)
      throws OAuthError {
    if (!Parameters.ofQuery(request).has("v", "1.0")) {
      throw OAuthError.invalidRequest("v must be 1.0");
    }
    verify(accountId, request.headers().getOrDefault("Authorization", List.of()));
    String consumer = consumer(request);
    return Reply.json(200, Map.of("token", realm.consumerJws(accountId, consumer).compact()))
        .noStore();
  }

  private void verify(String accountId, List<String> authorization) throws OAuthError {
    if (authorization.size() != 1) {
      throw OAuthError.invalidToken("Authorization must be the bare AppJWT");
    }
    try {
      // With a scheme before it this is no JWT: the IDP takes the bare token only.
      SignedJWT jwt = SignedJWT.parse(authorization.get(0));
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Instant now = realm.clock().instant();
      boolean good =
          jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
              && jwt.verify(new RSASSAVerifier(key(accountId, jwt.getHeader().getKeyID())))
              && "Sentinel".equals(claims.getIssuer())
              && claims.getAudience().contains(accountId)
              && claims.getExpirationTime() != null
              && now.isBefore(claims.getExpirationTime().toInstant());
      if (!good) {
        throw OAuthError.invalidToken("The AppJWT is not valid");
      }
    } catch (ParseException | JOSEException e) {
      throw OAuthError.invalidToken("The AppJWT is malformed");
    }
  }

  private RSAPublicKey key(String accountId, @Nullable String kid) throws OAuthError {
    return realm
        .hostOf(accountId)
        .flatMap(host -> host.keys().find(kid))
        .filter(key -> key.pair().getPublic() instanceof RSAPublicKey)
        .map(key -> (RSAPublicKey) key.pair().getPublic())
        .orElseGet(() -> (RSAPublicKey) realm.v1Key().pair().getPublic());
  }

  private static String consumer(RecordedRequest request) throws OAuthError {
    String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    try {
      String consumer =
          JSONObjectUtils.getString(JSONObjectUtils.parse(request.body()), "ext_consumer_id");
      if (type.startsWith("application/json") && consumer != null && !consumer.isEmpty()) {
        return consumer;
      }
    } catch (ParseException e) {
      throw OAuthError.invalidRequest("The body is no JSON object");
    }
    throw OAuthError.invalidRequest("ext_consumer_id is missing");
  }
}
