package dev.sentinelauth;

import static dev.sentinelauth.WatchedSettings.V1;
import static dev.sentinelauth.WatchedSettings.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that change while the application runs: what takes over, when, and what is ignored. */
class SettingsReloadTest {
  private static final String OPEN =
      """
      sentinel.route.open.path = /open/*
      sentinel.route.open.access = anonymous
      """;

  private static final String INTERNAL =
      """
      sentinel.route.internal.path = /internal/*
      sentinel.route.internal.access = deny
      """;

  @TempDir private Path directory;
  private WatchedSettings settings;

  @BeforeEach
  void start() {
    settings = new WatchedSettings(directory, V1 + OPEN + INTERNAL);
  }

  @AfterEach
  void stop() {
    settings.close();
  }

  @Test
  void routesChangeBetweenTwoRequests() {
    String token = settings.token("le1", "a");
    assertThat(settings.request("/api", token)).isEqualTo(200);
    assertThat(settings.request("/open/x", "")).isEqualTo(200);

    settings.change(
        V1
            + """
            sentinel.route.api.path = /api
            sentinel.route.api.scopes = b
            """);

    assertThat(settings.request("/api", token)).isEqualTo(403);
    assertThat(settings.request("/open/x", "")).isEqualTo(401);
    assertThat(settings.sentinel.config().web().routes()).hasSize(1);
  }

  /** What an application and its filters hold stays theirs. */
  @Test
  void whatWasGivenOutGoesByTheNewConfiguration() throws Exception {
    TokenVerifier verifier = settings.sentinel.tokenVerifier();
    RequestAuthenticator requests = settings.sentinel.requestAuthenticator();
    String token = settings.token("le1", "a");
    assertThat(verifier.verify(token).scopes()).containsExactly("a");

    settings.change(V1 + "sentinel.scopes = b\nsentinel.realm = other\n");

    assertThat(settings.sentinel.requestAuthenticator()).isSameAs(requests);
    assertThat(settings.outcome(token)).isEqualTo(Rejection.INSUFFICIENT_SCOPE.code());
    Verdict verdict = requests.authenticate("GET", "/api", "", List.of());
    assertThat(((Verdict.Refused) verdict).headers().get("WWW-Authenticate"))
        .contains("realm=\"other\"");
  }

  @Test
  void tokenThatWasRememberedUnderTheOldAudienceIsRefusedAtOnce() {
    String token = settings.token("le1", "a");
    assertThat(settings.outcome(token)).isEqualTo("good");
    assertThat(settings.sentinel.status().cacheSize()).isEqualTo(1);

    settings.change(V1 + "sentinel.audience = other\n");

    assertThat(settings.outcome(token)).isEqualTo(Rejection.WRONG_AUDIENCE.code());
    assertThat(settings.sentinel.status().cacheSize()).isZero();
  }

  @Test
  void tokensAreStillRememberedWhereNothingChangedButRoutes() {
    String token = settings.token("le1", "a");
    assertThat(settings.outcome(token)).isEqualTo("good");

    settings.change(V1);
    assertThat(settings.outcome(token)).isEqualTo("good");
    assertThat(settings.sentinel.status().cacheHits()).isEqualTo(1);

    settings.change(V1 + "sentinel.clock-skew = 10s\n");
    assertThat(settings.outcome(token)).isEqualTo("good");
    // another cache, and the same count
    assertThat(settings.sentinel.status().cacheHits()).isEqualTo(1);
    assertThat(settings.sentinel.status().cacheMisses()).isEqualTo(2);
  }

  @Test
  void accountsComeAndGo() {
    settings.change(V1.replace("le1", "le1, le2"));
    assertThat(settings.outcome(settings.token("le2", "a"))).isEqualTo("good");

    settings.change(V1.replace("le1", "le2"));
    assertThat(settings.outcome(settings.token("le2", "a"))).isEqualTo("good");
    assertThat(settings.outcome(settings.token("le1", "a")))
        .isEqualTo(Rejection.WRONG_AUDIENCE.code());
  }

  @Test
  void requestInFlightKeepsItsVerdict() {
    RequestAuthenticator requests = settings.sentinel.requestAuthenticator();
    RequestPath path = new RequestPath("/api", "");
    Verdict verdict = requests.authenticate("GET", "/api", "", bearer(settings.token("le1", "a")));
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    Object kept = KeptVerdict.after(null, requests, (Verdict.Accepted) verdict, "GET", path);

    settings.change(V1 + "sentinel.route.api.path = /api\nsentinel.route.api.access = deny\n");

    assertThat(settings.request("/api", settings.token("le1", "a"))).isEqualTo(403);
    assertThat(requests.accepted(kept, "GET", path)).isSameAs(verdict);
  }

  @Test
  void badConfigurationIsIgnoredAndTheStatusSaysSo() {
    String token = settings.token("le1", "a");

    settings.change(V1 + "sentinel.scope = b\nsentinel.clock-skew = 1h\n");

    assertThat(settings.outcome(token)).isEqualTo("good");
    assertThat(settings.request("/open/x", "")).isEqualTo(200);
    assertThat(settings.status().failingSince()).isEqualTo(settings.clock.instant());
    assertThat(settings.status().lastFailure())
        .contains("2 problems", "sentinel.scope (", "sentinel.clock-skew (")
        .contains(settings.file.toString());
  }

  @Test
  void troubleAndWhatTakesARestartAreShownInJmxToo() throws Exception {
    settings.change(V1 + "sentinel.http.proxy = proxy:8080\n");
    settings.change(V1 + "sentinel.scope = b\n");

    Object shown =
        new OpenStatus(settings.sentinel, settings.clock)
            .value("Settings", settings.sentinel.status());
    assertThat(shown).isInstanceOf(CompositeData.class);
    CompositeData values = (CompositeData) shown;
    assertThat((String[]) values.get("awaitingRestart")).containsExactly("sentinel.http.proxy");
    assertThat(values.get("failingSince")).isEqualTo(settings.clock.instant().toString());
    assertThat((String) values.get("lastFailure")).contains("sentinel.scope (");
    assertThat(settings.sentinel.health()).isEqualTo(SentinelStatus.Health.DEGRADED);
  }

  @Test
  void statusKeepsTheBeginningOfTheTroubleAndForgetsItWithAGoodConfiguration() {
    var began = settings.clock.instant();
    settings.change(V1 + "sentinel.scope = b\n");
    settings.clock.advance(Duration.ofMinutes(5));
    settings.change(V1 + "sentinel.scops = b\n");

    assertThat(settings.status().failingSince()).isEqualTo(began);
    assertThat(settings.status().lastFailure()).contains("sentinel.scops");

    settings.change(V1 + "sentinel.scopes = b\n");
    assertThat(settings.status().failingSince()).isNull();
    assertThat(settings.status().lastFailure()).isNull();
    assertThat(settings.status().inForceSince()).isEqualTo(settings.clock.instant());
    assertThat(settings.outcome(settings.token("le1", "a")))
        .isEqualTo(Rejection.INSUFFICIENT_SCOPE.code());
  }

  @Test
  void statusForgetsTheTroubleWhereTheOldConfigurationIsBack() {
    settings.change(V1 + "sentinel.scope = b\n");
    assertThat(settings.status().lastFailure()).isNotNull();

    settings.change(V1 + OPEN + INTERNAL);

    assertThat(settings.status().lastFailure()).isNull();
    assertThat(settings.status().failingSince()).isNull();
  }

  /** Whoever writes has got as far as a line that makes the rest look good. */
  @Test
  void fileThatIsHalfWrittenOpensNothing() {
    String token = settings.token("le1", "a");
    settings.write(V1 + OPEN);
    assertThat(settings.watch().check()).isTrue();
    assertThat(settings.request("/internal/x", token)).isEqualTo(403);

    settings.write(V1 + OPEN + INTERNAL.replace("/internal", "/inside"));
    assertThat(settings.watch().check()).as("another reading than before").isTrue();
    assertThat(settings.request("/internal/x", token)).isEqualTo(403);

    assertThat(settings.watch().check()).as("the same as before").isFalse();
    assertThat(settings.request("/internal/x", token)).isEqualTo(200);
    assertThat(settings.request("/inside/x", token)).isEqualTo(403);
  }

  @Test
  void halfWrittenFileThatIsWrongIsNoTrouble() {
    settings.write(V1 + "sentinel.sco");
    assertThat(settings.watch().check()).isTrue();
    settings.write(V1 + OPEN + INTERNAL);

    assertThat(settings.watch().check()).isFalse();
    assertThat(settings.status().lastFailure()).isNull();
  }

  /** Everything else may stand in other places, so that an empty file is a good one. */
  @Test
  void fileThatIsEmptyOrGoneIsNoConfiguration() throws Exception {
    settings.close();
    Path file = directory.resolve("routes.properties");
    Files.writeString(file, INTERNAL);
    SentinelConfig config =
        SentinelConfig.loader()
            .parameters("test", WatchedSettings.parameters(V1, file))
            .systemProperties(Map.of())
            .environment(Map.of())
            .load();
    try (Sentinel sentinel = Sentinel.builder(config).clock(settings.clock).build()) {
      SettingsWatch watch = sentinel.watch();
      for (String text : List.of("", "# nothing\n")) {
        Files.writeString(file, text);
        watch.check();
        watch.check();
        assertThat(sentinel.config().web().routes()).hasSize(1);
        assertThat(sentinel.status().settings().lastFailure()).contains("properties file");
      }
      Files.delete(file);
      watch.check();
      watch.check();
      assertThat(sentinel.config().web().routes()).hasSize(1);
      Files.writeString(file, OPEN + INTERNAL);
      watch.check();
      watch.check();
      assertThat(sentinel.config().web().routes()).hasSize(2);
      assertThat(sentinel.status().settings().lastFailure()).isNull();
    }
  }

  /** What stood in no file at the start must not be lost with the file either. */
  @Test
  void fileThatCameLaterAndIsGoneAgainIsNoConfiguration() throws Exception {
    settings.close();
    Path file = directory.resolve("routes.properties");
    Files.writeString(file, "# later\n");
    SentinelConfig config =
        SentinelConfig.loader()
            .parameters("test", WatchedSettings.parameters(V1, file))
            .systemProperties(Map.of())
            .environment(Map.of())
            .load();
    try (Sentinel sentinel = Sentinel.builder(config).clock(settings.clock).build()) {
      SettingsWatch watch = sentinel.watch();
      Files.writeString(file, INTERNAL);
      watch.check();
      watch.check();
      assertThat(sentinel.config().web().routes()).hasSize(1);
      Files.writeString(file, "");
      watch.check();
      watch.check();
      assertThat(sentinel.config().web().routes()).hasSize(1);
      assertThat(sentinel.status().settings().lastFailure()).contains("properties file");
    }
  }

  /** One that came along in a jar, say, and asks for less. */
  @Test
  void fileOnTheClassPathDoesNotTakeThePlaceOfTheOneInTheApplication() throws Exception {
    settings.close();
    Files.writeString(
        directory.resolve("sentinel.properties"), "sentinel.config.reload = 1d\n" + V1);
    Map<String, String> application = new HashMap<>();
    application.put(
        "/WEB-INF/sentinel.properties", "sentinel.config.reload = 1d\n" + V1 + INTERNAL);
    try (URLClassLoader jars = new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
      SentinelConfig config =
          SentinelConfig.loader()
              .classLoader(jars)
              .webResources(path -> stream(application.get(path)))
              .systemProperties(Map.of())
              .environment(Map.of())
              .load();
      try (Sentinel sentinel = Sentinel.builder(config).clock(settings.clock).build()) {
        SettingsWatch watch = sentinel.watch();
        application.clear(); // deleted, and not written yet
        watch.check();
        watch.check();
        assertThat(sentinel.config().web().routes()).hasSize(1);
        assertThat(sentinel.status().settings().lastFailure()).contains("properties file is gone");
      }
    }
  }

  private static @Nullable InputStream stream(@Nullable String text) {
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** As Kubernetes replaces mounted files: the directory is a link that is renamed over. */
  @Test
  void fileBehindALinkThatIsSwappedTakesOver() throws Exception {
    settings.close();
    Path first = Files.createDirectory(directory.resolve("..first"));
    Path second = Files.createDirectory(directory.resolve("..second"));
    Files.writeString(first.resolve("s.properties"), "sentinel.config.reload = 1d\n" + V1);
    Files.writeString(
        second.resolve("s.properties"), "sentinel.config.reload = 1d\n" + V1 + INTERNAL);
    Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
    Path file =
        Files.createSymbolicLink(directory.resolve("s.properties"), data.resolve("s.properties"));
    try (Sentinel sentinel = Sentinel.create(WatchedSettings.loader(file).load())) {
      Path next = Files.createSymbolicLink(directory.resolve("..tmp"), second);
      Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
      assertThat(sentinel.watch().check()).isTrue();
      sentinel.watch().check();
      assertThat(sentinel.config().web().routes()).hasSize(1);
    }
  }

  @Test
  void whatTakesARestartIsNamedAndTheRestTakesOver() {
    settings.change(
        V1
            + """
            sentinel.http.request-timeout = 9s
            sentinel.http.proxy = proxy:8080
            sentinel.startup = lazy
            sentinel.scopes = b
            """);

    assertThat(settings.status().awaitingRestart())
        .containsExactly(
            "sentinel.http.proxy", "sentinel.http.request-timeout", "sentinel.startup");
    assertThat(settings.status().lastFailure()).isNull();
    assertThat(settings.outcome(settings.token("le1", "a")))
        .isEqualTo(Rejection.INSUFFICIENT_SCOPE.code());
    assertThat(settings.sentinel.config().remote().requestTimeout())
        .isEqualTo(Duration.ofSeconds(5));

    // as it was at the start, in other words
    settings.change(V1 + "sentinel.http.request-timeout = 5s\n");
    assertThat(settings.status().awaitingRestart()).isEmpty();
  }

  /** Half of a file must not end the watching, which would notice the other half. */
  @Test
  void intervalTakesARestart() {
    settings.writeExactly(V1);
    settings.settle();

    assertThat(settings.status().awaitingRestart()).containsExactly("sentinel.config.reload");
    settings.change(V1 + INTERNAL);
    assertThat(settings.status().awaitingRestart()).isEmpty();
    assertThat(settings.request("/internal/x", "")).isEqualTo(403);
  }

  private static final String LOGIN =
      """
      sentinel.client-id = app
      sentinel.client-secret = s
      sentinel.login.redirect-uri = https://app.example/callback
      """;

  @Test
  void loginGoesByTheNewSettingsButForItsPaths() {
    settings.close();
    try (WatchedSettings own = new WatchedSettings(directory, V1 + LOGIN)) {
      LoginFlow flow = own.sentinel.loginFlow();

      own.change(
          V1
              + LOGIN.replace("= app", "= other").replace("/callback", "/back")
              + "sentinel.login.pkce = true\nsentinel.login.logout-path = /bye\n");

      assertThat(own.sentinel.loginFlow()).isSameAs(flow);
      assertThat(flow.clientId()).isEqualTo("other");
      assertThat(flow.redirectUri()).hasPath("/callback");
      assertThat(flow.logoutPath()).isEqualTo("/sentinel/logout");
      assertThat(own.sentinel.config().login().pkce()).isTrue();
      assertThat(own.status().awaitingRestart())
          .containsExactly("sentinel.login.logout-path", "sentinel.login.redirect-uri");

      own.change(V1.replace("le1", "le2") + LOGIN);
      assertThat(flow.accountId()).isEqualTo("le1");
      assertThat(own.status().awaitingRestart()).containsExactly("sentinel.login.account-id");

      own.change(V1 + "sentinel.scopes = b\n");
      assertThat(own.sentinel.loginFlow()).isSameAs(flow);
      assertThat(own.status().awaitingRestart()).containsExactly("sentinel.login.redirect-uri");
      assertThat(own.outcome(own.token("le1"))).isEqualTo(Rejection.INSUFFICIENT_SCOPE.code());
    }
  }

  @Test
  void loginThatComesLaterTakesARestart() {
    settings.change(V1 + LOGIN + "sentinel.login.pkce = true\n");

    assertThat(settings.sentinel.config().login()).isNull();
    assertThat(settings.status().awaitingRestart())
        .containsExactly("sentinel.login.pkce", "sentinel.login.redirect-uri");
    assertThat(settings.sentinel.appJwtSupplier()).isNotNull();
  }

  /** Where a login filter stands, what no route matches needs a login until a route says so. */
  @Test
  void firstRouteThatAsksForALoginTakesOverAndTheLastOneTakesARestart() {
    settings.close();
    String pages = "sentinel.route.pages.path = /p\nsentinel.route.pages.access = login\n";
    try (WatchedSettings own = new WatchedSettings(directory, V1 + LOGIN)) {
      RequestAuthenticator login = own.sentinel.loginAuthenticator();
      String token = own.token("le1", "a");
      assertThat(login).isNotSameAs(own.sentinel.requestAuthenticator());
      assertThat(WatchedSettings.status(login.authenticate("GET", "/x", "", bearer(token))))
          .isEqualTo(401);

      own.change(V1 + LOGIN + pages);
      assertThat(own.sentinel.loginAuthenticator()).isSameAs(login);
      assertThat(WatchedSettings.status(login.authenticate("GET", "/x", "", bearer(token))))
          .isEqualTo(200);
      assertThat(WatchedSettings.status(login.authenticate("GET", "/p", "", bearer(token))))
          .isEqualTo(401);
      assertThat(own.status().awaitingRestart()).isEmpty();
    }
    try (WatchedSettings own = new WatchedSettings(directory, V1 + LOGIN + pages)) {
      own.change(V1 + LOGIN);
      assertThat(own.status().awaitingRestart()).containsExactly("sentinel.route.pages.access");
      assertThat(own.request("/x", "")).isEqualTo(401);
    }
  }

  @Test
  void otherWordsForTheSameAreNoChange() {
    settings.change(V1 + OPEN + INTERNAL);
    settings.write(V1 + OPEN + INTERNAL + "# a remark\nsentinel.clock-skew = PT30S\n");

    assertThat(settings.watch().check()).isFalse();
  }

  @Test
  void nothingIsWatchedUnlessTheSettingsAskForIt() {
    try (Sentinel quiet = Sentinel.create(WatchedSettings.loader(plainFile()).load())) {
      assertThat(quiet.watch()).isNull();
      assertThat(quiet.status().settings()).isNull();
    }
  }

  private Path plainFile() {
    settings.writeExactly(V1);
    return settings.file;
  }
}
