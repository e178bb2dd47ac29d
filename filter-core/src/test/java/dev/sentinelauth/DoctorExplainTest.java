package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code explain}: cause and cure of what goes wrong, and how it is called. */
class DoctorExplainTest {
  @TempDir private Path directory;
  private Properties settings;

  @BeforeEach
  void configure() {
    settings = DoctorTokens.offline(directory);
  }

  private DoctorRun explain(byte[] token, String... more) throws Exception {
    Path file = DoctorTokens.written(directory, settings);
    String[] args = new String[more.length + 3];
    args[0] = "explain";
    args[1] = file.toString();
    args[2] = "-";
    System.arraycopy(more, 0, args, 3, more.length);
    return DoctorTokens.doctor(token, args);
  }

  private DoctorRun explain(String token, String... more) throws Exception {
    return explain(token.getBytes(UTF_8), more);
  }

  private DoctorRun explain(DoctorTokens.Made token, String... more) throws Exception {
    return explain(token.compact(), more);
  }

  /** Cause, the lines beneath it, and the cure are all there. */
  private static void assertRefused(DoctorRun run, String code, String cause, String... more) {
    assertThat(run.exit()).as(run.out()).isEqualTo(1);
    assertThat(run.unwrapped()).contains(" " + code + ")").contains("FAILED").contains(cause);
    assertThat(run.unwrapped()).contains("-> ");
    for (String each : more) {
      assertThat(run.unwrapped()).contains(each);
    }
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void goodTokenIsExplainedWithItsKeyAndHowLongItIsTaken() throws Exception {
    DoctorRun run = explain(DoctorTokens.token());

    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(run.unwrapped())
        .contains("key RSA 2048, kid sentinel-key, http://127.0.0.1:1/sentinel/well-known/jwks")
        .contains("of the snapshot file, fetched 2026-03-01T11:00:00Z")
        .contains("exp 2026-03-01T12:50:00Z, in 50 min")
        .contains("nbf-and-iat iat 2026-03-01T11:50:00Z, 10 min ago")
        .endsWith(
            "Good. It is taken for another 50 min 30 s, until 2026-03-01T12:50:00Z and"
                + " sentinel.clock-skew = 30s more. ");
  }

  /** As with {@code check}: secrets may stand in a query. */
  @Test
  void queryOfTheAddressOfKeysIsNotShown() throws Exception {
    String address = "http://127.0.0.1:1/keys?key=hunter2";
    settings.setProperty("sentinel.jwks.uri", address);
    DoctorRun noKeys = explain(DoctorTokens.token());
    assertThat(noKeys.exit()).isEqualTo(3);
    DoctorTokens.saveKeys(directory, address);
    DoctorRun good = explain(DoctorTokens.token());
    assertThat(good.exit()).as(good.out()).isZero();
    DoctorRun unknown = explain(DoctorTokens.token().signedBy(DoctorTokens.V1));
    DoctorRun asJson = explain(DoctorTokens.token().signedBy(DoctorTokens.V1), "--json");

    for (DoctorRun run : List.of(noKeys, good, unknown, asJson)) {
      assertThat(run.out() + run.err()).contains("/keys?***").doesNotContain("hunter2");
    }
  }

  /** Somebody else may have made the file, and a person waits. */
  @Test
  @Timeout(20)
  void blanksInsideATokenTakeNoTimeToSpeakOf() {
    String blanks = " ".repeat(300_000);
    DoctorTokenFile file = new DoctorTokenFile(("a" + blanks + "b \r\n\t c").getBytes(UTF_8));

    assertThat(file.token()).isEqualTo("a" + blanks + "bc");
    assertThat(file.notes()).singleElement().asString().startsWith("line breaks inside");
  }

  /** What stands on the page is what is said. */
  @Test
  void exampleOfThePageIsWhatIsSaid() throws Exception {
    settings.setProperty("sentinel.account-id", "le81823118");
    DoctorRun run = explain(DoctorTokens.token().claim("aud", "le99999999"));

    assertThat(Files.readString(Path.of("DOCTOR.md")))
        .contains("```text\n" + run.out().replace(System.lineSeparator(), "\n") + "```");
  }

  @Nested
  class TypicalMistakes {
    @Test
    void tokenOfAnotherAccount() throws Exception {
      assertRefused(
          explain(DoctorTokens.token().claim("aud", "le999")),
          "wrong_audience",
          "sentinel.account-id is le1, but aud is le999: the token was issued for another account.",
          "Ask for a token of account le1.",
          "sentinel.account-id = le1, le999");
    }

    @Test
    void accountIdThatIsWrittenOtherwise() throws Exception {
      settings.setProperty("sentinel.account-id", "le27182818, 81823118");
      assertRefused(
          explain(DoctorTokens.token().claim("aud", "le81823118")),
          "wrong_audience",
          "They are nearly the same",
          "If the setting is misspelt: sentinel.account-id = le27182818, le81823118.");
    }

    @Test
    void v1TokenWhereOnlyTheKeySetIsTrusted() throws Exception {
      assertRefused(
          explain(DoctorTokens.token().signedBy(DoctorTokens.V1)),
          "unknown_key",
          "The key v1-key is not in the key set of",
          "It is a v1 token: the v1 key signed it.",
          "sentinel.keys = jwks, v1");
      settings.setProperty("sentinel.keys", "jwks, v1");
      DoctorRun cured = explain(DoctorTokens.token().signedBy(DoctorTokens.V1));
      assertThat(cured.exit()).as(cured.out()).isZero();
      assertThat(cured.unwrapped()).contains("the v1 key of sentinel.v1.public-key");
    }

    @Test
    void v2TokenWhereOnlyTheV1KeyIsTrusted() throws Exception {
      settings.setProperty("sentinel.keys", "v1");
      assertRefused(
          explain(DoctorTokens.token()),
          "bad_signature",
          "The signature is not by the key that was tried (RSA 2048, the v1 key",
          "sentinel.keys = jwks, v1");
    }

    @Test
    void clockThatIsAnHourBehind() throws Exception {
      DoctorTokens.Made token = DoctorTokens.token();
      long now = DoctorTokens.NOW.getEpochSecond();
      assertRefused(
          explain(token.claim("iat", now + 3540).claim("exp", now + 7140)),
          "not_yet_valid",
          "By the clock of this machine the token is from the future: iat is in 59 min.",
          "A clock is wrong",
          "NTP");
    }

    @Test
    void clockThatIsAnHourAheadOrATokenThatIsOld() throws Exception {
      DoctorTokens.Made token = DoctorTokens.token();
      long now = DoctorTokens.NOW.getEpochSecond();
      assertRefused(
          explain(token.claim("iat", now - 7200).claim("exp", now - 3600)),
          "expired",
          "The token expired 1 h ago. It was issued 2 h ago, for 1 h.",
          "Ask for a new token",
          "If it was issued just now, a clock is wrong");
    }

    /** The doctor's clock stands still here, and the server's doesn't. */
    @Test
    void clockIsComparedWithThatOfSentinelWhereItCanBeReached() throws Exception {
      HttpServer server = DoctorTokens.server(DoctorTokens.keySet());
      try {
        settings.setProperty("sentinel.server", DoctorTokens.address(server));
        assertRefused(
            explain(DoctorTokens.token().claim("exp", 1)),
            "expired",
            "The token expired",
            "FAILED clock this machine's clock is",
            "-> Set the clock, and have it kept right (NTP).");
      } finally {
        server.stop(0);
      }
      assertThat(explain(DoctorTokens.token().claim("exp", 1)).unwrapped())
          .contains("- clock nobody who answered said what time it is");
    }

    @Test
    void tokenOfAnotherRegion() throws Exception {
      assertRefused(
          explain(DoctorTokens.token().signedBy(DoctorTokens.STRANGER)),
          "unknown_key",
          "The key stranger is not in the key set of http://127.0.0.1:1/",
          "expected: one of sentinel-key",
          "another Sentinel (another region, or a test environment)",
          "Without sentinel.server or sentinel.region, the Domain API tells.");
    }

    @Test
    void scopeThatIsMissing() throws Exception {
      settings.setProperty("sentinel.scopes", "msg.consumer, msg.admin");
      assertRefused(
          explain(DoctorTokens.token()),
          "insufficient_scope",
          "A scope is missing: msg.admin.",
          "Have the installation of the client app given this scope");
    }

    @Test
    void scopeThatTheRouteAsksFor() throws Exception {
      settings.setProperty("sentinel.route.send.path", "/api/*");
      settings.setProperty("sentinel.route.send.scopes", "msg.admin");
      assertRefused(
          explain(DoctorTokens.token(), "--request", "POST /api/x"),
          "insufficient_scope",
          "A scope is missing: msg.admin.",
          "sentinel.route.send.scopes");
    }

    @Test
    void tokenWithoutAScheme() throws Exception {
      assertRefused(
          explain("Authorization: " + DoctorTokens.token().compact()),
          "no_token",
          "The token stands in the header by itself, without the word Bearer in front of it.",
          "Send: Authorization: Bearer <token>.",
          "sentinel.inbound.bare-token = true");
      assertThat(explain(DoctorTokens.token()).unwrapped())
          .as("a good token alone doesn't tell how it is sent")
          .contains("is \"Bearer \" in front of the token?");
      settings.setProperty("sentinel.inbound.bare-token", "true");
      assertThat(explain("Authorization: " + DoctorTokens.token().compact()).exit()).isZero();
    }

    @Test
    void idTokenInThePlaceOfAnAppJwt() throws Exception {
      DoctorTokens.Made idToken =
          DoctorTokens.token().without("azp").without("scope").claim("sub", "agent");
      assertRefused(
          explain(idToken), "missing_claim", "The claim azp is missing.", "looks like an id_token");
      assertRefused(
          explain(idToken.claim("aud", "client-id")),
          "wrong_audience",
          "aud is client-id",
          "looks like an id_token");
      assertRefused(
          explain(
              idToken.claim("aud", "le1").claim("azp", "a").claim("scope", "b").header("kid", "x")),
          "unknown_key",
          "The key x is not in the key set");
    }

    @Test
    void routeThatShadowsAnother() throws Exception {
      settings.setProperty("sentinel.route.all.path", "/api/*");
      settings.setProperty("sentinel.route.all.scopes", "msg.consumer");
      settings.setProperty("sentinel.route.admin.path", "/api/admin/{x}");
      settings.setProperty("sentinel.route.admin.scopes", "msg.admin");
      settings.setProperty("sentinel.route.upload.path", "/api/{kind}/{x}");
      settings.setProperty("sentinel.route.upload.methods", "PUT");
      DoctorRun run = explain(DoctorTokens.token(), "--request", "GET /api/admin/users?page=2");

      assertRefused(run, "insufficient_scope", "A scope is missing: msg.admin.");
      assertThat(run.unwrapped())
          .contains("holds admin (/api/admin/{x}): a token, all of msg.admin")
          .contains(
              "lost all (/api/*): less specific: it has * where the other has admin; it asks for a"
                  + " token, all of msg.consumer")
          .contains("not-for-it upload (PUT /api/{kind}/{x}): holds for PUT only");
    }

    @Test
    void proxyWithAPageOfItsOwn() throws Exception {
      HttpServer page = DoctorTokens.server("<html>Log in</html>");
      try {
        settings.setProperty("sentinel.server", DoctorTokens.address(page));
        assertCannotTell("Something else answers in the place of Sentinel, say a proxy");
      } finally {
        page.stop(0);
      }
    }

    @Test
    void proxyThatAsksForAPassword() throws Exception {
      settings.setProperty("sentinel.server", "https://va.sentinel.liveperson.net");
      settings.setProperty("sentinel.http.proxy", ConnectProxy.start("user:secret"));
      assertCannotTell("sentinel.http.proxy-credentials");
    }

    @Test
    void certificateOfAPrivateCa() throws Exception {
      HttpsServer server = DoctorTokens.privateServer(directory);
      try {
        settings.setProperty(
            "sentinel.server", "https://localhost:" + server.getAddress().getPort());
        assertCannotTell("sentinel.http.trusted-certificates");
        settings.setProperty(
            "sentinel.http.trusted-certificates", directory.resolve("server.crt").toString());
        assertThat(explain(DoctorTokens.token()).exit()).as("cured").isZero();
      } finally {
        server.stop(0);
      }
    }

    private void assertCannotTell(String cure) throws Exception {
      settings.remove("sentinel.jwks.snapshot-file");
      DoctorRun run = explain(DoctorTokens.token());
      assertThat(run.exit()).as(run.out()).isEqualTo(3);
      assertThat(run.unwrapped())
          .contains("There are no keys to check the signature with.")
          .contains(cure)
          .contains("503 keys_unavailable")
          .contains("ok aud le1, served here")
          .contains("- scopes not reached; by its claims it would pass");
    }
  }

  @Nested
  class WithoutKeys {
    @BeforeEach
    void forgetThem() {
      settings.remove("sentinel.jwks.snapshot-file");
    }

    @Test
    void whatNeedsNoKeyIsRefusedAllTheSame() throws Exception {
      assertRefused(
          explain(DoctorTokens.token().claim("aud", "le9")), "wrong_audience", "aud is le9");
    }

    @Test
    void whatTheRouteWouldSayIsToldAhead() throws Exception {
      settings.setProperty("sentinel.route.send.path", "/api/*");
      settings.setProperty("sentinel.route.send.scopes", "msg.admin");
      DoctorRun run = explain(DoctorTokens.token(), "--request", "/api/x");

      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.unwrapped())
          .contains("- scopes not reached; by its claims it would pass")
          .contains(
              "- route-scopes not reached; by its claims it would be refused: insufficient_scope");
    }

    @Test
    void configurationThatNeedsKeysToStartIsExplained() throws Exception {
      settings.setProperty("sentinel.startup", "required");
      assertThat(explain(DoctorTokens.token()).exit()).isEqualTo(3);
    }
  }

  @Nested
  class TokenFiles {
    @ParameterizedTest
    @CsvSource({
      "'TOKEN\n', line breaks around the token",
      "'TOKEN\r\n', line breaks around the token",
      "' TOKEN ', white space or line breaks around",
      "'\uFEFFTOKEN', a byte order mark in front",
      "'Bearer TOKEN', '\"Bearer\" in front of the token'",
      "'bearer  TOKEN\n', '\"Bearer\" in front of the token'",
      "'Authorization: Bearer TOKEN\n', '\"Authorization:\" was cut off'",
      "'authorization:Bearer TOKEN\r\n', '\"Authorization:\" was cut off'",
      "'> GET / HTTP/1.1\n> Authorization: Bearer TOKEN\n', 'lines that are no Authorization header'",
      "'-H \"Authorization: Bearer TOKEN\"', '\"Authorization:\" was cut off'",
      "'\"TOKEN\"', quotes around the token",
      "'\"Bearer TOKEN\"', quotes around the token",
      "'{\"access_token\":\"TOKEN\",\"expires_in\":3600}', its access_token was taken",
    })
    void whatStandsAroundATokenIsCutOffAndNamed(String content, String note) throws Exception {
      DoctorRun run = explain(content.replace("TOKEN", DoctorTokens.token().compact()));

      assertThat(run.exit()).as(run.out()).isZero();
      assertThat(run.unwrapped()).contains(note);
    }

    @Test
    void tokenByItselfNeedsNoNote() throws Exception {
      assertThat(explain(DoctorTokens.token()).out()).doesNotContain("What was read");
    }

    @Test
    void tokenThatWasWrappedIsJoined() throws Exception {
      String token = DoctorTokens.token().compact();
      DoctorRun run = explain(token.substring(0, 76) + "\r\n" + token.substring(76) + "\n");

      assertThat(run.exit()).as(run.out()).isZero();
      assertThat(run.unwrapped()).contains("line breaks inside the token were taken out");
    }

    @Test
    void fileOfPowerShellIsRead() throws Exception {
      String token = "\uFEFF" + DoctorTokens.token().compact() + "\r\n";
      DoctorRun run = explain(token.getBytes(UTF_16LE));

      assertThat(run.exit()).as(run.out()).isZero();
      assertThat(run.unwrapped()).contains("UTF-16");
    }

    @Test
    void tokenThatWasCutOffIsToldBySize() throws Exception {
      String token = DoctorTokens.token().compact();
      assertRefused(
          explain(token.substring(0, token.length() - 6)),
          "bad_signature",
          "The signature is not by the key",
          "has 256 bytes, this one 252");
      assertRefused(
          explain(token.substring(0, token.lastIndexOf('.'))),
          "malformed_token",
          "This is not a signed token",
          "the token was cut off");
    }

    @Test
    void emptyFileIsARequestWithoutAToken() throws Exception {
      assertRefused(explain("\n"), "no_token", "There is no token");
    }

    @Test
    void tokenIsReadFromAFile() throws Exception {
      Path token = Files.writeString(directory.resolve("t.txt"), DoctorTokens.token().compact());
      Path file = DoctorTokens.written(directory, settings);
      DoctorRun run =
          DoctorTokens.doctor(
              new byte[0], "explain", file.toString(), "--token-file", token.toString());

      assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }
  }

  @Nested
  class Usage {
    @ParameterizedTest
    @ValueSource(strings = {"", "- --token-file F", "x", "--token-file missing", "- --request x"})
    void wrongUsageIsTwoAndRepeatsNothing(String line) throws Exception {
      Path file = DoctorTokens.written(directory, settings);
      String[] args = ("explain " + file + " " + line).strip().split(" ", -1);
      DoctorRun run = DoctorTokens.doctor(new byte[0], args);

      assertThat(run.exit()).as(run.err()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).doesNotContain("missing").isNotBlank();
    }

    @Test
    void configurationThatIsWrongIsOneAndNoVerdict() throws Exception {
      settings.setProperty("sentinel.clock-skew", "1h");
      DoctorRun run = explain(DoctorTokens.token());

      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.unwrapped())
          .contains("sentinel.clock-skew")
          .endsWith("The configuration is not good, so no token can be judged by it. ");
    }

    /** Whoever runs the doctor may be another user than the application's. */
    @Test
    void snapshotFileIsLeftAsItIs() throws Exception {
      Path snapshot = directory.resolve("keys.json");
      byte[] before = Files.readAllBytes(snapshot);
      HttpServer server = DoctorTokens.server(DoctorTokens.keySet());
      try {
        settings.setProperty("sentinel.server", DoctorTokens.address(server));
        DoctorRun run = explain(DoctorTokens.token());

        assertThat(run.exit()).as(run.out()).isZero();
        assertThat(run.unwrapped()).contains("/jwks, fetched just now");
      } finally {
        server.stop(0);
      }
      assertThat(Files.readAllBytes(snapshot)).isEqualTo(before);
      try (var files = Files.list(directory)) {
        assertThat(files.map(f -> f.getFileName().toString()))
            .containsExactlyInAnyOrder("keys.json", "sentinel.properties");
      }
    }

    @Test
    void secretsAreNotShown() throws Exception {
      settings.setProperty("sentinel.client-id", "client");
      settings.setProperty("sentinel.client-secret", "hunter2");
      assertThat(explain(DoctorTokens.token().claim("aud", "x")).out()).doesNotContain("hunter2");
      assertThat(explain(DoctorTokens.token(), "--json").out()).doesNotContain("hunter2");
    }
  }
}
