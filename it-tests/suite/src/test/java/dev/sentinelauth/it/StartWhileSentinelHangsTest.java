package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application starts, Sentinel doesn't answer, and more callers come than there are threads. */
@Timeout(90)
class StartWhileSentinelHangsTest {
  private static final int CROWD = 250;

  @TempDir Path directory;

  private final ExecutorService callers = Executors.newFixedThreadPool(CROWD);
  private ServletFixture sentinel;

  @BeforeEach
  void start() throws IOException {
    sentinel = new ServletFixture();
    sentinel.token(); // makes the key pair
  }

  @AfterEach
  void stop() {
    callers.shutdownNow();
    sentinel.close();
  }

  private static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  @ParameterizedTest
  @MethodSource("containers")
  void openRouteAnswersPromptlyAndOnlyFourCallersAreKeptWaiting(WebContainer.Kind kind)
      throws Exception {
    sentinel.emulator.host().fail(Endpoint.JWKS, Fault.hang());
    String authorization = sentinel.authorization();
    WebApp app =
        sentinel
            .app(directory)
            .filter(
                "sentinel",
                SentinelAuthenticationFilter.class,
                Map.of("sentinel.startup", "background", "sentinel.http.request-timeout", "30s"),
                DispatcherType.REQUEST);
    try (WebContainer container = kind.deploy(app)) {
      List<Future<RawHttp.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        answers.add(
            callers.submit(() -> RawHttp.get(container.port(), "/app/admin", authorization)));
      }

      Verifications.await(
          "an answer to all but four",
          Duration.ofSeconds(10),
          () -> answers.stream().filter(Future::isDone).count() >= CROWD - 4);
      // long before Sentinel's time is up: RawHttp gives up sooner
      assertThat(RawHttp.get(container.port(), "/app/public/who").status()).isEqualTo(200);
      RawHttp.Answer late = RawHttp.get(container.port(), "/app/admin", authorization);
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.header("Retry-After")).containsExactly("1");

      sentinel.emulator.host().clearFaults();
      int served = 0;
      for (Future<RawHttp.Answer> answer : answers) {
        int status = answer.get().status();
        assertThat(status).isIn(200, 503);
        served += status == 200 ? 1 : 0;
      }
      assertThat(served).isEqualTo(4);
    }
  }
}
