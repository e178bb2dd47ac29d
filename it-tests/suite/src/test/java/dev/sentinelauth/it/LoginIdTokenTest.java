package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.TokenMint;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which id_tokens make a login, and which don't; and that none of them is an AppJWT. */
class LoginIdTokenTest {
  private static final String BOTH =
      """
      sentinel.route.api.path = /api/*
      sentinel.route.app.path = /app/*
      sentinel.route.app.access = login
      """;

  private LoginFixture fixture;
  private final UserAgent browser = new UserAgent();

  /** Changes a good id_token. */
  private interface Change {
    TokenMint of(LoginFixture fixture, TokenMint good);
  }

  @BeforeEach
  void begin() throws Exception {
    fixture = new LoginFixture();
    fixture.emulator.host().keys().publish(fixture.emulator.idTokenKey());
  }

  @AfterEach
  void end() throws Exception {
    fixture.close();
  }

  private static Change claim(String name, @Nullable Object value) {
    return (fixture, good) -> good.claim(name, value);
  }

  private static Change without(String name) {
    return (fixture, good) -> good.withoutClaim(name);
  }

  private static Change seconds(String name, long fromNow) {
    return (fixture, good) -> good.claim(name, fixture.clock.instant().getEpochSecond() + fromNow);
  }

  private static Map<String, Change> bad() {
    Map<String, Change> bad = new LinkedHashMap<>();
    bad.put("an AppJWT", (fixture, good) -> fixture.emulator.mint(fixture.client));
    bad.put(
        "an AppJWT that says what an id_token says",
        (fixture, good) ->
            fixture
                .emulator
                .mint(fixture.client.withScope("msg.consumer"))
                .claim("aud", fixture.client.clientId())
                .claim("sub", "alice"));
    bad.put("no iss", without("iss"));
    bad.put("iss in capitals", claim("iss", "SENTINEL"));
    bad.put("iss as a URL", claim("iss", "https://Sentinel"));
    bad.put("iss with a space", claim("iss", "Sentinel "));
    bad.put("iss as a list", claim("iss", List.of("Sentinel")));
    bad.put("no aud", without("aud"));
    bad.put("aud of another client", claim("aud", "another"));
    bad.put("the account as aud", claim("aud", LoginFixture.ACCOUNT));
    bad.put(
        "several aud",
        (fixture, good) -> good.claim("aud", List.of(fixture.client.clientId(), "another")));
    bad.put("azp of another client", claim("azp", "another"));
    bad.put("no exp", without("exp"));
    bad.put("null for exp", claim("exp", null));
    bad.put("exp as a string", claim("exp", "9999999999"));
    bad.put("exp beyond all time", claim("exp", Long.MAX_VALUE));
    bad.put("expired", seconds("exp", -30));
    bad.put("no iat", without("iat"));
    bad.put("iat as a string", claim("iat", "1"));
    bad.put("from the future", seconds("iat", 31));
    bad.put("no sub", without("sub"));
    bad.put("blank sub", claim("sub", " "));
    bad.put("number for sub", claim("sub", 7));
    bad.put("is_admin as a string", claim("is_admin", "true"));
    bad.put("is_lpa as a number", claim("is_lpa", 1));
    bad.put("not signed", (fixture, good) -> good.unsigned());
    bad.put("alg none with a signature", (fixture, good) -> good.header("alg", "none"));
    bad.put("no signature", (fixture, good) -> good.withoutSignature());
    bad.put(
        "HS256 with the client secret",
        (fixture, good) -> good.hmac("HS256", fixture.client.clientSecret().getBytes(UTF_8)));
    bad.put(
        "HS256 with the public key",
        (fixture, good) ->
            good.hmac("HS256", fixture.emulator.idTokenKey().pair().getPublic().getEncoded()));
    bad.put(
        "signed by another key",
        (fixture, good) -> good.signatureBy(fixture.emulator.newKey("mine")));
    bad.put(
        "the kid of an AppJWT's key, signed by another",
        (fixture, good) -> good.header("kid", fixture.emulator.host().keys().current().kid()));
    bad.put("another algorithm than the key's", (fixture, good) -> good.algorithm("PS256"));
    bad.put(
        "changed after it was signed",
        (fixture, good) -> good.payloadAfterSigning("{\"sub\":\"admin\"}"));
    bad.put("unknown crit", (fixture, good) -> good.header("crit", List.of("x")));
    bad.put("no JSON", (fixture, good) -> good.payload("alice"));
    bad.put("sub twice", (fixture, good) -> good.payload("{\"sub\":\"a\",\"sub\":\"b\"}"));
    return bad;
  }

  static Stream<String> refused() {
    return bad().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void loginIsRefused(String name) throws Exception {
    fixture.start("");
    fixture.emulator.idTokens(good -> bad().get(name).of(fixture, good));

    Page page = logIn(browser, fixture.uri("/orders"), ALICE);

    assertThat(page.status()).isEqualTo(403);
    assertThat(page.body()).contains("could not be trusted").contains("href=\"/orders\"");
    assertThat(browser.cookie("JSESSIONID")).isEmpty();
    assertThat(browser.get(fixture.uri("/orders")).status()).isEqualTo(302);
  }

  static Stream<String> refusedAtRefresh() {
    return Stream.concat(refused(), Stream.of("of another user"));
  }

  @ParameterizedTest
  @MethodSource("refusedAtRefresh")
  void loginEndsAtTheRefresh(String name) throws Exception {
    fixture.start("");
    assertThat(logIn(browser, fixture.uri("/orders"), ALICE).status()).isEqualTo(200);
    Map<String, Change> bad = bad();
    bad.put("of another user", claim("sub", BOB.name()));
    fixture.emulator.idTokens(good -> bad.get(name).of(fixture, good));
    fixture.clock.advance(Duration.ofMinutes(30));

    assertThat(browser.get(fixture.uri("/orders")).status()).isEqualTo(302);
    assertThat(browser.get(fixture.uri("/data"), "Sec-Fetch-Mode", "cors").status()).isEqualTo(401);
    fixture.emulator.idTokens(good -> good);
    assertThat(logIn(browser, fixture.uri("/orders"), ALICE).body()).contains("user=alice");
  }

  static Stream<Change> accepted() {
    return Stream.of(
        claim("iss", "sentinel"),
        (fixture, good) -> good.claim("aud", List.of(fixture.client.clientId())),
        (fixture, good) -> good.claim("azp", fixture.client.clientId()),
        seconds("exp", -29),
        seconds("iat", 30),
        claim("scope", null),
        without("is_admin"),
        (fixture, good) -> good.signedWith(fixture.emulator.newKey("unpublished")),
        (fixture, good) -> good.withoutHeader("kid"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void loginSucceeds(Change change) throws Exception {
    fixture.start("");
    fixture.emulator.idTokens(good -> change.of(fixture, good));

    assertThat(logIn(browser, fixture.uri("/orders"), ALICE).body()).contains("user=alice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"access_token\":\"abc\",\"refresh_token\":\"r\"}",
        "{\"access_token\":\"abc\",\"id_token\":null}",
        "{\"access_token\":\"abc\",\"id_token\":\"\"}",
        "{\"access_token\":\"abc\",\"id_token\":\"a.b\"}"
      })
  void answerWithoutAnIdTokenIsNoLogin(String answer) throws Exception {
    fixture.start("");
    fixture
        .emulator
        .host()
        .fail(Endpoint.TOKEN, Fault.status(200).body("application/json", answer));

    Page page = logIn(browser, fixture.uri("/orders"), ALICE);

    assertThat(page.status()).isEqualTo(403);
    assertThat(browser.cookie("JSESSIONID")).isEmpty();
  }

  @Test
  void rolesFollowTheIdTokenOfTheRefresh() throws Exception {
    fixture.start("");
    assertThat(logIn(browser, fixture.uri("/"), ALICE).body()).contains("admin=true");
    fixture.emulator.idTokens(good -> good.claim("is_admin", false));
    fixture.clock.advance(Duration.ofMinutes(30));

    assertThat(browser.get(fixture.uri("/")).body()).contains("user=alice").contains("admin=false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sentinel.audience = CLIENT", "sentinel.issuer = Sentinel, sentinel"})
  void idTokenIsNoAppJwt(String settings) throws Exception {
    fixture.node.start(
        fixture.sentinel(BOTH + settings.replace("CLIENT", fixture.client.clientId())), true);
    logIn(browser, fixture.uri("/app"), ALICE);

    String idToken = fixture.emulator.loginTokens().get(0).idToken();
    String accessToken = fixture.emulator.loginTokens().get(0).accessToken();

    for (String token : List.of(idToken, accessToken)) {
      Page page =
          new UserAgent()
              .send(
                  HttpRequest.newBuilder(fixture.uri("/api/x"))
                      .header("Authorization", "Bearer " + token));
      assertThat(page.status()).isEqualTo(401);
      assertThat(page.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
      assertThat(page.body()).doesNotContain(token);
    }
  }
}
