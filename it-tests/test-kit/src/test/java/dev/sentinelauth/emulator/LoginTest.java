package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The login of a user: authorize, the login page, the token endpoint. */
class LoginTest {
  private static final String ACCOUNT = "le81823118";
  private static final Instant NOW = Instant.parse("2024-02-29T12:00:00Z");
  private static final URI CALLBACK = URI.create("http://localhost/app/callback?tenant=1");
  private static final String TOKEN = "/sentinel/api/account/le81823118/token?v=1.0";
  private static final String TOKEN_V2 = "/sentinel/api/v2/account/le81823118/token";
  private static final LoginUser ALICE = new LoginUser("alice", true, false);

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final SentinelEmulator emulator = SentinelEmulator.start(now::get).addAccount(ACCOUNT);
  private final Installation app = emulator.install(Installation.forLogin(ACCOUNT, CALLBACK));
  private final Http http = new Http(emulator);

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void aUserSignsInOnTheLoginPage() throws Exception {
    URI page = location(http.get(authorize("state", "s&1")));
    assertThat(http.get(page).body()).contains("is_admin", "is_lpa", "Login client");

    URI back = location(submit(page, Map.of("name", "alice", "is_admin", "true")));

    assertThat(back.toString()).startsWith(CALLBACK + "&code=");
    Map<String, String> answer = Form.decode(back.getRawQuery());
    assertThat(answer).containsEntry("state", "s&1");
    assertThat(redeem(TOKEN, answer.get("code"))).containsKey("id_token");
  }

  @ParameterizedTest
  @ValueSource(strings = {TOKEN, TOKEN_V2, "/sentinel/api/account/le81823118/token?v=2.0"})
  void aCodeGivesTheTokensOfALogin(String path) throws Exception {
    Map<String, Object> tokens = redeem(path, code());

    assertThat(tokens).containsEntry("token_type", "Bearer");
    assertThat((String) tokens.get("access_token")).matches("[0-9a-f]{64}");
    assertThat((String) tokens.get("refresh_token")).matches("[0-9a-f]{64}");
    SignedJWT idToken = SignedJWT.parse((String) tokens.get("id_token"));
    assertThat(idToken.getHeader().getKeyID()).isEqualTo("idtoken-24-02-29");
    assertThat(idToken.getPayload().toJSONObject())
        .isEqualTo(
            Map.of(
                "sub",
                "alice",
                "aud",
                app.clientId(),
                "iss",
                "Sentinel",
                "iat",
                NOW.getEpochSecond(),
                "exp",
                NOW.getEpochSecond() + 600,
                "is_admin",
                true,
                "is_lpa",
                false));
  }

  @Test
  void onlyVersion2TellsTheLifetime() throws Exception {
    assertThat(redeem(TOKEN, code())).doesNotContainKey("expires_in");
    assertThat(redeem(TOKEN_V2, code())).containsEntry("expires_in", 3600L);
  }

  @Test
  void theLifetimeOfAccessTokensIsTheTestsToChoose() throws Exception {
    emulator.loginTokenLifetime(Duration.ofMinutes(5));
    assertThat(redeem(TOKEN_V2, code())).containsEntry("expires_in", 300L);

    emulator.sendLoginExpiresIn(true);
    assertThat(redeem(TOKEN, code())).containsEntry("expires_in", 300L);

    emulator.sendLoginExpiresIn(false);
    assertThat(redeem(TOKEN_V2, code())).doesNotContainKey("expires_in");
  }

  @Test
  void idTokensInAnswersAreTheTestsToChange() throws Exception {
    emulator.idTokens(good -> good.claim("iss", "evil"));
    assertThat(idToken(redeem(TOKEN, code()))).containsEntry("iss", "evil");

    emulator.idTokens(good -> emulator.mint(app));
    Map<String, Object> tokens = redeem(TOKEN, code());
    assertThat(idToken(tokens)).containsEntry("azp", app.clientId());

    emulator.idTokens(UnaryOperator.identity());
    Map<String, Object> refreshed = Http.json(refresh((String) tokens.get("refresh_token")));
    assertThat(idToken(refreshed)).containsEntry("iss", "Sentinel").containsEntry("sub", "alice");
  }

  @Test
  void theTokensAnsweredAreToldToTheTest() throws Exception {
    Map<String, Object> first = redeem(TOKEN, code());
    Map<String, Object> second = Http.json(refresh((String) first.get("refresh_token")));

    assertThat(emulator.loginTokens()).containsExactly(tokens(first), tokens(second));
    assertThat(emulator.loginTokens().toString()).isEqualTo("[LoginTokens, LoginTokens]");
  }

  @Test
  void aRefreshTokenIsReplacedByEachRefresh() throws Exception {
    String first = (String) redeem(TOKEN, code()).get("refresh_token");

    Map<String, Object> refreshed = Http.json(refresh(first));

    assertThat((String) refreshed.get("refresh_token")).matches("[0-9a-f]{64}").isNotEqualTo(first);
    assertThat(refreshed).containsKeys("access_token", "id_token");
    assertThat(refresh((String) refreshed.get("refresh_token")).statusCode()).isEqualTo(200);
  }

  @Test
  void aRefreshTokenUsedTwiceRevokesItsSuccessors() throws Exception {
    String first = (String) redeem(TOKEN, code()).get("refresh_token");
    String other = (String) redeem(TOKEN, code()).get("refresh_token");
    String second = (String) Http.json(refresh(first)).get("refresh_token");
    String third = (String) Http.json(refresh(second)).get("refresh_token");

    Http.assertRefused(refresh(first), 400, "invalid_grant");

    Http.assertRefused(refresh(third), 400, "invalid_grant");
    Http.assertRefused(refresh(second), 400, "invalid_grant");
    assertThat(refresh(other).statusCode()).isEqualTo(200);
  }

  @Test
  void revokedLoginsHaveToBeginAgain() throws Exception {
    URI page = location(http.get(authorize()));
    HttpResponse<String> signedIn = submit(page, Map.of("name", "bob", "remember", "true"));
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    String refreshToken = (String) redeem(TOKEN, code()).get("refresh_token");
    String code = code();

    emulator.revokeLogins();

    Http.assertRefused(refresh(refreshToken), 400, "invalid_grant");
    Http.assertRefused(
        http.post(TOKEN, form(app, "authorization_code", "code", code)), 400, "invalid_grant");
    assertThat(location(http.get(authorize(), "Cookie", cookie)).getPath()).endsWith("/login");
    assertThat(redeem(TOKEN, code())).containsKey("refresh_token");
  }

  @Test
  void aChallengedCodeNeedsItsVerifier() throws Exception {
    // RFC 7636 appendix B
    String verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    String[] challenge = {
      "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      "code_challenge_method", "S256"
    };

    assertThat(prove(code(challenge), verifier).statusCode()).isEqualTo(200);
    Http.assertRefused(prove(code(challenge), verifier + "x"), 400, "invalid_grant");
    Http.assertRefused(prove(code(challenge), ""), 400, "invalid_grant");
    Http.assertRefused(prove(code(), verifier), 400, "invalid_grant");
  }

  @Test
  void aVerifierTooShortToBeOneIsRefused() throws Exception {
    // SHA-256 of "short"
    String[] challenge = {
      "code_challenge", "-bAHi131ltLqGQEMABu9AJ5lHeLFfo-341XzHrnT9zk",
      "code_challenge_method", "S256"
    };

    Http.assertRefused(prove(code(challenge), "short"), 400, "invalid_grant");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=plain",
        "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=s256",
        "code_challenge=short&code_challenge_method=S256",
        "code_challenge_method=S256",
      })
  void anyChallengeButS256IsRefusedAtTheApplication(String parameters) throws Exception {
    String query = "&state=x&" + parameters;

    for (String path : List.of(authorize(), authorize().replace("/authorize", "/login"))) {
      assertThat(location(http.get(path + query)).toString())
          .isEqualTo(CALLBACK + "&error=invalid_request&state=x");
    }
  }

  @Test
  void aRefreshTokenIsRefusedToAnotherClientAndKeptForItsOwn() throws Exception {
    Installation other = emulator.install(Installation.forLogin(ACCOUNT, CALLBACK));
    String token = (String) redeem(TOKEN, code()).get("refresh_token");
    Map<String, String> form = form(other, "refresh_token", "refresh_token", token);

    Http.assertRefused(http.post(TOKEN, form), 400, "invalid_grant");
    assertThat(refresh(token).statusCode()).isEqualTo(200);
  }

  @Test
  void aCodeIsGoodOnce() throws Exception {
    String code = code();
    Map<String, String> form = form(app, "authorization_code", "code", code);

    assertThat(http.post(TOKEN, form).statusCode()).isEqualTo(200);
    Http.assertRefused(http.post(TOKEN, form), 400, "invalid_grant");
  }

  @Test
  void aCodeExpires() throws Exception {
    String code = code();
    now.set(NOW.plus(Duration.ofMinutes(1)));

    Http.assertRefused(
        http.post(TOKEN, form(app, "authorization_code", "code", code)), 400, "invalid_grant");
  }

  @Test
  void theRedirectUriOfTheAuthorizationRequestMustBeRepeated() throws Exception {
    emulator.signInAs(ALICE);
    URI back = location(http.get(authorize("redirect_uri", CALLBACK.toString())));
    String code = Form.decode(back.getRawQuery()).get("code");

    Http.assertRefused(
        http.post(TOKEN, form(app, "authorization_code", "code", code)), 400, "invalid_grant");
  }

  @Test
  void aRememberedSessionNeedsNoLoginPage() throws Exception {
    URI page = location(http.get(authorize()));
    HttpResponse<String> signedIn = submit(page, Map.of("name", "bob", "remember", "true"));
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];

    assertThat(location(http.get(authorize(), "Cookie", "a=b; " + cookie)).getPath())
        .isEqualTo("/app/callback");
    assertThat(location(http.get(authorize())).getPath()).endsWith("/login");
  }

  @Test
  void withoutANameTheLoginPageComesAgain() throws Exception {
    URI page = location(http.get(authorize("state", "x")));
    assertThat(http.get(page).body())
        .doesNotContain("role=\"alert\"", "aria-invalid=", " checked>");

    HttpResponse<String> again =
        submit(page, Map.of("name", " ", "is_lpa", "true", "remember", "true"));

    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.body())
        .contains(
            "role=\"alert\"",
            "aria-invalid=\"true\"",
            "name=\"is_admin\" value=\"true\">",
            "name=\"is_lpa\" value=\"true\" checked>",
            "name=\"remember\" value=\"true\" checked>");
    assertThat(location(submit(page, Map.of("name", "alice"))).toString())
        .startsWith(CALLBACK + "&code=");
  }

  @Test
  void theLoginPageLoadsNothingAndRunsNothing() throws Exception {
    HttpResponse<String> page = http.get(location(http.get(authorize())));

    String style = page.body().replaceAll("(?s).*<style>|</style>.*", "");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValue(
            "default-src 'none'; style-src 'sha256-"
                + Base64.getEncoder()
                    .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8)))
                + "'; base-uri 'none'; frame-ancestors 'none'");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(page.body()).doesNotContain("<script", "src=", "style=", "url(", "@import");
  }

  @Test
  void aUserMayCancel() throws Exception {
    URI page = location(http.get(authorize("state", "x")));

    assertThat(location(submit(page, Map.of("cancel", "true"))).toString())
        .isEqualTo(CALLBACK + "&error=access_denied&state=x");
  }

  @Test
  void anotherResponseTypeIsRefusedAtTheApplication() throws Exception {
    assertThat(location(http.get(authorize("response_type", "token"))).getRawQuery())
        .contains("error=unsupported_response_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redirect_uri=http://evil.example/",
        "redirect_uri=http://localhost/app/callback?tenant=1%26x",
        "client_id=nobody",
        "v=9",
      })
  void whatIsNotInOrderIsNotRedirected(String change) throws Exception {
    String[] parameter = change.split("=", 2);

    HttpResponse<String> answer = http.get(authorize(parameter[0], parameter[1]));

    Http.assertRefused(answer, 400, "invalid_request");
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void anApplicationMayCallApisAndLetUsersSignIn() throws Exception {
    Installation both =
        emulator.install(
            Installation.forApi(ACCOUNT, "msg.read").withClientName("Both").withLogin(CALLBACK));
    emulator.signInAs(ALICE);

    URI back = location(http.get(authorize("client_id", both.clientId())));

    String code = Form.decode(back.getRawQuery()).get("code");
    assertThat(http.post(TOKEN, form(both, "authorization_code", "code", code)).statusCode())
        .isEqualTo(200);
    assertThat(
            http.post("/sentinel/api/v2/account/le81823118/app/token", Http.credentials(both))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void withSeveralRedirectUrisOneMustBeNamed() throws Exception {
    Installation two =
        emulator.install(
            Installation.forLogin(ACCOUNT, CALLBACK, URI.create("http://localhost/other")));

    Http.assertRefused(http.get(authorize("client_id", two.clientId())), 400, "invalid_request");
  }

  @Test
  void theLoginPageEscapesWhatItShows() throws Exception {
    Installation hostile =
        emulator.install(
            ACCOUNT,
            """
            {"client_name":"<script>","grant_types":["authorization_code"],
             "redirect_uris":["http://localhost/"]}""");
    URI page = location(http.get(authorize("client_id", hostile.clientId())));

    assertThat(http.get(page).body()).contains("&lt;script&gt;").doesNotContain("<script>");
  }

  private String authorize(String... change) {
    Map<String, String> query = new HashMap<>();
    query.put("v", "1.0");
    query.put("response_type", "code");
    query.put("client_id", app.clientId());
    for (int i = 0; i < change.length; i += 2) {
      query.put(change[i], change[i + 1]);
    }
    return "/sentinel/api/account/le81823118/authorize?" + Form.encode(query);
  }

  private String code(String... parameters) throws Exception {
    emulator.signInAs(ALICE);
    URI back = location(http.get(authorize(parameters)));
    emulator.signOut();
    return Form.decode(back.getRawQuery()).get("code");
  }

  private Map<String, Object> redeem(String path, String code) throws Exception {
    HttpResponse<String> answer = http.post(path, form(app, "authorization_code", "code", code));
    assertThat(answer.statusCode()).isEqualTo(200);
    return Http.json(answer);
  }

  private HttpResponse<String> prove(String code, String verifier) throws Exception {
    Map<String, String> form = new HashMap<>(form(app, "authorization_code", "code", code));
    form.put("code_verifier", verifier);
    return http.post(TOKEN, form);
  }

  private static Map<String, Object> idToken(Map<String, Object> answer) throws Exception {
    return SignedJWT.parse((String) answer.get("id_token")).getPayload().toJSONObject();
  }

  private static LoginTokens tokens(Map<String, Object> answer) {
    return new LoginTokens(
        (String) answer.get("access_token"),
        (String) answer.get("refresh_token"),
        (String) answer.get("id_token"));
  }

  private HttpResponse<String> refresh(String token) throws Exception {
    return http.post(TOKEN, form(app, "refresh_token", "refresh_token", token));
  }

  private HttpResponse<String> submit(URI page, Map<String, String> form) throws Exception {
    return http.post(page.getRawPath() + "?" + page.getRawQuery(), form);
  }

  private static Map<String, String> form(
      Installation client, String grant, String name, String value) {
    return Map.of(
        "grant_type",
        grant,
        "client_id",
        client.clientId(),
        "client_secret",
        client.clientSecret(),
        name,
        value);
  }

  private URI location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(302);
    return emulator.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
  }
}
