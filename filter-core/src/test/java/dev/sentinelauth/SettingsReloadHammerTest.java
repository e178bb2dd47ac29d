package dev.sentinelauth;

import static dev.sentinelauth.WatchedSettings.bearer;
import static dev.sentinelauth.WatchedSettings.claims;
import static dev.sentinelauth.WatchedSettings.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads while the configuration changes a hundred times: no answer is of neither. */
class SettingsReloadHammerTest {
  private static final int THREADS = 3;

  private final PinnedClock clock = new PinnedClock(Instant.parse("2024-06-01T12:00:00Z"));

  @TempDir private Path directory;

  @Test
  void eachAnswerIsThatOfOneOfTheTwoConfigurations() throws Exception {
    try (LoopbackSentinel one = new LoopbackSentinel("one", clock);
        LoopbackSentinel two = new LoopbackSentinel("two", clock)) {
      String common =
          """
          sentinel.startup = required
          sentinel.http.request-timeout = 20s
          """;
      // what the one lets in the other refuses: by its keys, its accounts, its routes
      String first =
          common
              + """
              sentinel.server = %s
              sentinel.account-id = le1
              sentinel.route.a.path = /a
              sentinel.route.a.access = anonymous
              sentinel.route.b.path = /b
              sentinel.route.b.access = deny
              """
                  .formatted(one.uri());
      String second =
          common
              + """
              sentinel.server = %s
              sentinel.account-id = le1, le2
              sentinel.error-detail = false
              sentinel.route.a.path = /a
              sentinel.route.a.access = deny
              sentinel.route.b.path = /b
              sentinel.route.b.access = anonymous
              """
                  .formatted(two.uri());
      List<String> tokens =
          List.of(
              one.token(claims("le1", "a")),
              two.token(claims("le1", "a")),
              two.token(claims("le2", "a")));
      try (WatchedSettings settings = new WatchedSettings(directory, first, clock)) {
        Set<String> expected = new TreeSet<>(answers(settings, tokens));
        settings.change(second);
        expected.addAll(answers(settings, tokens));
        Set<String> seen = new ConcurrentSkipListSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(THREADS);
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          work.add(
              threads.submit(
                  () -> {
                    begun.countDown();
                    while (!ended.get()) {
                      seen.addAll(answers(settings, tokens));
                    }
                  }));
        }
        begun.await();
        for (int i = 0; i < 50; i++) {
          settings.change(first);
          assertThat(answers(settings, tokens)).contains("0 200", "/a 200", "/b 403");
          settings.change(second);
          assertThat(answers(settings, tokens)).contains("1 200", "2 200", "/a 403", "/b 200");
        }
        ended.set(true); // no interrupt, which would end the waiting for a key
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        for (Future<?> each : work) {
          each.get();
        }

        assertThat(settings.status().lastFailure()).isNull();
        assertThat(seen).isNotEmpty().isSubsetOf(expected);
      }
    }
  }

  private static List<String> answers(WatchedSettings settings, List<String> tokens) {
    RequestAuthenticator requests = settings.sentinel.requestAuthenticator();
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Verdict verdict = requests.authenticate("GET", "/api", "", bearer(tokens.get(i)));
      answers.add(i + " " + shown(verdict));
      answers.add(i + " verified: " + settings.outcome(tokens.get(i)));
    }
    for (String path : List.of("/a", "/b")) {
      answers.add(path + " " + shown(requests.authenticate("GET", path, "", List.of())));
    }
    return answers;
  }

  private static String shown(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused
        ? status(verdict)
            + (refused.rejection() == Rejection.DENIED
                ? ""
                : " " + refused.headers().get("WWW-Authenticate"))
        : "200";
  }
}
