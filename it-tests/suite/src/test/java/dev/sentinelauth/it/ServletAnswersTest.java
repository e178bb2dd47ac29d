package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The filter's answers arrive as they are, and the application's own are left alone. */
class ServletAnswersTest {
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

  /** Shows headers in a way of its own. */
  public abstract static class Headers extends HttpFilter {
    abstract Enumeration<String> of(HttpServletRequest request, String name);

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      response.setHeader("Access-Control-Allow-Origin", "*");
      chain.doFilter(
          new HttpServletRequestWrapper(request) {
            @Override
            public Enumeration<String> getHeaders(String name) {
              return of(request, name);
            }
          },
          response);
    }
  }

  /** Fails as a broken container or filter might, in the middle of the authentication. */
  public static final class Faulty extends Headers {
    @Override
    Enumeration<String> of(HttpServletRequest request, String name) {
      throw new IllegalStateException("no headers today");
    }
  }

  /** Gives no header away, as the Servlet API allows. */
  public static final class Secretive extends Headers {
    @Override
    Enumeration<String> of(HttpServletRequest request, String name) {
      return null;
    }
  }

  /** Answers null for a header that isn't there, as {@code getHeader} does. */
  public static final class Sloppy extends Headers {
    @Override
    Enumeration<String> of(HttpServletRequest request, String name) {
      return Collections.enumeration(Collections.singletonList(request.getHeader(name)));
    }
  }

  /** Answers before the next filter does. */
  public static final class Hasty extends HttpFilter {
    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      response.getOutputStream().print("hasty");
      response.flushBuffer();
      chain.doFilter(request, response);
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void refusalIsNotReplacedByAnErrorPage(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, EVERY_DISPATCHER))) {
      RawHttp.Answer answer = RawHttp.get(container.port(), "/app/admin");

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).containsExactly("Bearer realm=\"sentinel\"");
      assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
      assertThat(answer.header("Cache-Control")).containsExactly("no-store");
      assertThat(answer.header("Content-Length"))
          .containsExactly(String.valueOf(answer.body().length()));
      assertThat(answer.body()).startsWith("{").contains("401").endsWith("}");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void headIsAnsweredLikeGetWithoutTheBody(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, EVERY_DISPATCHER))) {
      RawHttp.Answer get = RawHttp.get(container.port(), "/app/admin");
      RawHttp.Answer head = RawHttp.send(container.port(), "HEAD", "/app/admin");

      assertThat(head.status()).isEqualTo(401);
      assertThat(head.body()).isEmpty();
      for (String name :
          List.of("WWW-Authenticate", "Content-Type", "Cache-Control", "Content-Length")) {
        assertThat(head.header(name)).as(name).isEqualTo(get.header(name));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void secondAuthorizationHeaderIsSeen(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, EVERY_DISPATCHER))) {
      RawHttp.Answer answer =
          RawHttp.get(
              container.port(),
              "/app/admin",
              sentinel.authorization(),
              "authorization: Basic dTpw");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.header("WWW-Authenticate")).hasSize(1);
      assertThat(answer.body()).contains("\"error\":\"invalid_request\"");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void applicationsOwnFailureKeepsItsErrorPage(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, EVERY_DISPATCHER))) {
      RawHttp.Answer thrown =
          RawHttp.get(container.port(), "/app/go?via=throw", sentinel.authorization());
      assertThat(thrown.status()).isEqualTo(500);
      assertThat(thrown.body()).contains("the application's error page");
      assertThat(thrown.header("WWW-Authenticate")).isEmpty();

      RawHttp.Answer sent =
          RawHttp.get(container.port(), "/app/go?via=sendError", sentinel.authorization());
      assertThat(sent.status()).isEqualTo(409);
      assertThat(sent.body()).contains("the application's error page");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void faultInTheAuthenticationIsA500AndLetsNobodyIn(WebContainer.Kind kind) throws Exception {
    WebApp app = sentinel.app(directory).filter("faulty", Faulty.class, Map.of());
    app.filter("sentinel", SentinelAuthenticationFilter.class, Map.of(), EVERY_DISPATCHER);
    try (WebContainer container = kind.deploy(app)) {
      RawHttp.Answer answer = RawHttp.get(container.port(), "/app/admin", sentinel.authorization());

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
      assertThat(answer.body()).doesNotContain("no headers today").contains("\"status\":500");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void containerThatHidesHeadersGetsA401AndKeepsHeadersOfEarlierFilters(WebContainer.Kind kind)
      throws Exception {
    WebApp app = sentinel.app(directory).filter("secretive", Secretive.class, Map.of());
    app.filter("sentinel", SentinelAuthenticationFilter.class, Map.of(), EVERY_DISPATCHER);
    try (WebContainer container = kind.deploy(app)) {
      RawHttp.Answer answer = RawHttp.get(container.port(), "/app/admin", sentinel.authorization());

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("Access-Control-Allow-Origin")).containsExactly("*");
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void headerWithoutAValueIsNone(WebContainer.Kind kind) throws Exception {
    WebApp app = sentinel.app(directory).filter("sloppy", Sloppy.class, Map.of());
    app.filter("sentinel", SentinelAuthenticationFilter.class, Map.of(), EVERY_DISPATCHER);
    try (WebContainer container = kind.deploy(app)) {
      assertThat(RawHttp.get(container.port(), "/app/public/who").status()).isEqualTo(200);
      assertThat(RawHttp.get(container.port(), "/app/admin").status()).isEqualTo(401);
      assertThat(RawHttp.get(container.port(), "/app/admin", sentinel.authorization()).status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void committedResponseIsLeftAsItIs(WebContainer.Kind kind) throws Exception {
    WebApp app = sentinel.app(directory).filter("hasty", Hasty.class, Map.of());
    app.filter("sentinel", SentinelAuthenticationFilter.class, Map.of(), DispatcherType.REQUEST);
    try (WebContainer container = kind.deploy(app)) {
      RawHttp.Answer answer = RawHttp.get(container.port(), "/app/admin");

      assertThat(answer.body())
          .contains("hasty")
          .doesNotContain(TestServlets.SECRET)
          .doesNotContain("401");
    }
  }
}
