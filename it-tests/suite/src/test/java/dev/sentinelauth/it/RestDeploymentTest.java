package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.RestUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.it.support.WrittenLog;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import dev.sentinelauth.jersey.SentinelRestInitializer;
import jakarta.servlet.ServletException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How the feature and the plain filter come and go with a web application, in every implementation
 * of Jakarta REST: by their class or as an instance, on each container.
 */
class RestDeploymentTest {
  private static SentinelEmulator emulator;

  @TempDir java.nio.file.Path directory;

  @Path("who")
  public static class Who {
    @GET
    public String get() {
      return "somebody";
    }
  }

  public static class FeatureByClass extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Who.class, SentinelAuthenticationFeature.class);
    }
  }

  public static class FilterByClass extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Who.class, SentinelContainerRequestFilter.class);
    }
  }

  public static class FeatureByInstance extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Who.class);
    }

    @Override
    @SuppressWarnings("deprecation") // all implementations have it, and nothing better in common
    public Set<Object> getSingletons() {
      return Set.of(new SentinelAuthenticationFeature());
    }
  }

  public static class FilterByInstance extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Who.class);
    }

    @Override
    @SuppressWarnings("deprecation") // all implementations have it, and nothing better in common
    public Set<Object> getSingletons() {
      return Set.of(new SentinelContainerRequestFilter());
    }
  }

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static Stream<Arguments> deployments() {
    List<Class<?>> applications =
        List.of(
            FeatureByClass.class,
            FilterByClass.class,
            FeatureByInstance.class,
            FilterByInstance.class);
    return WebContainer.Kind.inUse()
        .flatMap(kind -> applications.stream().map(type -> Arguments.of(kind, type)));
  }

  private WebApp app(Class<? extends Application> type) throws Exception {
    Properties settings = RestUnderTest.settings(emulator);
    StringWriter text = new StringWriter();
    settings.store(text, null);
    return new WebApp(directory)
        .file("WEB-INF/sentinel.properties", text.toString())
        // What finds initializers in other containers finds it there.
        .listener(SentinelRestInitializer.class)
        .servlet(RestUnderTest.servlet(), RestUnderTest.initParameters(type), "/api/*");
  }

  private static RawHttp.Answer get(WebContainer container, String... headerLines)
      throws IOException {
    return RawHttp.get(container.port(), "/app/api/who", headerLines);
  }

  private static String authorization() {
    return "Authorization: Bearer " + RestUnderTest.token(emulator, "a");
  }

  private static Set<Thread> sentinelThreads() {
    Set<Thread> found = new HashSet<>(Thread.getAllStackTraces().keySet());
    found.removeIf(thread -> !thread.getName().startsWith("sentinel"));
    return found;
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void undeployedApplicationLeavesNothingRunning(
      WebContainer.Kind kind, Class<? extends Application> type) throws Exception {
    Set<Thread> before = sentinelThreads();
    WebApp app = app(type);
    try (WebContainer container = kind.start()) {
      for (int i = 0; i < 2; i++) {
        container.deploy(app);
        assertThat(get(container, authorization()).status()).isEqualTo(200);
        assertThat(get(container).status()).isEqualTo(401);
        Set<Thread> started = sentinelThreads();
        started.removeAll(before);
        assertThat(started).isNotEmpty();
        container.undeploy();
        for (Thread thread : started) {
          thread.join(Duration.ofSeconds(10).toMillis());
          assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void keysAreFetchedByTheClientThatTheApplicationGives(
      WebContainer.Kind kind, Class<? extends Application> type) throws Exception {
    WatchedWay way = new WatchedWay();
    HttpClient client = HttpClient.newBuilder().proxy(way).build();
    try (WebContainer container = kind.start()) {
      container.deploy(app(type), Map.of(ApplicationSentinel.HTTP_CLIENT_ATTRIBUTE, client));
      assertThat(get(container, authorization()).status()).isEqualTo(200);
      assertThat(way.hosts()).contains(emulator.uri().getAuthority());
      container.undeploy();
    }
  }

  @ParameterizedTest
  @MethodSource("deployments")
  void clientThatFollowsRedirectsServesNothing(
      WebContainer.Kind kind, Class<? extends Application> type) throws Exception {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    try (WrittenLog log = new WrittenLog();
        WebContainer container = kind.start()) {
      try {
        container.deploy(app(type), Map.of(ApplicationSentinel.HTTP_CLIENT_ATTRIBUTE, client));
        assertThat(get(container, authorization()).status()).isGreaterThanOrEqualTo(404);
        container.undeploy();
      } catch (ServletException e) {
        // Servers differ in whether they go on; the log has it in any case.
      }
      assertThat(log.linesWith("an HttpClient that follows redirects"))
          .isNotEmpty()
          .allMatch(line -> line.startsWith("ERROR "));
    }
  }
}
