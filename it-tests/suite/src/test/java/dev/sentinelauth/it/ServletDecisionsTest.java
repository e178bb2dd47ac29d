package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Decision;
import dev.sentinelauth.it.support.HeardDecisions;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One request is one decision, behind servlet filters and whatever an application does with it. */
class ServletDecisionsTest {
  @RegisterExtension static final ServletFixture sentinel = new ServletFixture();

  private static final List<String> WAYS =
      List.of(
          "forward",
          "include",
          "async",
          "asyncWith",
          "asyncBack",
          "sendError",
          "throw",
          "logout,forward",
          "forward,include",
          "async,forward",
          "async,asyncWith",
          "async,throw");

  @TempDir Path directory;

  private final HeardDecisions heard = new HeardDecisions();

  private WebContainer deploy(WebContainer.Kind kind, WebApp app) throws Exception {
    WebContainer container = kind.start();
    try {
      container.deploy(app, Map.of(HeardDecisions.ATTRIBUTE, heard));
      return container;
    } catch (Exception e) {
      container.close();
      throw e;
    }
  }

  @OnEachContainer
  void requestThatIsLetInIsToldOnceWhateverItsDispatches(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = deploy(kind, sentinel.app(directory, EVERY_DISPATCHER))) {
      for (String way : WAYS) {
        RawHttp.get(
            container.port(), "/app/go?via=" + way + "&to=/admin", sentinel.authorization());

        Decision decision = heard.next();
        assertThat(decision.code()).as(way).isEqualTo("accepted");
        assertThat(decision.path()).as(way).isEqualTo("/app/go");
        assertThat(decision.authorizedParty()).as(way).isEqualTo(sentinel.installation.clientId());
        assertThat(decision.clientAddress()).as(way).isEqualTo("127.0.0.1");
      }
    }
    heard.assertThatThereAreNoMore();
  }

  @OnEachContainer
  void soItIsBehindTwoFiltersAndWhereTheRequestIsAnonymous(WebContainer.Kind kind)
      throws Exception {
    WebApp app =
        sentinel
            .app(directory, DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR)
            .filter("again", SentinelAuthenticationFilter.class, Map.of(), EVERY_DISPATCHER);
    try (WebContainer container = deploy(kind, app)) {
      sentinel.get(container, "/admin");
      assertThat(heard.next().code()).isEqualTo("accepted");
      RawHttp.get(container.port(), "/app/public/who");
      Decision anonymous = heard.next();
      assertThat(anonymous.code()).isEqualTo("accepted");
      assertThat(anonymous.route()).isEqualTo("public");
      assertThat(anonymous.authorizedParty()).isNull();
      assertThat(anonymous.audience()).isEmpty();
    }
    heard.assertThatThereAreNoMore();
  }

  @OnEachContainer
  void requestThatIsRefusedIsToldOnce(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = deploy(kind, sentinel.app(directory, EVERY_DISPATCHER))) {
      assertThat(RawHttp.get(container.port(), "/app/admin").status()).isEqualTo(401);
      Decision nobody = heard.next();
      assertThat(nobody.code()).isEqualTo("no_token");
      assertThat(nobody.method()).isEqualTo("GET");
      assertThat(nobody.path()).isEqualTo("/app/admin");
      assertThat(nobody.route()).isNull();
      assertThat(nobody.clientAddress()).isEqualTo("127.0.0.1");

      String expired =
          sentinel.emulator.mint(sentinel.installation).claim("exp", 1_000_000_000L).compact();
      RawHttp.get(container.port(), "/app/admin", "Authorization: Bearer " + expired);
      Decision late = heard.next();
      assertThat(late.code()).isEqualTo("expired");
      assertThat(late.authorizedParty()).isEqualTo(sentinel.installation.clientId());
      assertThat(late.audience()).containsExactly(ServletFixture.ACCOUNT);
      assertThat(late.keyId()).isNotNull();
    }
    heard.assertThatThereAreNoMore();
  }
}
