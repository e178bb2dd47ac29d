package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.TokenMint;
import dev.sentinelauth.it.support.AnswerTargets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of answers, row by row: each byte by byte the same from the servlet filter and from
 * Jersey, whatever they run in.
 */
class AnswerTableTest {
  private static final String ACCOUNT = "le81823118";
  private static final String PATH = "/api/any";
  private static final String PLAIN = "Bearer realm=\"sentinel\"";

  @TempDir private static java.nio.file.Path directory;

  private static SentinelEmulator emulator;
  private static Installation installation;
  private static AnswerTargets targets;

  @BeforeAll
  static void start() throws Exception {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    installation = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
    targets = new AnswerTargets(settings(), directory.resolve("usual"));
  }

  @AfterAll
  static void stop() {
    targets.close();
    emulator.close();
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", ACCOUNT);
    settings.setProperty("sentinel.server", emulator.uri().toString());
    settings.setProperty("sentinel.startup", "required");
    settings.setProperty("sentinel.authorized-parties", installation.clientId());
    settings.setProperty("sentinel.route.scope.path", "/api/scope");
    settings.setProperty("sentinel.route.scope.scopes", "msg.consumer, msg.admin");
    settings.setProperty("sentinel.route.any.path", "/api/any-scope");
    settings.setProperty("sentinel.route.any.any-scope", "msg.admin, msg.root");
    settings.setProperty("sentinel.route.account.path", "/api/account/{account}/*");
    settings.setProperty("sentinel.route.party.path", "/api/party");
    settings.setProperty("sentinel.route.party.authorized-parties", "somebody-else");
    settings.setProperty("sentinel.route.denied.path", "/api/denied");
    settings.setProperty("sentinel.route.denied.access", "deny");
    return settings;
  }

  private static String bearer(TokenMint token) {
    return "Authorization: Bearer " + token.compact();
  }

  private static TokenMint token() {
    return emulator.mint(installation);
  }

  private static String changed(UnaryOperator<TokenMint> change) {
    return bearer(change.apply(token()));
  }

  private static void assertAnswer(
      AnswerTargets asked,
      String path,
      List<String> request,
      int status,
      Map<String, String> headers,
      String body)
      throws Exception {
    Map<String, List<String>> expected = new TreeMap<>();
    expected.put("Content-Type", List.of("application/problem+json"));
    expected.put("Content-Length", List.of(String.valueOf(body.length())));
    expected.put("Cache-Control", List.of("no-store"));
    headers.forEach((name, value) -> expected.put(name, List.of(value)));
    Map<String, AnswerTargets.Answer> answers = asked.ask(path, request);
    assertThat(answers)
        .hasSize(AnswerTargets.count())
        .allSatisfy(
            (target, answer) ->
                assertThat(answer)
                    .as(target + " " + path + " " + request)
                    .isEqualTo(new AnswerTargets.Answer(status, expected, body)));
  }

  private static void assertUnauthenticated(AnswerTargets asked, String... request)
      throws Exception {
    assertAnswer(
        asked,
        PATH,
        List.of(request),
        401,
        Map.of("WWW-Authenticate", PLAIN),
        "{\"status\":401,\"title\":\"Unauthorized\",\"detail\":\"a bearer token is required\"}");
  }

  private static void assertInvalidRequest(String detail, String... request) throws Exception {
    assertAnswer(
        targets,
        PATH,
        List.of(request),
        400,
        challenge("invalid_request", detail, ""),
        "{\"status\":400,\"title\":\"Bad Request\",\"error\":\"invalid_request\",\"detail\":\""
            + detail
            + "\"}");
  }

  private static void assertInvalidToken(String detail, String request) throws Exception {
    assertAnswer(
        targets,
        PATH,
        List.of(request),
        401,
        challenge("invalid_token", detail, ""),
        "{\"status\":401,\"title\":\"Unauthorized\",\"error\":\"invalid_token\",\"detail\":\""
            + detail
            + "\"}");
  }

  private static void assertForbidden(String path, String detail, String scope) throws Exception {
    assertAnswer(
        targets,
        path,
        List.of(bearer(token())),
        403,
        challenge("insufficient_scope", detail, scope),
        "{\"status\":403,\"title\":\"Forbidden\",\"error\":\"insufficient_scope\",\"detail\":\""
            + detail
            + "\"}");
  }

  private static Map<String, String> challenge(String error, String detail, String scope) {
    return Map.of(
        "WWW-Authenticate",
        PLAIN
            + ", error=\""
            + error
            + "\", error_description=\""
            + detail
            + '"'
            + (scope.isEmpty() ? "" : ", scope=\"" + scope + '"'));
  }

  @Test
  void requestWithoutTokenIsToldHowToAuthenticateAndNoMore() throws Exception {
    assertUnauthenticated(targets);
    assertUnauthenticated(targets, "Authorization:");
    assertUnauthenticated(targets, "Authorization: Basic dTpw");
    assertUnauthenticated(targets, "Authorization: " + token().compact());
    assertUnauthenticated(targets, "Authorization: Bearertoken abc");
  }

  @Test
  void malformedHeaderIsABadRequest() throws Exception {
    String good = bearer(token());
    assertInvalidRequest("more than one Authorization header field", good, good);
    assertInvalidRequest("the bearer scheme has no token", "Authorization: Bearer");
    String character = "the bearer token holds a character that is not allowed there";
    assertInvalidRequest(character, good + ", " + good.substring("Authorization: ".length()));
    assertInvalidRequest(character, "Authorization: Bearer a b");
    assertInvalidRequest(character, "Authorization: bearer \"abc\"");
    assertInvalidRequest(character, "Authorization: BEARER a=b");
  }

  @Test
  void badTokenIsAnInvalidToken() throws Exception {
    Instant now = Instant.now();
    assertInvalidToken("the token does not have three parts", "Authorization: Bearer not.a-token");
    assertInvalidToken(
        "the iss of the token is not accepted", changed(t -> t.claim("iss", "sentinel")));
    assertInvalidToken("the iss claim is missing", changed(t -> t.withoutClaim("iss")));
    assertInvalidToken("the aud of the token is not accepted", changed(t -> t.claim("aud", "le1")));
    assertInvalidToken("the aud claim is missing", changed(t -> t.withoutClaim("aud")));
    assertInvalidToken(
        "the token has expired (exp)", changed(t -> t.expiresAt(now.minusSeconds(31))));
    assertInvalidToken("the exp claim is missing", changed(t -> t.withoutClaim("exp")));
    assertInvalidToken("the exp claim is malformed", changed(t -> t.claim("exp", "tomorrow")));
    assertInvalidToken(
        "the azp of the token is not accepted", changed(t -> t.claim("azp", "another")));
    assertInvalidToken("the azp claim is missing", changed(t -> t.withoutClaim("azp")));
    assertInvalidToken("the scope claim is missing", changed(t -> t.withoutClaim("scope")));
    assertInvalidToken(
        "the token is not valid yet (nbf)",
        changed(t -> t.claim("nbf", now.getEpochSecond() + 60)));
    assertInvalidToken(
        "the token is not valid yet (iat)",
        changed(t -> t.claim("iat", now.getEpochSecond() + 60)));
    assertInvalidToken(
        "the kid of the token names no trusted key",
        changed(t -> t.signedWith(emulator.newKey("stranger"))));
    assertInvalidToken(
        "the signature of the token is wrong",
        changed(t -> t.signatureBy(emulator.newKey("stranger"))));
    assertInvalidToken("the alg of the token is not accepted", changed(t -> t.algorithm("RS384")));
    assertInvalidToken(
        "the token is bound to a proof of possession (cnf), which is not supported",
        changed(t -> t.claim("cnf", Map.of("jkt", "abc"))));
  }

  @Test
  void missingScopeIsForbiddenAndNamed() throws Exception {
    assertForbidden("/api/scope", "a required scope is missing", "msg.consumer msg.admin");
    assertForbidden("/api/any-scope", "a required scope is missing", "msg.admin msg.root");
  }

  @Test
  void otherAccountAndOtherPartyAreForbidden() throws Exception {
    assertForbidden(
        "/api/account/le1/x", "the aud of the token does not hold the account of the path", "");
    assertForbidden("/api/party", "the azp of the token is not accepted here", "");
  }

  @Test
  void deniedPathIsForbiddenWhateverTheHeaderSays() throws Exception {
    for (List<String> request :
        List.of(
            List.<String>of(),
            List.of(bearer(token())),
            List.of("Authorization: Bearer"),
            List.of("Authorization: Bearer broken"),
            List.of(bearer(token()), bearer(token())))) {
      assertAnswer(
          targets,
          "/api/denied",
          request,
          403,
          Map.of(),
          "{\"status\":403,\"title\":\"Forbidden\"}");
    }
  }

  @Test
  void ambiguousPathIsABadRequestWhateverTheHeaderSays() throws Exception {
    for (List<String> request :
        List.of(List.<String>of(), List.of(bearer(token())), List.of("Authorization: Bearer"))) {
      assertAnswer(
          targets,
          "/api/open/../denied",
          request,
          400,
          Map.of(),
          "{\"status\":400,\"title\":\"Bad Request\",\"error\":\"invalid_request\","
              + "\"detail\":\"the request path is ambiguous\"}");
    }
  }

  @Test
  void goodTokenGetsInEverywhere() throws Exception {
    for (String path : List.of(PATH, "/api/account/" + ACCOUNT + "/x")) {
      assertThat(targets.ask(path, List.of(bearer(token()))))
          .hasSize(AnswerTargets.count())
          .allSatisfy((target, answer) -> assertThat(answer.status()).as(target).isEqualTo(200));
    }
  }

  @Test
  void tooLongTokenIsRefusedUnread() throws Exception {
    Properties settings = settings();
    settings.setProperty("sentinel.max-token-length", "400");
    try (AnswerTargets strict = new AnswerTargets(settings, directory.resolve("short"))) {
      assertAnswer(
          strict,
          PATH,
          List.of(bearer(token())),
          401,
          challenge("invalid_token", "the token is too long", ""),
          "{\"status\":401,\"title\":\"Unauthorized\",\"error\":\"invalid_token\","
              + "\"detail\":\"the token is too long\"}");
    }
  }

  @Test
  void withoutDetailNothingSaysWhy() throws Exception {
    Properties settings = settings();
    settings.setProperty("sentinel.error-detail", "false");
    settings.setProperty("sentinel.realm", "my realm");
    String realm = "Bearer realm=\"my realm\"";
    try (AnswerTargets terse = new AnswerTargets(settings, directory.resolve("terse"))) {
      assertAnswer(
          terse,
          PATH,
          List.of(changed(t -> t.claim("iss", "x"))),
          401,
          Map.of("WWW-Authenticate", realm + ", error=\"invalid_token\""),
          "{\"status\":401,\"title\":\"Unauthorized\",\"error\":\"invalid_token\"}");
      assertAnswer(
          terse,
          "/api/scope",
          List.of(bearer(token())),
          403,
          Map.of(
              "WWW-Authenticate",
              realm + ", error=\"insufficient_scope\", scope=\"msg.consumer msg.admin\""),
          "{\"status\":403,\"title\":\"Forbidden\",\"error\":\"insufficient_scope\"}");
      assertAnswer(
          terse,
          "/api/a/../b",
          List.of(),
          400,
          Map.of(),
          "{\"status\":400,\"title\":\"Bad Request\",\"error\":\"invalid_request\"}");
    }
  }

  @Test
  void bareTokenIsATokenOnlyWhereItMayBe() throws Exception {
    Properties settings = settings();
    settings.setProperty("sentinel.inbound.bare-token", "true");
    try (AnswerTargets lenient = new AnswerTargets(settings, directory.resolve("bare"))) {
      assertThat(lenient.ask(PATH, List.of("Authorization: " + token().compact())))
          .allSatisfy((target, answer) -> assertThat(answer.status()).as(target).isEqualTo(200));
      assertUnauthenticated(lenient, "Authorization: word");
      assertUnauthenticated(lenient, "Authorization: not.a.jwt!");
    }
  }

  /** RFC 9728, where a setting says where the document is. */
  @ParameterizedTest
  @ValueSource(strings = {"/app", ""})
  void metadataOfTheResourceAreNamedInChallengesAndServedToAnybody(String context)
      throws Exception {
    String path = "/api/.well-known/oauth-protected-resource";
    String uri = "https://api.example.com" + context + path;
    String metadata = ", resource_metadata=\"" + uri + '"';
    Properties settings = settings();
    settings.setProperty("sentinel.resource-metadata", uri);
    try (AnswerTargets told =
        new AnswerTargets(settings, directory.resolve("metadata" + context.length()))) {
      assertAnswer(
          told,
          PATH,
          List.of(),
          401,
          Map.of("WWW-Authenticate", PLAIN + metadata),
          "{\"status\":401,\"title\":\"Unauthorized\",\"detail\":\"a bearer token is required\"}");
      assertAnswer(
          told,
          "/api/scope",
          List.of(bearer(token())),
          403,
          Map.of(
              "WWW-Authenticate",
              challenge(
                          "insufficient_scope",
                          "a required scope is missing",
                          "msg.consumer msg.admin")
                      .get("WWW-Authenticate")
                  + metadata),
          "{\"status\":403,\"title\":\"Forbidden\",\"error\":\"insufficient_scope\","
              + "\"detail\":\"a required scope is missing\"}");
      String body =
          "{\"resource\":\"https://api.example.com"
              + context
              + "/api\",\"bearer_methods_supported\":[\"header\"]}";
      assertDocument(told.below(context, "GET", path), body);
      assertDocument(told.below(context, "HEAD", path), "");
      String refusal = "{\"status\":405,\"title\":\"Method Not Allowed\"}";
      for (String method : List.of("POST", "OPTIONS", "DELETE")) {
        assertThat(told.below(context, method, path))
            .isNotEmpty()
            .allSatisfy(
                (target, answer) -> {
                  assertThat(answer.status()).as(target + method).isEqualTo(405);
                  assertThat(answer.headers().get("Allow")).as(target).containsExactly("GET, HEAD");
                  assertThat(answer.body()).as(target).isEqualTo(refusal);
                });
      }
      String elsewhere = context.isEmpty() ? "/app" : "";
      for (Map<String, AnswerTargets.Answer> others :
          List.of(told.below(context, "GET", path + "/"), told.below(elsewhere, "GET", path))) {
        assertThat(others)
            .isNotEmpty()
            .allSatisfy((target, answer) -> assertThat(answer.status()).as(target).isEqualTo(401));
      }
    }
  }

  private static void assertDocument(Map<String, AnswerTargets.Answer> answers, String body) {
    assertThat(answers)
        .hasSizeGreaterThan(1)
        .allSatisfy(
            (target, answer) -> {
              assertThat(answer.status()).as(target).isEqualTo(200);
              assertThat(answer.headers())
                  .as(target)
                  .containsEntry("Content-Type", List.of("application/json"))
                  .containsEntry("Cache-Control", List.of("public, max-age=3600"))
                  .doesNotContainKey("WWW-Authenticate");
              assertThat(answer.body()).as(target).isEqualTo(body);
            });
  }

  @Test
  void withoutKeysOnlyWhatNeedsThemIsUnavailable() throws Exception {
    Properties settings = settings();
    settings.setProperty("sentinel.startup", "lazy");
    List<String> good = new ArrayList<>(List.of(bearer(token())));
    emulator.host().fail(Endpoint.JWKS, Fault.status(503).retryAfter(Duration.ofSeconds(1)));
    try (AnswerTargets blind = new AnswerTargets(settings, directory.resolve("blind"))) {
      blind.ask(PATH, good); // brings about the first failure everywhere
      Map<String, AnswerTargets.Answer> answers = blind.ask(PATH, good);
      assertThat(answers)
          .hasSize(AnswerTargets.count())
          .allSatisfy(
              (target, answer) -> {
                assertThat(answer.status()).as(target).isEqualTo(503);
                assertThat(answer.headers().get("Retry-After"))
                    .singleElement()
                    .asString()
                    .matches("[1-3]");
                assertThat(answer.headers()).doesNotContainKey("WWW-Authenticate");
                assertThat(answer.headers().get("Cache-Control")).containsExactly("no-store");
                assertThat(answer.body())
                    .isEqualTo(
                        "{\"status\":503,\"title\":\"Service Unavailable\","
                            + "\"detail\":\"tokens cannot be checked at the moment\"}");
              });
      assertThat(blind.ask(PATH, List.of(changed(t -> t.claim("iss", "x")))))
          .allSatisfy((target, answer) -> assertThat(answer.status()).as(target).isEqualTo(401));
    } finally {
      emulator.host().clearFaults();
    }
  }
}
