package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the application can ask of an authenticated request, and how the filter comes into it. */
class ServletIdentityTest {
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

  /** Calls everything that the Servlet API has about identity. */
  public static final class Calls extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      AppJwt token = (AppJwt) request.getUserPrincipal();
      check(token == request.getAttribute("dev.sentinelauth.AppJwt"), "principal");
      check(request.isUserInRole("msg.consumer"), "a scope is a role");
      check(!request.isUserInRole("other"), "another role");
      check(!request.isUserInRole("*"), "the role *");
      check(request.isUserInRole("**"), "any authenticated caller");
      check(!request.isUserInRole(null), "no role");
      check(request.authenticate(response), "authenticate");
      check(loginIsRefused(request), "login");
      Object known = getServletContext().getAttribute("dev.sentinelauth.Sentinel");
      check(known instanceof Sentinel, "the application's Sentinel");
      request.logout();
      check(request.getUserPrincipal() == null, "principal after logout");
      check(request.getRemoteUser() == null, "user after logout");
      check(request.getAuthType() == null, "auth type after logout");
      check(!request.isUserInRole("msg.consumer"), "role after logout");
      check(request.getAttribute("dev.sentinelauth.AppJwt") == null, "token after logout");
      response.getOutputStream().print("all is well");
    }

    private static boolean loginIsRefused(HttpServletRequest request) {
      try {
        request.login("user", "password");
        return false;
      } catch (ServletException e) {
        return true;
      }
    }

    private static void check(boolean holds, String what) throws ServletException {
      if (!holds) {
        throw new ServletException("doesn't hold: " + what);
      }
    }
  }

  /** As an application may declare it. */
  @WebFilter(urlPatterns = "/*", asyncSupported = true)
  public static class Annotated extends SentinelAuthenticationFilter {}

  /** A container that goes on after a failed deployment: the filter was never initialized. */
  public static final class NeverInitialized implements Filter {
    private final Filter filter = new SentinelAuthenticationFilter();

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      filter.doFilter(request, response, chain);
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void applicationAsksForTheCaller(WebContainer.Kind kind) throws Exception {
    WebApp app = sentinel.app(directory, EVERY_DISPATCHER).servlet(Calls.class, "/calls");
    try (WebContainer container = kind.deploy(app)) {
      RawHttp.Answer answer = RawHttp.get(container.port(), "/app/calls", sentinel.authorization());
      assertThat(answer.body()).contains("all is well");
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void subclassServesLikeTheFilter(WebContainer.Kind kind) throws Exception {
    WebApp app =
        sentinel.app(directory).filter("own", Annotated.class, Map.of(), DispatcherType.REQUEST);
    try (WebContainer container = kind.deploy(app)) {
      assertThat(RawHttp.get(container.port(), "/app/admin").status()).isEqualTo(401);
      assertThat(RawHttp.get(container.port(), "/app/admin", sentinel.authorization()).status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void filterThatWasNeverInitializedServesNothing(WebContainer.Kind kind) throws Exception {
    WebApp app = sentinel.app(directory).filter("broken", NeverInitialized.class, Map.of());
    try (WebContainer container = kind.deploy(app)) {
      for (String path : new String[] {"/app/admin", "/app/public/who"}) {
        RawHttp.Answer answer = RawHttp.get(container.port(), path, sentinel.authorization());
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.body()).doesNotContain(TestServlets.SECRET);
      }
    }
  }
}
