package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.sentinelauth.SnapshotContent.SavedSet;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code check} without a network. */
class DoctorCheckTest {
  private static final String SECRET = "s3cr3t-of-the-installation";

  @TempDir Path folder;

  private String file(String... lines) throws Exception {
    return Files.writeString(folder.resolve("x.properties"), String.join("\n", lines)).toString();
  }

  @Test
  void eachSettingIsShownWithItsValueItsPlaceAndItsMeaning() throws Exception {
    String file =
        file(
            "sentinel.account-id = le1, le2",
            "sentinel.clock-skew = 10s",
            "sentinel.realm = a",
            "sentinel.issuer = ${env:ISSUER}");

    DoctorRun run =
        DoctorRun.of(
            Map.of("SENTINEL_CLOCK_SKEW", "20s", "ISSUER", "Somebody"),
            Map.of("sentinel.realm", "b"),
            "check",
            file);

    assertThat(run.exit()).isZero();
    assertThat(run.unwrapped())
        .contains("sentinel.account-id le1, le2 origin: " + file + "; meaning: the account ids")
        .contains("sentinel.clock-skew 20s origin: environment variable SENTINEL_CLOCK_SKEW;")
        .contains("sentinel.realm b origin: system property;")
        .contains("sentinel.issuer Somebody origin: " + file + "; written: ${env:ISSUER};")
        .contains("sentinel.jwks.stale-limit 24h meaning: how long the last")
        .endsWith("Good. ");
  }

  @Test
  void noSettingIsForgotten() throws Exception {
    String said = DoctorRun.of("check", file("sentinel.account-id = le1")).out();

    assertThat(SentinelSettings.ALL)
        .map(Object::toString)
        .filteredOn(name -> !name.equals("sentinel.config") && !name.contains("NAME"))
        .allMatch(said::contains);
  }

  @Test
  void everyProblemIsNamedAndTheExitIsOne() throws Exception {
    DoctorRun run =
        DoctorRun.of(
            "check",
            file(
                "sentinel.acount-id = le1",
                "sentinel.server = https://a.example.com/path",
                "sentinel.client-id = x",
                "sentinel.client-secret = ${file:/no/such/file}",
                "sentinel.cache.size = many"));

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.unwrapped())
        .contains("FAILED sentinel.acount-id expected a known key; did you mean")
        .contains("FAILED sentinel.account-id expected the account ids served here")
        .contains("FAILED sentinel.server expected a host, or an https:// URI without path")
        .contains("FAILED sentinel.client-secret expected ${file:/no/such/file} to be")
        .contains("FAILED sentinel.cache.size")
        .contains("Not good: ");
  }

  @Test
  void onlineIsNotReachedWhereTheConfigurationIsWrong() throws Exception {
    DoctorRun run = DoctorRun.of("check", file("sentinel.keys = x"), "--online");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.unwrapped()).contains("- online the configuration has to be good first");
  }

  @Test
  void secretsAreInNoOutput() throws Exception {
    Path mounted = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    List<String> outputs = new ArrayList<>();
    for (String secret : List.of(SECRET, "${file:" + mounted + "}", "${env:S}", "${sys:s}")) {
      for (String more : List.of("", "sentinel.client-sekret = x\nsentinel.v1.public-key = ")) {
        for (String command : List.of("check", "check --json", "token", "explain -")) {
          String file =
              file(
                  "sentinel.account-id = le1",
                  "sentinel.server = http://127.0.0.1:1",
                  "sentinel.http.proxy-credentials = user:" + secret,
                  "sentinel.client-id = id",
                  "sentinel.client-secret = " + secret,
                  more + secret);
          List<String> args = new ArrayList<>(List.of(command.split(" ")));
          args.add(1, file);
          DoctorRun run =
              DoctorRun.of(Map.of("S", SECRET), Map.of("s", SECRET), args.toArray(String[]::new));
          outputs.add(run.out() + run.err());
        }
      }
    }

    assertThat(outputs).hasSize(32).noneMatch(output -> output.contains(SECRET));
    assertThat(outputs).noneMatch(output -> output.contains("user:"));
    assertThat(outputs).anyMatch(output -> output.contains("(set)"));
    assertThat(outputs).anyMatch(output -> output.contains("sentinel.v1.public-key"));
  }

  @Test
  void passwordsAndQueriesInAddressesAreNotShown() throws Exception {
    DoctorRun run =
        DoctorRun.of(
            "check",
            file(
                "sentinel.account-id = le1",
                "sentinel.server = https://user:hunter2@a.example.com",
                "sentinel.jwks.uri = https://a.example.com/keys?key=hunter2"));

    assertThat(run.out()).doesNotContain("hunter2").contains("***@a.example.com", "keys?***");
  }

  @Test
  void routesAreATableTheMostSpecificFirst() throws Exception {
    DoctorRun run =
        DoctorRun.of(
            "check",
            file(
                "sentinel.account-id = le1",
                "sentinel.route.all.path = /*",
                "sentinel.route.send.path = /api/account/{account}/messages/*",
                "sentinel.route.send.methods = POST",
                "sentinel.route.send.scopes = msg.consumer",
                "sentinel.route.health.path = /health",
                "sentinel.route.health.access = anonymous"));

    assertThat(run.unwrapped())
        .containsSubsequence(
            "/api/account/{account}/messages/* send: POST; a token, all of msg.consumer",
            "/health health: all methods; nothing; tokens are not looked at",
            "/* all: all methods; a token",
            "(any other path) a valid token");
  }

  /** By the code that the filters ask, and the reason beside it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/{id}|/api/public|GET /api/public|b (/api/public) holds, and not a (/api/{id}): a"
            + " literal goes before {name}",
        "/api/public|/api/{id}|GET /api/public|a (/api/public) holds, and not b (/api/{id}): a"
            + " literal goes before {name}",
        "/api/*|/api|GET /api|b (/api) holds, and not a (/api/*): the end of a pattern goes before"
            + " *",
        "/api/*|/api/x/y|GET /api/x/y|b (/api/x/y) holds, and not a (/api/*): what is named goes"
            + " before *",
        "/api/{id}|/{any}/x|GET /api/x|a (/api/{id}) holds, and not b (/{any}/x): a literal goes"
            + " before {name}",
        "/{a}/any|/*|GET /any_/any|a (/{a}/any) holds, and not b (/*): what is named goes before *",
      })
  void whichRouteHoldsIsSaid(String a, String b, String request, String said) throws Exception {
    DoctorRun run =
        DoctorRun.of(
            "check",
            file(
                "sentinel.account-id = le1",
                "sentinel.route.a.path = " + a,
                "sentinel.route.b.path = " + b));

    assertThat(run.unwrapped()).contains(request + " " + said);
  }

  @Test
  void routeThatOpensWhatAnotherSeemsToProtectIsNamed() throws Exception {
    DoctorRun run =
        DoctorRun.of(
            "check",
            file(
                "sentinel.account-id = le1",
                "sentinel.route.admin.path = /users/{id}",
                "sentinel.route.admin.scopes = admin",
                "sentinel.route.me.path = /users/me",
                "sentinel.route.me.methods = GET"));

    assertThat(run.unwrapped())
        .contains("GET /users/me me (/users/me) holds, and not admin (/users/{id}):")
        .contains("it does not ask for admin");
  }

  @Test
  void routeThatLooksAtNoTokenAsksForLess() throws Exception {
    DoctorRun run =
        DoctorRun.of(
            "check",
            file(
                "sentinel.account-id = le1",
                "sentinel.route.admin.path = /users/{id}",
                "sentinel.route.admin.scopes = admin",
                "sentinel.route.me.path = /users/me",
                "sentinel.route.me.access = anonymous"));

    assertThat(run.unwrapped()).contains("a literal goes before {name}; it asks for less");
  }

  @Test
  void routesThatNeverMeetAreNotCompared() throws Exception {
    DoctorRun run =
        DoctorRun.of(
            "check",
            file(
                "sentinel.account-id = le1",
                "sentinel.route.a.path = /x/{id}",
                "sentinel.route.a.methods = GET",
                "sentinel.route.b.path = /x/y",
                "sentinel.route.b.methods = POST",
                "sentinel.route.c.path = /x/{id}/z"));

    assertThat(run.out()).doesNotContain("Where two routes fit");
  }

  @Test
  void snapshotIsShownWithItsKeysAndItsAge() throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).keyID("k1").generate().toPublicJWK();
    String set = "{\"keys\":[" + key.toJSONString() + "]}";
    long now = Instant.now().toEpochMilli();
    SnapshotContent content = new SnapshotContent();
    long day = Duration.ofDays(1).toMillis();
    content.sets().put("https://a/jwks", new SavedSet(now - day / 2, now + day, set));
    content.sets().put("https://b/jwks", new SavedSet(now - 2 * day, now + day, set));
    Path snapshot = Files.writeString(folder.resolve("snapshot"), content.json());
    String file = file("sentinel.account-id = le1", "sentinel.jwks.snapshot-file = " + snapshot);

    DoctorRun run = DoctorRun.of("check", file);
    assertThat(run.exit()).isZero();
    assertThat(run.unwrapped())
        .contains("ok snapshot fetched 12 h ago; k1 (RSA 2048) file: " + snapshot)
        .contains("snapshot of no use: fetched 2 d ago, past sentinel.jwks.stale-limit");

    Files.writeString(snapshot, "{}");
    assertThat(DoctorRun.of("check", file).unwrapped())
        .contains("FAILED snapshot it can't be read");
    Files.delete(snapshot);
    assertThat(DoctorRun.of("check", file).unwrapped()).contains("snapshot not there yet");
  }

  @Test
  void accountOfAnotherRegionIsNamedWithTheRightOne() {
    URI us = RemoteReader.regions().get("us");
    URI emea = RemoteReader.regions().get("emea");

    DoctorLine wrong = DoctorRegion.compare("le1", emea, us);
    assertThat(wrong.outcome()).isEqualTo(DoctorLine.Outcome.FAILED);
    assertThat(wrong.detail()).contains("lo.sentinel.liveperson.net", "va.sentinel.liveperson.net");
    assertThat(wrong.cure()).contains("sentinel.region = emea");
    assertThat(DoctorRegion.compare("le1", us, us).outcome()).isEqualTo(DoctorLine.Outcome.OK);
    assertThat(DoctorRegion.compare("le1", us, null).outcome()).isEqualTo(DoctorLine.Outcome.OK);
    assertThat(DoctorRegion.compare("le1", us, URI.create("https://gateway.example.com")).outcome())
        .isEqualTo(DoctorLine.Outcome.INFO);
  }
}
