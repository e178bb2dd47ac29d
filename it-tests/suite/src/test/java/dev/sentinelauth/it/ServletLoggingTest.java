package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.ApplicationLog;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.RequestThread;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

/**
 * Claims stand in the log while an application works on a request, in all its dispatches, and not
 * while its thread is at another one.
 */
@Timeout(60)
class ServletLoggingTest {
  private static final List<String> WAYS =
      List.of(
          "forward",
          "include",
          "async",
          "asyncWith",
          "sendError",
          "throw",
          "forward,forward",
          "forward,include",
          "forward,async",
          "async,include",
          "async,async",
          "async,throw",
          "async,sendError");

  private static final DispatcherType[] USUAL = {
    DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR
  };

  @RegisterExtension static final ServletFixture sentinel = new ServletFixture();

  @TempDir Path directory;

  /** Stands before everything, and has an entry of the application's own in the log. */
  public static final class Outside implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String stale = request.getParameter("stale");
      if (stale != null) {
        MDC.put("sentinel.azp", stale);
      }
      MDC.put("own", "entry");
      try {
        ApplicationLog.say("outside");
        chain.doFilter(request, response);
        ApplicationLog.say("outside again");
      } finally {
        MDC.remove("own");
      }
    }
  }

  /** Stands behind the authentication. */
  public static final class Inside implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      ApplicationLog.say("inside " + request.getDispatcherType());
      try {
        chain.doFilter(request, response);
      } finally {
        ApplicationLog.say("inside again");
      }
    }
  }

  private static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  private WebApp app(DispatcherType... dispatchers) throws IOException {
    return sentinel
        .app(directory)
        .file(
            "WEB-INF/sentinel.properties",
            sentinel.properties()
                + """
                sentinel.log.mdc = azp, sub
                sentinel.route.optional.path = /optional/*
                sentinel.route.optional.access = optional
                """)
        .filter("outside", Outside.class, Map.of(), USUAL)
        .filter("sentinel", SentinelAuthenticationFilter.class, Map.of(), dispatchers)
        .filter("inside", Inside.class, Map.of(), EVERY_DISPATCHER);
  }

  private static RawHttp.Answer get(WebContainer container, String path, String... headerLines)
      throws IOException {
    return RawHttp.get(container.port(), "/app" + path, headerLines);
  }

  @ParameterizedTest
  @MethodSource("containers")
  void callerIsLoggedInEachDispatchAndForNobodyElse(WebContainer.Kind kind) throws Exception {
    assertLogged(kind, USUAL);
  }

  @ParameterizedTest
  @MethodSource("containers")
  void nestedDispatchTakesNothingAwayFromTheOuterOne(WebContainer.Kind kind) throws Exception {
    assertLogged(kind, EVERY_DISPATCHER);
  }

  private void assertLogged(WebContainer.Kind kind, DispatcherType... dispatchers)
      throws Exception {
    RequestThread thread = kind.requestThread();
    try (ApplicationLog log = new ApplicationLog();
        WebContainer container = kind.start(thread)) {
      container.deploy(app(dispatchers));
      log.lines();
      for (String way : WAYS) {
        get(container, "/go?to=/admin&via=" + way, sentinel.authorization());
        assertThat(thread.left()).as(way).isEmpty();
        List<String> lines = log.lines();
        assertThat(lines).as(way).filteredOn(line -> line.startsWith("inside ")).isNotEmpty();
        assertThat(lines)
            .as(way)
            .allSatisfy(
                line ->
                    assertThat(line)
                        .endsWith(
                            line.startsWith("inside")
                                ? "[" + sentinel.installation.clientId() + "|entry]"
                                : "[|entry]"));

        get(container, "/go?to=/admin&via=" + way);
        get(container, "/public/go?to=/admin&via=" + way, sentinel.authorization());
        assertThat(thread.left()).as(way).isEmpty();
        assertThat(log.lines()).as(way).isNotEmpty().allMatch(line -> line.endsWith("[|entry]"));
      }
    } finally {
      thread.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void whatSomebodyElseLeftOnTheThreadIsNobodysClaim(WebContainer.Kind kind) throws Exception {
    RequestThread thread = kind.requestThread();
    try (ApplicationLog log = new ApplicationLog();
        WebContainer container = kind.start(thread)) {
      container.deploy(app(USUAL));
      log.lines();
      for (String path : List.of("/admin", "/public/who", "/optional/who")) {
        get(container, path + "?stale=somebody");
        assertThat(thread.left()).as(path).isEmpty();
        List<String> lines = log.lines();
        assertThat(lines.get(0)).isEqualTo("outside [somebody|entry]");
        assertThat(lines.subList(1, lines.size()))
            .as(path)
            .isNotEmpty()
            .allMatch(line -> line.endsWith("[|entry]"));
      }
    } finally {
      thread.shutdownNow();
    }
  }
}
