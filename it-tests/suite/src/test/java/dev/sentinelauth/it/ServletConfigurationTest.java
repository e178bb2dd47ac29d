package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.SentinelListener;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the filter finds its settings, and what comes of wrong ones. */
class ServletConfigurationTest {
  private static ServletFixture sentinel;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    sentinel = new ServletFixture();
  }

  @AfterAll
  static void stop() {
    sentinel.close();
  }

  private static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  /** An application that registers the filter itself, with the Sentinel it was given. */
  public static final class Registering implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      Sentinel given = (Sentinel) event.getServletContext().getAttribute("test.sentinel");
      event
          .getServletContext()
          .addFilter("own", new SentinelAuthenticationFilter(given))
          .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void initParamGoesBeforeContextParamBeforeFile(WebContainer.Kind kind) throws Exception {
    WebApp app = sentinel.app(directory.resolve("file"), EVERY_DISPATCHER);
    app.file("WEB-INF/sentinel.properties", sentinel.properties() + "sentinel.realm = file");
    assertThat(challenge(kind, app)).isEqualTo("Bearer realm=\"file\"");

    app = sentinel.app(directory.resolve("context"), EVERY_DISPATCHER);
    app.file("WEB-INF/sentinel.properties", sentinel.properties() + "sentinel.realm = file");
    app.contextParam("sentinel.realm", "context");
    assertThat(challenge(kind, app)).isEqualTo("Bearer realm=\"context\"");

    app = sentinel.app(directory.resolve("init"));
    app.file("WEB-INF/sentinel.properties", sentinel.properties() + "sentinel.realm = file");
    app.contextParam("sentinel.realm", "context");
    app.filter(
        "api", SentinelAuthenticationFilter.class, Map.of("sentinel.realm", "init", "other", "x"));
    assertThat(challenge(kind, app)).isEqualTo("Bearer realm=\"init\"");
  }

  @ParameterizedTest
  @MethodSource("containers")
  void fileIsNamedByParameter(WebContainer.Kind kind) throws Exception {
    WebApp app = sentinel.app(directory);
    app.file("WEB-INF/conf/api.properties", sentinel.properties() + "sentinel.realm = api");
    app.filter(
        "api",
        SentinelAuthenticationFilter.class,
        Map.of("sentinel.config", "/WEB-INF/conf/api.properties"));
    assertThat(challenge(kind, app)).isEqualTo("Bearer realm=\"api\"");
  }

  @ParameterizedTest
  @MethodSource("containers")
  void wrongConfigurationStopsTheDeploymentWithOneMessage(WebContainer.Kind kind) throws Exception {
    WebApp app = sentinel.app(directory);
    app.contextParam("sentinel.startup", "whenever");
    app.filter(
        "api",
        SentinelAuthenticationFilter.class,
        Map.of("sentinel.clock-skew", "long", "sentinel.relm", "x"));

    Throwable failure = catchThrowable(() -> kind.deploy(app).close());

    assertThat(failure).isNotNull();
    ServletException thrown = servletException(failure);
    assertThat(thrown)
        .hasMessageContainingAll(
            "sentinel.clock-skew",
            "init-param of filter 'api'",
            "sentinel.startup",
            "context-param",
            "sentinel.relm",
            "did you mean")
        .hasCauseInstanceOf(ConfigurationException.class);
  }

  @ParameterizedTest
  @MethodSource("containers")
  void listenerOfTheApplicationHearsRefusals(WebContainer.Kind kind) throws Exception {
    List<Rejection> heard = new CopyOnWriteArrayList<>();
    SentinelListener listener =
        new SentinelListener() {
          @Override
          public void refused(Rejection rejection) {
            heard.add(rejection);
          }
        };
    try (WebContainer container = kind.start()) {
      container.deploy(
          sentinel.app(directory, EVERY_DISPATCHER),
          Map.of("dev.sentinelauth.SentinelListener", listener));
      RawHttp.get(container.port(), "/app/admin");
    }
    assertThat(heard).containsExactly(Rejection.NO_TOKEN);
  }

  @ParameterizedTest
  @MethodSource("containers")
  void listenerOfAnotherTypeStopsTheDeployment(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = kind.start()) {
      WebApp app = sentinel.app(directory, EVERY_DISPATCHER);
      Throwable failure =
          catchThrowable(
              () -> container.deploy(app, Map.of("dev.sentinelauth.SentinelListener", "none")));
      assertThat(servletException(failure)).hasMessageContaining("java.lang.String");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void givenSentinelIsUsedAndNotClosed(WebContainer.Kind kind) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(sentinel.properties()));
    try (Sentinel given = Sentinel.create(SentinelConfig.load(properties));
        WebContainer container = kind.start()) {
      WebApp app = sentinel.app(directory).listener(Registering.class);
      container.deploy(app, Map.of("test.sentinel", given));

      assertThat(RawHttp.get(container.port(), "/app/admin").status()).isEqualTo(401);
      assertThat(RawHttp.get(container.port(), "/app/admin", sentinel.authorization()).status())
          .isEqualTo(200);

      container.undeploy();
      assertThat(given.tokenVerifier().verify(sentinel.token()).getName())
          .isEqualTo(sentinel.installation.clientId());
    }
  }

  private static String challenge(WebContainer.Kind kind, WebApp app) throws Exception {
    try (WebContainer container = kind.deploy(app)) {
      RawHttp.Answer answer = RawHttp.get(container.port(), "/app/admin");
      assertThat(answer.status()).isEqualTo(401);
      return answer.header("WWW-Authenticate").get(0);
    }
  }

  private static ServletException servletException(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof ServletException)) {
      cause = cause.getCause();
    }
    assertThat(cause).as("the cause of " + failure).isNotNull();
    return (ServletException) cause;
  }
}
