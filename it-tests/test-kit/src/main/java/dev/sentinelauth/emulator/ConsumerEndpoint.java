package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
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
      String[] parts = authorization.get(0).split("\\.", -1);
      if (parts.length != 3 || !isGood(accountId, parts)) {
        throw OAuthError.invalidToken("The AppJWT is not valid");
      }
    } catch (ParseException | IllegalArgumentException e) {
      throw OAuthError.invalidToken("The AppJWT is malformed");
    }
  }

  private boolean isGood(String accountId, String[] parts) throws ParseException, OAuthError {
    Map<String, @Nullable Object> header = part(parts[0]);
    Map<String, @Nullable Object> claims = part(parts[1]);
    Object audience = claims.get("aud");
    return "RS256".equals(header.get("alg"))
        && JwsAlgorithm.verifyRs256(
            key(accountId, JsonReader.string(header, "kid")),
            (parts[0] + "." + parts[1]).getBytes(US_ASCII),
            Base64Url.decode(parts[2]))
        && "Sentinel".equals(claims.get("iss"))
        && (accountId.equals(audience)
            || (audience instanceof List<?> accounts && accounts.contains(accountId)))
        && claims.get("exp") instanceof BigDecimal expiry
        && BigDecimal.valueOf(realm.clock().instant().getEpochSecond()).compareTo(expiry) < 0;
  }

  private static Map<String, @Nullable Object> part(String text) throws ParseException {
    return JsonReader.object(new String(Base64Url.decode(text), UTF_8));
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
      String consumer = JsonReader.string(JsonReader.object(request.body()), "ext_consumer_id");
      if (type.startsWith("application/json") && !consumer.isEmpty()) {
        return consumer;
      }
    } catch (ParseException e) {
      throw OAuthError.invalidRequest("The body is no JSON object");
    }
    throw OAuthError.invalidRequest("ext_consumer_id is missing");
  }
}
