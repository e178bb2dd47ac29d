package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Web applications whose settings change while they run: in WEB-INF, and in a file outside. */
class ReloadedApplicationTest {
  private static final String DENY =
      """
      sentinel.route.admin.path = /admin
      sentinel.route.admin.access = deny
      """;

  @RegisterExtension static final ServletFixture sentinel = new ServletFixture();

  @TempDir Path directory;

  private static String settings() {
    return "sentinel.config.reload = 100ms\n" + sentinel.properties();
  }

  @Test
  void fileInTheApplicationTakesOverWhereTwoFiltersShareIt() throws Exception {
    WebApp app =
        new WebApp(directory)
            .file("WEB-INF/sentinel.properties", settings())
            .servlet(TestServlets.WhoAmI.class, "/admin", "/public/who")
            .filter("first", SentinelAuthenticationFilter.class, Map.of())
            .filter("second", SentinelAuthenticationFilter.class, Map.of());
    long fetches = sentinel.emulator.host().count(Endpoint.JWKS);
    try (WebContainer container = WebContainer.Kind.JETTY.deploy(app)) {
      assertThat(sentinel.get(container, "/admin").status()).isEqualTo(200);

      app.file("WEB-INF/sentinel.properties", settings() + DENY);
      await(container, 403);
      app.file("WEB-INF/sentinel.properties", settings() + "sentinel.relm = x\n");
      app.file("WEB-INF/sentinel.properties", settings());
      await(container, 200);

      assertThat(RawHttp.get(container.port(), "/app/public/who").status()).isEqualTo(200);
      assertThat(sentinel.emulator.host().count(Endpoint.JWKS)).isEqualTo(fetches + 1);
      container.undeploy();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch("sentinel-auth-file"::equals);
    }
  }

  /** A filter with parameters of its own reads its own settings. */
  @Test
  void filtersWithOtherParametersFollowTheirOwnFile() throws Exception {
    Path file = Files.writeString(directory.resolve("outside.properties"), settings());
    WebApp app =
        new WebApp(directory.resolve("app"))
            .file("WEB-INF/sentinel.properties", settings())
            .servlet(TestServlets.WhoAmI.class, "/admin")
            .filter("inside", SentinelAuthenticationFilter.class, Map.of())
            .filter(
                "outside",
                SentinelAuthenticationFilter.class,
                Map.of("sentinel.config", file.toUri().toString()));
    try (WebContainer container = WebContainer.Kind.TOMCAT.deploy(app)) {
      assertThat(sentinel.get(container, "/admin").status()).isEqualTo(200);

      Files.writeString(file, settings() + DENY);
      await(container, 403);
      Files.writeString(file, settings());
      await(container, 200);
    }
  }

  private static void await(WebContainer container, int status) {
    Verifications.await(
        "status " + status,
        Duration.ofSeconds(20),
        () -> {
          try {
            return sentinel.get(container, "/admin").status() == status;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
