package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An application may bring the HTTP client for the calls of its filter. */
class ServletHttpClientTest {
  @RegisterExtension static final ServletFixture sentinel = new ServletFixture();

  @TempDir Path directory;

  private void deploy(WebContainer container, Object client) throws Exception {
    container.deploy(
        sentinel.app(directory).filter("sentinel", SentinelAuthenticationFilter.class, Map.of()),
        Map.of(ApplicationSentinel.HTTP_CLIENT_ATTRIBUTE, client));
  }

  @OnEachContainer
  void keysAreFetchedByTheClientThatTheApplicationGives(WebContainer.Kind kind) throws Exception {
    WatchedWay way = new WatchedWay();
    try (WebContainer container = kind.start()) {
      deploy(container, HttpClient.newBuilder().proxy(way).build());
      assertThat(RawHttp.get(container.port(), "/app/admin", sentinel.authorization()).status())
          .isEqualTo(200);
      assertThat(way.hosts()).contains(sentinel.emulator.uri().getAuthority());
    }
  }

  @OnEachContainer
  void clientThatFollowsRedirectsStopsTheDeployment(WebContainer.Kind kind) {
    try (WebContainer container = kind.start()) {
      HttpClient client =
          HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
      assertThatThrownBy(() -> deploy(container, client))
          .hasStackTraceContaining("an HttpClient that follows redirects");
    }
  }

  @OnEachContainer
  void somethingElseThanAClientStopsTheDeployment(WebContainer.Kind kind) {
    try (WebContainer container = kind.start()) {
      assertThatThrownBy(() -> deploy(container, "a client"))
          .hasStackTraceContaining(ApplicationSentinel.HTTP_CLIENT_ATTRIBUTE)
          .hasStackTraceContaining("java.lang.String");
    }
  }
}
