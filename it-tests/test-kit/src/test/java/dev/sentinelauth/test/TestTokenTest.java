package dev.sentinelauth.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.InvalidTokenException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.TokenVerifier;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens good and bad by their names, judged by the verifier of an application. */
class TestTokenTest {
  private final TestSentinel sentinel = TestSentinel.forAccount("le1");

  @AfterEach
  void close() {
    sentinel.close();
  }

  private Sentinel application() {
    return Sentinel.create(SentinelConfig.load(sentinel.settings()));
  }

  @Test
  void eachBadTokenIsRefusedForWhatItsNameSays() {
    Map<TestToken, String> refusals = new LinkedHashMap<>();
    TestToken good = sentinel.token().scope("msg.read");
    refusals.put(good.expired(), "expired");
    refusals.put(good.validFor(Duration.ofHours(-1)), "expired");
    refusals.put(good.notYetValid(), "not_yet_valid");
    refusals.put(good.wrongIssuer(), "wrong_issuer");
    refusals.put(good.wrongAccount(), "wrong_audience");
    refusals.put(good.account("another"), "wrong_audience");
    refusals.put(good.idToken(), "wrong_audience");
    refusals.put(good.idToken().account("le1").withoutClaim("scope"), "missing_claim");
    refusals.put(good.withoutClaim("azp"), "missing_claim");
    refusals.put(good.claim("exp", "soon"), "malformed_claim");
    refusals.put(good.bound(), "bound_token");
    refusals.put(good.unknownKey(), "unknown_key");
    refusals.put(good.signedByV1Key(), "unknown_key");
    refusals.put(good.badSignature(), "bad_signature");
    refusals.put(good.unsigned(), "malformed_token");
    refusals.put(good.signedBySharedSecret(), "algorithm_not_accepted");
    refusals.put(good.header("typ", "dpop+jwt"), "type_not_accepted");
    refusals.put(good.malformed(), "malformed_token");
    refusals.put(good.tooLong(), "token_too_long");
    try (Sentinel application = application()) {
      Map<TestToken, String> found = new LinkedHashMap<>();
      refusals.forEach(
          (token, code) -> found.put(token, refusal(application.tokenVerifier(), token)));
      assertThat(found).isEqualTo(refusals);
    }
  }

  private static String refusal(TokenVerifier verifier, TestToken token) {
    try {
      return "accepted: " + verifier.verify(token.compact());
    } catch (InvalidTokenException e) {
      return e.code();
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Test
  void goodTokensSayWhatTheyAreToldTo() throws Exception {
    TestToken token =
        sentinel
            .token()
            .scope("msg.read", "msg.send")
            .authorizedParty("partner")
            .account("le1", "le2")
            .claim("sub", "alice")
            .validFor(Duration.ofMinutes(2));
    try (Sentinel application = application()) {
      for (AppJwt jwt :
          List.of(application.tokenVerifier().verify(token.compact()), token.verified())) {
        assertThat(jwt.scopes()).containsExactly("msg.read", "msg.send");
        assertThat(jwt.getName()).isEqualTo("partner");
        assertThat(jwt.audience()).containsExactly("le1", "le2");
        assertThat(jwt.claim("sub")).isEqualTo("alice");
        assertThat(jwt.expiresAt())
            .isBetween(Instant.now().plusSeconds(100), Instant.now().plusSeconds(120));
      }
    }
  }

  @Test
  void aTokenThatNobodyChangedIsGoodAndHasNoScopes() {
    AppJwt jwt = sentinel.token().verified();

    assertThat(jwt.getName()).isEqualTo("test-client");
    assertThat(jwt.audience()).containsExactly("le1");
    assertThat(jwt.scopes()).isEmpty();
    assertThat(sentinel.token().bearer()).startsWith("Bearer ey");
  }

  @Test
  void aTokenThatIsKeptStaysAsItIs() {
    TestToken reader = sentinel.token().scope("msg.read");
    String bad = reader.expired().badSignature().compact();

    assertThat(bad).isNotEmpty();
    assertThat(reader.verified().scopes()).containsExactly("msg.read");
    assertThat(reader).hasToString("token().scope(\"msg.read\")");
  }

  @Test
  void tokensOfTheV1KeyAreForThoseWhoTrustIt() throws Exception {
    Properties settings = sentinel.settings();
    settings.setProperty("sentinel.keys", "v1");
    settings.setProperty("sentinel.v1.public-key", sentinel.emulator().v1PublicKey());
    try (Sentinel application = Sentinel.create(SentinelConfig.load(settings))) {
      String token = sentinel.token().signedByV1Key().compact();

      assertThat(application.tokenVerifier().verify(token).getName()).isEqualTo("test-client");
    }
    assertThat(sentinel.token().signedByV1Key().verified().getName()).isEqualTo("test-client");
    assertThat(sentinel.token().verified().getName()).isEqualTo("test-client");
  }

  @Test
  void verifiedTokensNeedNothingOfTheSentinelUnderTest() {
    sentinel.failing(Endpoint.JWKS, Fault.status(503));
    assertThat(sentinel.token().verified().getName()).isEqualTo("test-client");
    sentinel.rotateKeys();
    assertThat(sentinel.token().verified().getName()).isEqualTo("test-client");
    sentinel.replaceKeys();
    assertThat(sentinel.token().verified().getName()).isEqualTo("test-client");
    sentinel.unreachable();
    assertThat(sentinel.token().verified().getName()).isEqualTo("test-client");

    assertThat(sentinel.received().requests(Endpoint.JWKS)).isEmpty();
  }

  @Test
  void anExpiredTokenIsNotVerifiedAndTheMessageSaysWhyAndWhatToDo() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> sentinel.token().expired().verified())
        .withMessageContaining("expired (the token has expired (exp))")
        .withMessageContaining("token().expired()")
        .withMessageContaining("leave expired() and notYetValid() out")
        .withMessageContaining("bearer() or compact()")
        .withCauseInstanceOf(InvalidTokenException.class);
  }

  @Test
  void aTokenForAnotherAccountIsNotVerifiedAndTheMessageNamesThoseThatAreServed() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> sentinel.token().account("le2").verified())
        .withMessageContaining("wrong_audience")
        .withMessageContaining("token().account(\"le2\")")
        .withMessageContaining("this Sentinel serves le1");
  }

  @Test
  void severalAccountsAreServed() {
    try (TestSentinel both = TestSentinel.forAccount("le1", "le2")) {
      assertThat(both.token().account("le2").verified().audience()).containsExactly("le2");
      assertThat(SentinelConfig.load(both.settings()))
          .hasToString("SentinelConfig[accounts=[le1, le2]]");
    }
  }

  @Test
  void tokensAreDatedByTheClockThatIsGiven() {
    Instant then = Instant.parse("2024-02-29T12:00:00Z");
    try (TestSentinel past = TestSentinel.forAccount(InstantSource.fixed(then), "le1")) {
      assertThat(past.token().verified().issuedAt()).isEqualTo(then);
      assertThatThrownBy(() -> past.token().expired().verified()).hasMessageContaining("expired");
    }
  }

  @Test
  void anAccountIdIsCheckedWhereItIsNamed() {
    assertThatThrownBy(() -> TestSentinel.forAccount("le 1"))
        .hasMessageContaining("letters and digits only")
        .hasMessageContaining("le 1");
    assertThatThrownBy(() -> sentinel.token().account()).hasMessageContaining("withoutClaim");
  }
}
