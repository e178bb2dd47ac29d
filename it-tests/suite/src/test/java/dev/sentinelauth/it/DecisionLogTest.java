package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.PinnedClock;
import dev.sentinelauth.it.support.WrittenLog;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log says of decisions: one by one, and summed up. */
class DecisionLogTest {
  private static final Pattern PAIR =
      Pattern.compile("(\\w+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"=]*)(?: |$)");

  private static final PinnedClock CLOCK = new PinnedClock();
  private static SentinelEmulator emulator;
  private static Installation app;

  /** Keeps what is to be done in five minutes until the test says that they are over. */
  private static final class FiveMinutes extends ScheduledThreadPoolExecutor {
    final List<Runnable> due = new ArrayList<>();
    final List<ScheduledFuture<?>> scheduled = new ArrayList<>();

    FiveMinutes() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      if (unit.toSeconds(delay) != 300) {
        return super.schedule(task, delay, unit);
      }
      due.add(task);
      ScheduledFuture<?> never = super.schedule(() -> {}, 1, TimeUnit.DAYS);
      scheduled.add(never);
      return never;
    }

    void areOver() {
      CLOCK.advance(Duration.ofMinutes(5));
      List<Runnable> now = List.copyOf(due);
      due.clear();
      now.forEach(Runnable::run);
    }
  }

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start(CLOCK).addAccount(ACCOUNT);
    app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static Sentinel sentinel(String audit) {
    return Sentinel.builder(
            config(
                emulator,
                "sentinel.startup",
                "required",
                "sentinel.audit",
                audit,
                "sentinel.route.api.path",
                "/api/*"))
        .clock(CLOCK)
        .build();
  }

  private static void ask(Sentinel sentinel, String method, String path, String token) {
    sentinel.requestAuthenticator().authenticate(method, path, "", List.of("Bearer " + token));
  }

  private static String expired() {
    return emulator.mint(app).claim("exp", 1_000_000_000L).compact();
  }

  /** Audit lines begin with their outcome. */
  private static List<String> audited(WrittenLog log) {
    return log.linesWith("outcome=");
  }

  @ParameterizedTest
  @CsvSource({"off, 0", "refused, 1", "all, 2"})
  void auditWritesTheDecisionsThatItIsToldTo(String audit, int lines) {
    try (Sentinel sentinel = sentinel(audit);
        WrittenLog log = new WrittenLog()) {
      ask(sentinel, "GET", "/api/x", emulator.mint(app).compact());
      ask(sentinel, "POST", "/api/x;session=1", expired());

      String kid = emulator.host().keys().current().kid();
      assertThat(audited(log))
          .containsExactlyElementsOf(
              List.of(
                      "INFO outcome=refused code=expired method=POST path=/api/x;*** route=api azp="
                          + "%s aud=%s kid=%s".formatted(app.clientId(), ACCOUNT, kid),
                      "INFO outcome=accepted code=accepted method=GET path=/api/x route=api azp="
                          + "%s aud=%s kid=%s".formatted(app.clientId(), ACCOUNT, kid))
                  .subList(0, lines)
                  .stream()
                  .sorted()
                  .toList());
    }
  }

  @Test
  void refusalSaysAtDebugWhatTheTokenClaims() {
    try (Sentinel sentinel = sentinel("off");
        WrittenLog log = new WrittenLog()) {
      ask(sentinel, "GET", "/api/x", emulator.mint(app).claim("aud", "other").compact());
      ask(sentinel, "GET", "/api/x", "no.jwt.atall");

      List<String> lines = log.linesWith("refused: ");
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0))
          .matches(
              "DEBUG refused: wrong_audience, GET /api/x; the token claims kid=\\S+ iss=Sentinel"
                  + " aud=other azp="
                  + app.clientId()
                  + " exp=[0-9TZ:-]+");
      assertThat(lines.get(1)).isEqualTo("DEBUG refused: malformed_token, GET /api/x");
    }
  }

  @Test
  void nothingThatACallerSendsForgesALineOrAPair() {
    List<String> hostile =
        List.of(
            "a\nINFO outcome=accepted code=accepted",
            "a\r\n\r\n",
            "a b outcome=accepted",
            "\" outcome=accepted x=\"",
            "\\\" outcome=accepted",
            "\\",
            "\u001b[31mred\u001b[0m",
            "\ud800",
            "\udc00\ud800",
            "\u2028\u0085\u0000",
            "outcome=accepted",
            "{}",
            "%n%s${jndi:ldap://x}",
            "k".repeat(3000));
    try (Sentinel sentinel = sentinel("all");
        WrittenLog log = new WrittenLog()) {
      int lines = 0;
      for (String text : hostile) {
        List<String> tokens =
            List.of(
                emulator.mint(app).header("kid", text).compact(),
                emulator.mint(app).claim("aud", text).compact(),
                emulator.mint(app).claim("aud", List.of(text, text)).compact(),
                emulator.mint(app).claim("azp", text).claim("exp", text).compact(),
                emulator.mint(app).claim("iss", Map.of(text, text)).compact());
        for (String token : tokens) {
          ask(sentinel, "GET", "/api/x", token);
          assertThatLinesAreWhole(log, ++lines, token);
        }
        ask(sentinel, text, "/api/x", "bad");
        assertThatLinesAreWhole(log, ++lines, text);
        ask(sentinel, "GET", "/api/" + text, "bad");
        assertThatLinesAreWhole(log, ++lines, text);
      }
    }
  }

  private static void assertThatLinesAreWhole(WrittenLog log, int count, String sent) {
    for (String word : List.of("outcome=", "refused: ")) {
      List<String> lines = log.linesWith(word).stream().filter(l -> l.indexOf(word) < 7).toList();
      assertThat(lines).as(sent).hasSize(count);
      String line = lines.get(count - 1);
      assertThat(line).matches("[ -~]{1,1200}");
      if (sent.startsWith("ey")) {
        assertThat(line).doesNotContain(sent.substring(sent.lastIndexOf('.')));
      }
      if (word.equals("outcome=")) {
        assertThat(keys(line.substring("INFO ".length())))
            .isSubsetOf("outcome", "code", "method", "path", "route", "azp", "aud", "kid", "client")
            .doesNotHaveDuplicates()
            .startsWith("outcome", "code", "method", "path");
        assertThat(line).startsWith("INFO outcome=refused code=");
      }
    }
  }

  private static List<String> keys(String line) {
    List<String> keys = new ArrayList<>();
    Matcher pairs = PAIR.matcher(line);
    int end = 0;
    while (pairs.find() && pairs.start() == end) {
      keys.add(pairs.group(1));
      end = pairs.end();
    }
    assertThat(end).as(line).isEqualTo(line.length());
    return keys;
  }

  @Test
  void refusalsAreSummedUpEveryFiveMinutesInWhichThereWereAny() {
    FiveMinutes five = new FiveMinutes();
    try (WrittenLog log = new WrittenLog()) {
      try (Sentinel sentinel = summing(five)) {
        ask(sentinel, "GET", "/", emulator.mint(app).compact());
        assertThat(five.due).isEmpty();

        refuse(sentinel, 4);
        for (int i = 0; i < 3; i++) {
          ask(sentinel, "GET", "/", expired());
        }
        assertThat(five.due).hasSize(1);
        five.areOver();
        assertThat(log.linesWith("refused in"))
            .containsExactly("INFO refused in the last 300 s: no_token 4, expired 3");

        assertThat(five.due).isEmpty();
        refuse(sentinel, 1);
        five.areOver();
        assertThat(log.linesWith("refused in"))
            .hasSize(2)
            .endsWith("INFO refused in the last 300 s: no_token 1");

        refuse(sentinel, 1);
      }
      assertThat(five.scheduled.get(2).isCancelled()).isTrue();
      five.areOver();
      assertThat(log.linesWith("refused in")).hasSize(2);
    } finally {
      five.shutdownNow();
    }
  }

  private static Sentinel summing(FiveMinutes five) {
    return Sentinel.builder(
            config(
                emulator, "sentinel.startup", "required", "sentinel.jwks.refresh-interval", "6h"))
        .clock(CLOCK)
        .executor(five)
        .build();
  }

  private static void refuse(Sentinel sentinel, int times) {
    for (int i = 0; i < times; i++) {
      sentinel.requestAuthenticator().authenticate("GET", "/", "", List.of());
    }
  }

  @Test
  void linesOfThePageAreOfThisForm() {
    List<String> codes = new ArrayList<>(List.of("accepted"));
    Stream.of(Rejection.values()).map(Rejection::code).forEach(codes::add);
    List<String> order =
        List.of("outcome", "code", "method", "path", "route", "azp", "aud", "kid", "client");
    List<String> lines =
        Pages.load()
            .section("Decisions and their audit")
            .block("text", "outcome=")
            .lines()
            .toList();

    assertThat(lines).hasSize(4);
    for (String line : lines) {
      List<String> keys = keys(line);
      assertThat(keys).isSubsetOf(order).isSortedAccordingTo(Comparator.comparing(order::indexOf));
      assertThat(codes).contains(line.replaceAll(".*code=(\\w+) .*", "$1"));
    }
    assertThat(keys(lines.get(0))).isEqualTo(order);
  }

  @Test
  void auditHasAFileOfItsOwnWithTheConfigurationOfThePage(@TempDir Path directory)
      throws Exception {
    String xml = Pages.load().section("Decisions and their audit").block("xml", "<configuration>");
    LoggerContext logback = new LoggerContext();
    logback.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(logback);
    configurator.doConfigure(
        new ByteArrayInputStream(xml.replace("logs/", directory + "/").getBytes(UTF_8)));
    logback.getLogger("dev.sentinelauth.audit").info("{}", "outcome=refused");
    logback.stop();

    assertThat(logback.getStatusManager().getCopyOfStatusList())
        .noneMatch(status -> status.getEffectiveLevel() >= Status.WARN);
    assertThat(Files.readString(directory.resolve("audit.log")))
        .matches("time=\\d{4}-\\S+ outcome=refused\\R");
  }
}
