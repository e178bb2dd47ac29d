package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.LoginFlow;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.Verdict;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.LoginUser;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The log lines that the pages tell operators to look for are those that are written. */
class ReadmeLogTest {

  /** What differs from one installation to the next: URLs, key ids, times, numbers, reasons. */
  private static final Pattern VARIABLE =
      Pattern.compile(
          "https?://\\S+|(?<=the token claims ).*|asked [^;]+|refuses client [^:]+|va[.]sentinel[.]liveperson[.]net:?"
              + "|\\[[^]]*]|\\([^)]*\\)|\\d[\\dT:.Z-]*|le\\d+");

  /** Nobody is there: the test takes the code itself. */
  private static final URI CALLBACK = URI.create("http://127.0.0.1:1/callback");

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.sentinelauth");
  private final Level levelBefore = logger.getLevel();
  private final Collection<String> logged = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged.add(shape(event.getLevel() + " " + event.getFormattedMessage()));
        }
      };

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final SentinelEmulator emulator = SentinelEmulator.start(now::get);
  private final Installation app = Installation.forApi("le81823118", "msg.read");

  @BeforeEach
  void listen() {
    emulator.addAccount("le81823118").install(app);
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void close() {
    logger.detachAppender(appender);
    logger.setLevel(levelBefore);
    emulator.close();
  }

  @Test
  void everyLogLineOfThePagesIsWrittenInARotationAndTwoOutages() {
    emulator.host().keys().publishEntry("{\"kid\":\"k0\",\"kty\":\"RSA\"}");
    try (Sentinel sentinel = start()) {
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(200);
      assertThat(status(sentinel, expired())).isEqualTo(401);
      emulator.host().keys().rotate();
      later();
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(200);
      emulator.host().fail(Endpoint.JWKS, Fault.status(503), 1);
      later();
      assertThat(status(sentinel, unknownKey())).isEqualTo(401);
      emulator.host().clearFaults();
      later();
      assertThat(status(sentinel, unknownKey())).isEqualTo(401);
    }
    emulator.host().fail(Endpoint.JWKS, Fault.status(503));
    try (Sentinel sentinel = start()) {
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(503);
    }
    assertThat(logged).containsAll(shown("no keys are at hand"));
  }

  @Test
  void sessionIdInThePathOfARefusedRequestIsNotLogged() {
    try (Sentinel sentinel = start()) {
      for (String path : List.of("/api;jsessionid=HIDDEN/x", "/api%3Bjsessionid=HIDDEN")) {
        sentinel.requestAuthenticator().authenticate("GET", path, "", List.of());
      }
    }
    assertThat(logged)
        .contains(
            shape("DEBUG refused: no_token, GET /api;***/x"),
            shape("DEBUG refused: ambiguous_path, GET /api;***"))
        .noneMatch(line -> line.contains("HIDDEN"));
  }

  @Test
  void everyLogLineOfThePagesIsWrittenWhenCallingOut(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "wrong");
    SentinelHost idp = emulator.addHost("idp");
    emulator.announce("le81823118", "idp", idp.authority());
    try (Sentinel sentinel =
        start(
            "sentinel.client-id",
            app.clientId(),
            "sentinel.client-secret",
            "${file:" + secret + "}",
            "sentinel.app-jwt.hosts",
            "127.0.0.1")) {
      URI notListed = URI.create("https://orders.example.com/");
      assertThat(sentinel.clientAuthenticator().authorization(notListed)).isNull();
      AppJwtSupplier tokens = sentinel.appJwtSupplier();
      assertThatThrownBy(tokens::get).hasMessageContaining("invalid_client");
      Files.writeString(secret, app.clientSecret());
      now.updateAndGet(instant -> instant.plusSeconds(60));
      String first = tokens.get();
      idp.fail(Endpoint.CONSUMER, Fault.status(503));
      assertThatThrownBy(() -> sentinel.consumerJwsClient().get("John_Doe")).isNotNull();
      tokens.invalidate(first);
      later();
      assertThat(tokens.get()).isNotEqualTo(first);
      emulator.host().fail(Endpoint.APP_TOKEN, Fault.status(503));
      now.updateAndGet(instant -> instant.plusSeconds(3_300));
      assertThat(tokens.get()).isNotEmpty();
      Verifications.await(
          "the failed renewal",
          Duration.ofSeconds(20),
          () -> logged.stream().anyMatch(line -> line.contains("the one in use")));
    }
    assertThat(logged).containsAll(shown("so calls fail"));
  }

  @Test
  void everyLogLineOfThePagesIsWrittenOfLogins() throws Exception {
    Installation client = emulator.install(Installation.forLogin("le81823118", CALLBACK));
    try (Sentinel sentinel = start(client)) {
      LoginFlow flow = sentinel.loginFlow();
      assertThatThrownBy(() -> flow.complete(null, "x", "y", null)).isNotNull();
      emulator.install(client.withSecret("another"));
      assertThatThrownBy(() -> logIn(flow)).isNotNull();
      emulator.install(client);
      emulator.host().fail(Endpoint.TOKEN, Fault.status(503), 1);
      assertThatThrownBy(() -> logIn(flow)).isNotNull();
      emulator.idTokens(mint -> mint.claim("aud", "another"));
      assertThatThrownBy(() -> logIn(flow)).isNotNull();
      emulator.idTokens(mint -> mint);
      LoggedInUser user = logIn(flow);
      now.updateAndGet(instant -> instant.plusSeconds(1_900));
      emulator.host().fail(Endpoint.TOKEN, Fault.status(503), 1);
      assertThat(flow.refresh(user)).isSameAs(user);
      later();
      assertThat(flow.refresh(user)).isNotSameAs(user);
    }
    assertThat(logged).containsAll(shown("a user logged in"));
  }

  @Test
  void everyLogLineOfThePagesIsWrittenOfWhatStandsBefore() throws Exception {
    try (LoginFixture fixture = new LoginFixture()) {
      Sentinel sentinel =
          fixture.sentinel("sentinel.login.redirect-uri = https://app.example.com/callback");
      fixture.node.start(
          "",
          List.of(new SentinelLoginFilter(sentinel)),
          handler -> handler.getServletContext().getSessionCookieConfig().setPath("/inside"));
      int port = fixture.uri("/").getPort();
      String rounds = LoginFixture.cookieOf("https://app.example.com/callback", "sentinel-rounds");
      for (int i = 0; i < 3; i++) {
        for (String target : List.of("/x/callback", "/callback")) {
          RawHttp.Answer answer =
              RawHttp.get(
                  port,
                  target + "?sentinel-return-to=/y",
                  "Host: localhost",
                  "Accept: text/html",
                  "Cookie: __Host-" + rounds + "=3");
          assertThat(answer.status()).isEqualTo(400);
        }
      }
    }
    assertThat(logged).containsAll(shown("a callback arrived at"));
    assertThat(logged).filteredOn(line -> line.startsWith("WARN Login to")).hasSize(2);
  }

  @Test
  void everyLogLineOfThePagesIsWrittenOfStartsThatFail() {
    ApplicationSentinel.failed(new IllegalStateException("a class is missing"))
        .announceFailure("filter 'sentinel'");
    SentinelConfig.Loader wrong =
        SentinelConfig.loader().parameters("context-param", Map.of("sentinel.startup", "eager"));
    ApplicationSentinel.start(wrong, null).announceFailure("filter 'sentinel'");
    emulator.host().fail(Endpoint.DOMAIN_API, Fault.status(503));
    try (Sentinel sentinel = start()) {
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(503);
    }
    InstantSource broken =
        () -> {
          throw new IllegalStateException("no time");
        };
    try (Sentinel sentinel = start(broken)) {
      assertThat(status(sentinel, emulator.mint(app).compact())).isEqualTo(500);
    }
    assertThat(shown("no host is known"))
        .allSatisfy(line -> assertThat(logged).anySatisfy(l -> assertThat(l).startsWith(line)));
  }

  @Test
  void everyLogLineOfThePagesIsWrittenOfSettingsThatChange(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("sentinel.properties");
    String good =
        """
        sentinel.config.reload = 100ms
        sentinel.account-id = le81823118
        sentinel.server = %s
        sentinel.startup = required
        """
            .formatted(emulator.uri());
    Files.writeString(file, good);
    SentinelConfig.Loader loader =
        SentinelConfig.loader()
            .parameters("test", Map.of("sentinel.config", file.toUri().toString()));
    List<String> lines =
        shownIn("Settings without a restart", "Settings: a changed configuration has taken");
    try (Sentinel sentinel = Sentinel.builder(loader.load()).clock(now::get).build()) {
      String route = "sentinel.route.send.path = /send\n";
      changeTo(file, good + route + "sentinel.http.proxy = proxy:1\n", lines.get(1));
      changeTo(file, good + route + "sentinel.route.send.scopes = b\n", lines.get(0));
      changeTo(file, good + "sentinel.startup.now = yes\n", lines.get(2));
      changeTo(file, good + route + "sentinel.route.send.scopes = b\n", lines.get(3));
      emulator.host().fail(Endpoint.JWKS, Fault.status(503));
      changeTo(file, good + "sentinel.jwks.refresh-interval = 1m\n", lines.get(4));
      assertThat(sentinel.status().settings().awaitingRestart()).isEmpty();
      assertThat(logged).filteredOn(line -> line.startsWith("ERROR Settings")).hasSize(1);
    }
    assertThat(lines).hasSize(5);
  }

  private void changeTo(Path file, String settings, String line) throws Exception {
    Files.writeString(file, settings);
    Verifications.await(
        line,
        Duration.ofSeconds(20),
        () -> logged.stream().anyMatch(written -> written.startsWith(line)));
  }

  @Test
  void outageIsToldOnceInFiveMinutesHoweverManyLoginsFail() throws Exception {
    Installation client = emulator.install(Installation.forLogin("le81823118", CALLBACK));
    try (Sentinel sentinel = start(client)) {
      LoginFlow flow = sentinel.loginFlow();
      emulator.host().fail(Endpoint.TOKEN, Fault.status(503));
      String told = shape("WARN Login to account le81823118: va.sentinel.liveperson.net: HTTP 503");
      for (int outages = 1; outages <= 2; outages++) {
        for (int i = 0; i < 3; i++) {
          assertThatThrownBy(() -> logIn(flow)).isNotNull();
          later();
        }
        assertThat(logged).filteredOn(told::equals).hasSize(outages);
        now.updateAndGet(instant -> instant.plusSeconds(270)); // to five minutes
      }
    }
  }

  /** As a browser would whose user Sentinel knows. */
  private static LoggedInUser logIn(LoginFlow flow) throws Exception {
    LoginFlow.Begun begun = flow.begin("/");
    UserAgent.Page back = new UserAgent().get(begun.authorizationUri());
    Matcher code = Pattern.compile("code=([^&]+)").matcher(back.location().getRawQuery());
    assertThat(code.find()).isTrue();
    return flow.complete(begun.attempt(), begun.state(), code.group(1), null).user();
  }

  private Sentinel start(Installation client) {
    emulator.signInAs(new LoginUser("alice", false, false));
    return start(
        "sentinel.client-id",
        client.clientId(),
        "sentinel.client-secret",
        client.clientSecret(),
        "sentinel.login.redirect-uri",
        CALLBACK.toString());
  }

  private static List<String> shown(String part) {
    return shownIn("What the log says", part);
  }

  private static List<String> shownIn(String section, String part) {
    return Pages.load()
        .section(section)
        .block("text", part)
        .lines()
        .map(ReadmeLogTest::shape)
        .toList();
  }

  private static String shape(String line) {
    return VARIABLE.matcher(line.replaceAll("^(\\w+) +", "$1 ")).replaceAll("…");
  }

  private Sentinel start(String... more) {
    return start(now::get, more);
  }

  private Sentinel start(InstantSource clock, String... more) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le81823118");
    settings.setProperty("sentinel.domain-api.uri", emulator.domainApiUri().toString());
    settings.setProperty("sentinel.startup", "lazy");
    for (int i = 0; i < more.length; i += 2) {
      settings.setProperty(more[i], more[i + 1]);
    }
    return Sentinel.builder(SentinelConfig.load(settings)).clock(clock).build();
  }

  /** Past the interval in which unknown keys cause one fetch. */
  private void later() {
    now.updateAndGet(instant -> instant.plusSeconds(10));
  }

  private String expired() {
    return emulator.mint(app).expiresAt(now.get().minusSeconds(600)).compact();
  }

  private String unknownKey() {
    return emulator.mint(app).header("kid", "made-up").compact();
  }

  private static int status(Sentinel sentinel, String token) {
    var verdict =
        sentinel
            .requestAuthenticator()
            .authenticate("GET", "/api/messages", "", List.of("Bearer " + token));
    return verdict instanceof Verdict.Refused refused ? refused.status() : 200;
  }
}
