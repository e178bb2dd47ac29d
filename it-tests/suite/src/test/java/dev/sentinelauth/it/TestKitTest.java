package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.test.SentinelExtension;
import dev.sentinelauth.test.TestToken;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The test kit with an application as it goes into production: a web.xml and its own settings. */
class TestKitTest {
  private static final String OF_PRODUCTION =
      """
      sentinel.account-id = le10000001
      sentinel.server = va.sentinel.liveperson.net
      sentinel.client-id = the-installation
      sentinel.client-secret = ${file:/run/secrets/which-no-test-has}
      sentinel.route.admin.path = /admin
      sentinel.route.admin.scopes = msg.read
      """;

  @RegisterExtension
  static final SentinelExtension sentinel = SentinelExtension.forAccount("le81823118");

  @TempDir private Path directory;

  @OnEachContainer
  void anApplicationIsTestedAsItIs(WebContainer.Kind kind) throws Exception {
    WebApp application =
        new WebApp(directory)
            .file("WEB-INF/sentinel.properties", OF_PRODUCTION)
            .filter(
                "sentinel",
                SentinelAuthenticationFilter.class,
                Map.of(),
                DispatcherType.REQUEST,
                DispatcherType.ASYNC)
            .servlet(TestServlets.WhoAmI.class, "/admin");
    sentinel.initParameters().forEach(application::contextParam);
    try (WebContainer container = kind.deploy(application)) {
      TestToken good = sentinel.token().scope("msg.read");

      assertThat(status(container, good)).isEqualTo(200);
      assertThat(status(container, sentinel.token())).isEqualTo(403);
      assertThat(status(container, good.expired())).isEqualTo(401);
      assertThat(status(container, good.account("le10000001"))).isEqualTo(401);
      sentinel.rotateKeys();
      assertThat(status(container, good)).isEqualTo(200);
      sentinel.unreachable();
      assertThat(status(container, good.authorizedParty("partner"))).isEqualTo(200);
    }
  }

  private static int status(WebContainer container, TestToken token) throws Exception {
    return RawHttp.send(container.port(), "GET", "/app/admin", "Authorization: " + token.bearer())
        .status();
  }
}
