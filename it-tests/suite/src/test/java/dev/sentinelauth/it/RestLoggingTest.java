package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.RestUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.ApplicationLog;
import dev.sentinelauth.it.support.LoggingApi;
import dev.sentinelauth.it.support.RequestThread;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import dev.sentinelauth.jersey.SentinelRestInitializer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.Service;
import org.apache.catalina.core.StandardEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claims stand in the log while a Jakarta REST application works on a request, and not while its
 * thread is at another one, however the request ends, in every implementation.
 */
@Timeout(60)
class RestLoggingTest {
  private static SentinelEmulator emulator;
  private static Installation installation;

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    installation = emulator.install(Installation.forApi(ACCOUNT, "any"));
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  /** The application with the feature. */
  public static class WithFeature extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return classes(SentinelAuthenticationFeature.class);
    }
  }

  /** The application with the plain filter. */
  public static class WithFilter extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return classes(SentinelContainerRequestFilter.class);
    }
  }

  /** The application alone. */
  private static Set<Class<?>> classes(Class<?> authentication) {
    Set<Class<?>> classes = new HashSet<>(List.of(LoggingApi.class.getDeclaredClasses()));
    classes.remove(LoggingApi.Known.class);
    classes.add(authentication);
    return classes;
  }

  private static RestUnderTest start(
      RequestThread thread, Class<? extends Application> application, Consumer<Context> wiring)
      throws Exception {
    Properties settings = RestUnderTest.settings(emulator);
    settings.setProperty("sentinel.startup", "required");
    settings.setProperty("sentinel.log.mdc", "azp");
    return new RestUnderTest(
        settings,
        context -> {
          Service service = ((StandardEngine) context.getParent().getParent()).getService();
          service.findConnectors()[0].getProtocolHandler().setExecutor(thread);
          wiring.accept(context);
          RestUnderTest.addServlet(context, application, RestUnderTest.PREFIX, "/api/*");
        });
  }

  private static String authorization() {
    return "Authorization: Bearer " + emulator.mint(installation).compact();
  }

  private static void listener(Context context) {
    context.addApplicationListener(SentinelRestInitializer.class.getName());
  }

  @ParameterizedTest
  @ValueSource(classes = {WithFeature.class, WithFilter.class})
  void callerIsLoggedHoweverTheRequestEndsAndNobodyAfterwards(
      Class<? extends Application> application) throws Exception {
    RequestThread thread = new RequestThread();
    try (ApplicationLog log = new ApplicationLog();
        RestUnderTest server = start(thread, application, RestLoggingTest::listener)) {
      assertLogged(server, thread, log, RestUnderTest.implementation().equals("CXF"));
      assertThat(log.lines()).noneMatch(line -> line.contains("stay out of the log"));
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void servletFilterInFrontHasLoggedTheCallerAlready() throws Exception {
    RequestThread thread = new RequestThread();
    try (ApplicationLog log = new ApplicationLog();
        RestUnderTest server =
            start(
                thread,
                WithFeature.class,
                context ->
                    RestUnderTest.addFilter(
                        context, SentinelAuthenticationFilter.class.getName(), Map.of(), "/*"))) {
      assertLogged(server, thread, log, false);
      assertThat(log.lines()).noneMatch(line -> line.contains("stay out of the log"));
    } finally {
      thread.shutdownNow();
    }
  }

  /**
   * @param dispatched whether what is resumed goes on in a dispatch where claims stand again
   */
  private static void assertLogged(
      RestUnderTest server, RequestThread thread, ApplicationLog log, boolean dispatched)
      throws Exception {
    server.get("/api/log/plain", authorization()); // CXF knows its settings then
    for (String way : LoggingApi.WAYS) {
      log.lines();
      ask(server, "/api/log/" + way, authorization());
      assertThat(thread.left()).as(way).isEmpty();
      // What is resumed is mapped on a thread of the application's own, but in CXF.
      boolean elsewhere = way.endsWith("failed") && !dispatched;
      String said = elsewhere ? "(filter|method) .*" : "(filter|m.*|writer) .*";
      int times =
          switch (way) {
            case "missing" -> 0;
            case "aborted" -> 1;
            case "stream", "mapped" -> 3;
            case "failed", "stage-failed" -> elsewhere ? 2 : 3;
            default -> 2;
          };
      assertThat(log.lines())
          .as(way)
          .filteredOn(line -> line.matches(said))
          .hasSize(times)
          .allMatch(line -> line.endsWith("[" + installation.clientId() + "|]"));
      ask(server, "/api/log/" + way);
      ask(server, "/api/optional/log/" + way);
      assertThat(thread.left()).as(way).isEmpty();
      assertThat(log.lines()).as(way).isNotEmpty().allMatch(line -> line.endsWith("[|]"));
    }
  }

  private static void ask(RestUnderTest server, String path, String... headerLines)
      throws IOException {
    assertThat(server.get(path, headerLines).status()).isNotEqualTo(0);
  }

  /** An embedded container that looks for no initializers, and has none as a listener. */
  @Test
  void nothingIsLoggedWhereNobodyTakesItAwayAgain() throws Exception {
    RequestThread thread = new RequestThread();
    try (ApplicationLog log = new ApplicationLog();
        RestUnderTest server = start(thread, WithFilter.class, context -> {})) {
      for (String way : LoggingApi.WAYS) {
        ask(server, "/api/log/" + way, authorization());
        assertThat(thread.left()).as(way).isEmpty();
      }
      List<String> lines = log.lines();
      assertThat(lines).contains("method [|]").allMatch(line -> line.endsWith("[|]"));
      assertThat(lines)
          .filteredOn(line -> line.contains("stay out of the log"))
          .singleElement()
          .asString()
          .contains("SentinelRestInitializer");
    } finally {
      thread.shutdownNow();
    }
  }
}
