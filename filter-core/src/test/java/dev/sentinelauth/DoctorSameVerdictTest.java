package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.DoctorTokens.Made;
import dev.sentinelauth.internal.codec.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the doctor says is what the filters say: for each row of the table of answers, and for
 * tokens that were made to get in, to forge a line, or to break whoever shows them.
 */
class DoctorSameVerdictTest {
  private static final Pattern ANSI_OR_CONTROL = Pattern.compile("[^\\n\\r\\x20-\\x7e]");

  @TempDir private static Path directory;
  private static Sentinel sentinel;

  /** What a line of the header field is, several of them, or none; and the request. */
  private record Case(String request, List<String> headers) {

    static Case of(String... headers) {
      return new Case("GET /api/any", List.of(headers));
    }

    static Case bearer(String token) {
      return of("Bearer " + token);
    }

    static Case with(UnaryOperator<Made> change) {
      return bearer(change.apply(DoctorTokens.token()).compact());
    }

    Case to(String other) {
      return new Case(other, headers);
    }
  }

  @BeforeAll
  static void start() {
    Properties settings = DoctorTokens.offline(directory);
    settings.setProperty("sentinel.authorized-parties", "app");
    settings.setProperty("sentinel.route.scope.path", "/api/scope");
    settings.setProperty("sentinel.route.scope.scopes", "msg.consumer, msg.admin");
    settings.setProperty("sentinel.route.any.path", "/api/any-scope");
    settings.setProperty("sentinel.route.any.any-scope", "msg.admin, msg.root");
    settings.setProperty("sentinel.route.account.path", "/api/account/{account}/*");
    settings.setProperty("sentinel.route.party.path", "/api/party");
    settings.setProperty("sentinel.route.party.authorized-parties", "somebody-else");
    settings.setProperty("sentinel.route.denied.path", "/api/denied");
    settings.setProperty("sentinel.route.denied.access", "deny");
    settings.setProperty("sentinel.route.open.path", "/api/open");
    settings.setProperty("sentinel.route.open.access", "anonymous");
    settings.setProperty("sentinel.route.either.path", "/api/either");
    settings.setProperty("sentinel.route.either.access", "optional");
    settings.setProperty("sentinel.route.posts.path", "/api/posts");
    settings.setProperty("sentinel.route.posts.methods", "POST");
    settings.setProperty("sentinel.route.posts.scopes", "msg.admin");
    sentinel =
        Sentinel.builder(SentinelConfig.load(settings)).clock(() -> DoctorTokens.NOW).build();
  }

  @AfterAll
  static void stop() {
    sentinel.close();
  }

  /** The rows of the table of answers. */
  private static Stream<Case> answers() {
    String good = DoctorTokens.token().compact();
    long now = DoctorTokens.NOW.getEpochSecond();
    return Stream.of(
        Case.of(),
        Case.of(""),
        Case.of("Basic dTpw"),
        Case.of(good),
        Case.of("Bearertoken abc"),
        Case.of("word"),
        Case.of("Bearer " + good, "Bearer " + good),
        Case.of("Bearer"),
        Case.of("Bearer\t" + good),
        Case.of("Bearer " + good + ", Bearer " + good),
        Case.of("Bearer a b"),
        Case.of("bearer \"abc\""),
        Case.of("BEARER a=b"),
        Case.of("bearer   " + good),
        Case.bearer(good),
        Case.bearer("not.a-token"),
        Case.bearer("x".repeat(9000)),
        Case.with(t -> t.claim("iss", "sentinel")),
        Case.with(t -> t.without("iss")),
        Case.with(t -> t.claim("aud", "le9")),
        Case.with(t -> t.without("aud")),
        Case.with(t -> t.claim("exp", now - 31)),
        Case.with(t -> t.claim("exp", now - 30)),
        Case.with(t -> t.claim("exp", now - 29)),
        Case.with(t -> t.without("exp")),
        Case.with(t -> t.claim("exp", "tomorrow")),
        Case.with(t -> t.claim("azp", "another")),
        Case.with(t -> t.without("azp")),
        Case.with(t -> t.without("scope")),
        Case.with(t -> t.claim("nbf", now + 60)),
        Case.with(t -> t.claim("iat", now + 60)),
        Case.with(t -> t.signedBy(DoctorTokens.STRANGER)),
        Case.with(t -> t.signedBy(DoctorTokens.V1)),
        Case.with(t -> t.signedBy(DoctorTokens.STRANGER).header("kid", "sentinel-key")),
        Case.with(t -> t.header("alg", "RS384")),
        Case.with(t -> t.header("typ", "JOSE")),
        Case.with(t -> t.header("crit", List.of())),
        Case.with(t -> t.claim("cnf", Map.of("jkt", "abc"))),
        Case.bearer(good).to("GET /api/scope"),
        Case.bearer(good).to("GET /api/any-scope"),
        Case.bearer(good).to("GET /api/account/le9/x"),
        Case.bearer(good).to("GET /api/account/le1/x"),
        Case.bearer(good).to("GET /api/party"),
        Case.bearer(good).to("GET /api/denied"),
        Case.of().to("GET /api/denied"),
        Case.of("Bearer").to("GET /api/denied"),
        Case.bearer(good).to("GET /api/open/../denied"),
        Case.of("Bearer").to("GET /api//x"),
        Case.of().to("GET /api/open"),
        Case.bearer("broken").to("GET /api/open"),
        Case.of().to("GET /api/either"),
        Case.of("Basic dTpw").to("GET /api/either"),
        Case.bearer("broken").to("GET /api/either"),
        Case.bearer(good).to("POST /api/posts"),
        Case.bearer(good).to("post /api/posts"),
        Case.bearer(good).to("GET /api/posts"),
        Case.bearer(good).to("GET /api/%73cope"),
        Case.bearer(good).to("GET /api/scope;x=1"));
  }

  private static Stream<Case> hostile() {
    String good = DoctorTokens.token().compact();
    String[] parts = good.split("\\.", -1);
    List<Case> cases = new ArrayList<>();
    for (Object alg :
        Arrays.asList("none", "nOnE", "none\u0000", "", "HS256", "rs256", "RS256 ", null, 1)) {
      cases.add(Case.with(t -> t.header("alg", alg)));
      cases.add(Case.with(t -> t.header("alg", alg).header("kid", "other")));
    }
    for (Object odd :
        Arrays.asList(
            "a\r\nAuthorization: Bearer x",
            "\u001b[2J\u001b[31mGood.",
            "\u009b31m",
            "\u202eevil",
            "\u0000",
            "\ud800",
            "\"},{\"verdict\":\"good",
            "\u2028",
            "%s%n${jndi:ldap://127.0.0.1/x}",
            "x".repeat(3000),
            null,
            1,
            true,
            List.of(),
            List.of("a", 1),
            List.of("\u001b[1m", "\n"),
            Map.of("\u001b[1m", "\n"))) {
      for (String claim :
          List.of("iss", "aud", "azp", "scope", "exp", "iat", "nbf", "cnf", "\u001b[1m\n")) {
        cases.add(Case.with(t -> t.claim(claim, odd)));
      }
      for (String member : List.of("kid", "typ", "alg", "crit", "jwk", "jku", "x5c")) {
        cases.add(Case.with(t -> t.header(member, odd)));
      }
    }
    for (String token :
        List.of(
            "",
            ".",
            "..",
            "...",
            "....",
            parts[0],
            parts[0] + "." + parts[1],
            parts[0] + "." + parts[1] + ".",
            good + ".",
            "." + good,
            good + ".AAAA.AAAA",
            parts[1] + "." + parts[0] + "." + parts[2],
            good + "=",
            good + " x",
            good + "\u0000",
            good + "\u001b[1m",
            good.substring(0, good.length() - 5),
            good + "AAAA",
            "\u00e9.a.b",
            "{\"payload\":\"" + parts[1] + "\"}",
            "\"" + good + "\"",
            "Bearer " + good)) {
      cases.add(Case.bearer(token));
      cases.add(Case.of(token));
    }
    for (String json :
        List.of(
            "{\"exp\":1,\"exp\":2}",
            "[]",
            "null",
            "{\"exp\":1e999999999}",
            "{\"a\":\"\u0001\"}",
            "{",
            "[".repeat(5000),
            "{\"exp\":99999999999999999999,\"aud\":\"\\ud800\"}")) {
      cases.add(Case.bearer(parts[0] + "." + DoctorTokens.encoded(json) + "." + parts[2]));
      cases.add(Case.bearer(DoctorTokens.encoded(json) + "." + parts[1] + "." + parts[2]));
    }
    return cases.stream();
  }

  /** As someone who pastes would have them: header lines, to the letter. */
  private static byte[] written(Case one) {
    StringBuilder text = new StringBuilder();
    one.headers().forEach(value -> text.append("Authorization: ").append(value).append('\n'));
    return text.toString().getBytes(UTF_8);
  }

  private static Verdict verdict(Case one) {
    DoctorRequest request = DoctorRequest.parse(one.request());
    assertThat(request).as(one.request()).isNotNull();
    return sentinel
        .requestAuthenticator()
        .authenticate(
            request.method(),
            new RequestPath(request.path(), ""),
            new DoctorTokenFile(written(one)).headers(),
            NoRequest.INSTANCE);
  }

  /** The command without its command line, so that there can be many. */
  private static DoctorReport report(Case one) {
    DoctorTokenFile read = new DoctorTokenFile(written(one));
    DoctorRequest request = DoctorRequest.parse(one.request());
    DoctorReport report = new DoctorReport("explain");
    new DoctorExplanation(
            sentinel.config(),
            request,
            read,
            DoctorVerdict.of(sentinel, request, read),
            new DoctorKeys(sentinel, new DoctorPatient(read.token()), null, DoctorTokens.NOW),
            DoctorTokens.NOW)
        .addTo(report);
    return report;
  }

  private static Object member(@Nullable Object object, String name) {
    assertThat(object).isInstanceOf(Map.class);
    return ((Map<?, ?>) object).get(name);
  }

  private static List<?> elements(Object object, String name) {
    return (List<?>) member(object, name);
  }

  /** The lines of a section of the document. */
  private static List<?> lines(Object document, String section) {
    return elements(document, "sections").stream()
        .filter(one -> member(one, "name").equals(section))
        .findFirst()
        .map(one -> elements(one, "lines"))
        .orElseGet(List::of);
  }

  private static Set<Rejection> assertSameVerdict(Stream<Case> cases) throws Exception {
    Set<Rejection> met = EnumSet.noneOf(Rejection.class);
    for (Case one : cases.toList()) {
      Verdict verdict = verdict(one);
      DoctorReport report = report(one);
      String json = DoctorJson.of(report);
      Map<String, ?> document = Json.object(json.getBytes(UTF_8));
      Object facts = member(lines(document, "answer").get(0), "facts");
      List<?> steps = lines(document, "steps");
      long failed = steps.stream().filter(s -> member(s, "outcome").equals("failed")).count();
      String shown = one.request() + " " + document.get("conclusion");
      if (verdict instanceof Verdict.Refused refused) {
        met.add(refused.rejection());
        assertThat(report.verdict().exit()).as(shown).isEqualTo(1);
        assertThat(member(facts, "code")).as(shown).isEqualTo(refused.rejection().code());
        assertThat(member(facts, "status")).as(shown).isEqualTo((long) refused.status());
        assertThat(failed).as(shown).isEqualTo(1);
        assertThat(steps)
            .filteredOn(step -> member(step, "outcome").equals("failed"))
            .allSatisfy(step -> assertThat(member(step, "cure")).as(shown).isNotNull());
      } else {
        assertThat(report.verdict().exit()).as(shown).isZero();
        assertThat(member(facts, "status")).as(shown).isEqualTo(200L);
        assertThat(failed).as(shown).isZero();
      }
      assertThat(steps).hasSize(DoctorStep.values().length);
      assertThat(json.lines()).hasSize(1);
      assertNothingForged(one, json);
      assertNothingForged(one, new DoctorText(false).of(report));
    }
    return met;
  }

  private static void assertNothingForged(Case one, String out) {
    assertThat(ANSI_OR_CONTROL.matcher(out).find()).as(out).isFalse();
    for (String header : one.headers()) {
      for (String part : header.split("[. ]", -1)) {
        // of a token no part, and of another credential nothing but its scheme
        assertThat(part.length() < 12 || !out.contains(part)).as(out).isTrue();
      }
    }
    assertThat(out).doesNotContain("dTpw");
    // a line that somebody else would write would begin like this
    assertThat(out.lines()).noneMatch(line -> line.matches("(?s)(Authorization|evil|\\[).*"));
    assertThat(out.lines().filter(line -> line.startsWith("Good"))).hasSizeLessThan(2);
  }

  @Test
  void rowsOfTheTableOfAnswersAreExplainedAsTheyAreAnswered() throws Exception {
    Set<Rejection> met = assertSameVerdict(answers());

    assertThat(met)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(
                    Rejection.LOGIN_REQUIRED,
                    Rejection.LOGIN_UNAVAILABLE,
                    Rejection.KEYS_UNAVAILABLE,
                    Rejection.INTERNAL_ERROR,
                    Rejection.LIFETIME_TOO_LONG,
                    Rejection.KEY_DOES_NOT_FIT,
                    Rejection.WEAK_KEY)));
  }

  @Test
  void hostileTokensAreExplainedAsTheyAreAnsweredAndForgeNothing() throws Exception {
    assertThat(assertSameVerdict(hostile())).hasSizeGreaterThan(12);
  }

  @Test
  void randomChangesOfATokenAreExplainedAsTheyAreAnswered() {
    Random random = new Random(20240601);
    String good = DoctorTokens.token().compact();
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = good.getBytes(ISO_8859_1);
      if (i % 2 == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      } else {
        String[] parts = good.split("\\.", -1);
        int part = random.nextInt(2);
        byte[] decoded = Base64.getUrlDecoder().decode(parts[part]);
        decoded[random.nextInt(decoded.length)] = (byte) (32 + random.nextInt(96));
        parts[part] = Base64.getUrlEncoder().withoutPadding().encodeToString(decoded);
        bytes = String.join(".", parts).getBytes(ISO_8859_1);
      }
      DoctorTokenFile read =
          new DoctorTokenFile(
              ("Authorization: Bearer " + new String(bytes, ISO_8859_1)).getBytes(UTF_8));
      Verdict expected =
          sentinel.requestAuthenticator().authenticate("GET", "/x", "", read.headers());
      DoctorVerdict said = DoctorVerdict.of(sentinel, new DoctorRequest("GET", "/x", false), read);
      assertThat(said.rejection()).isEqualTo(DoctorVerdict.rejection(expected));
      assertThat(said.failed() == null).isEqualTo(expected instanceof Verdict.Accepted);
    }
  }
}
