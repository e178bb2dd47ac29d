package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.TomcatContainer;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.servlet.SentinelInitializer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is judged is what is dispatched, whatever other filters make of a request or response. */
class ServletChangedRequestTest {
  @RegisterExtension static final ServletFixture sentinel = new ServletFixture();

  @TempDir Path directory;

  /** Runs what containers run that look for initializers, which Jetty doesn't do here. */
  public static final class Initializing implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      new SentinelInitializer().onStartup(null, event.getServletContext());
    }
  }

  /** Takes the method or the path from where a caller can write it. */
  public static final class Overriding extends HttpFilter {
    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String method = request.getParameter("_method");
      String path = request.getParameter("_path");
      String info = request.getParameter("_info");
      chain.doFilter(
          new HttpServletRequestWrapper(request) {
            @Override
            public String getMethod() {
              return method == null ? super.getMethod() : method;
            }

            @Override
            public String getRequestURI() {
              return path == null ? super.getRequestURI() : path;
            }

            @Override
            public String getPathInfo() {
              return info == null ? super.getPathInfo() : info;
            }
          },
          response);
    }
  }

  /** Stands for a framework that runs as a filter: all that it is mapped to it handles. */
  public static final class Framework extends HttpFilter {
    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException {
      response.getOutputStream().print(TestServlets.SECRET);
    }
  }

  /** Writes in letters, and something already. */
  public static final class Writing implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      ((HttpServletResponse) response).addHeader("X-Before", "stays");
      response.setContentType("text/html;charset=utf-16");
      response.getWriter().write("begun");
      chain.doFilter(request, response);
    }
  }

  /** Is mapped to everything below a prefix. */
  public static final class Mounted extends HttpServlet {}

  private WebApp app() throws IOException {
    return sentinel
        .app(directory)
        .file("WEB-INF/sentinel.properties", sentinel.properties() + ServletFixture.CLOSED_ROUTES)
        .listener(Initializing.class);
  }

  @OnEachContainer
  void methodOrPathThatAFilterBehindMakesUpIsJudged(WebContainer.Kind kind) throws Exception {
    WebApp app =
        app()
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of())
            .filter("override", Overriding.class, Map.of());
    assertThatChangesAreJudged(kind, app);
  }

  @OnEachContainer
  void methodOrPathThatAFilterBeforeMakesUpIsJudged(WebContainer.Kind kind) throws Exception {
    WebApp app =
        app()
            .filter("override", Overriding.class, Map.of())
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of());
    assertThatChangesAreJudged(kind, app);
  }

  private static void assertThatChangesAreJudged(WebContainer.Kind kind, WebApp app)
      throws Exception {
    try (WebContainer container = kind.deploy(app)) {
      assertThat(sentinel.get(container, "/admin").status()).isEqualTo(200);
      assertThat(sentinel.get(container, "/admin?_method=POST").status()).isEqualTo(200);
      assertThat(sentinel.get(container, "/admin?_method=DELETE").status()).isEqualTo(403);
      assertThat(sentinel.get(container, "/public/who?_path=/app/public/x").status())
          .isEqualTo(200);
      assertThat(sentinel.get(container, "/public/who?_path=/app/api/x").status()).isEqualTo(403);
      assertThat(sentinel.get(container, "/public/who?_path=/app/public/../x").status())
          .isEqualTo(400);
      assertThat(sentinel.get(container, "/public/who?_info=;x").status()).isEqualTo(400);
      // to what needs a token, by somebody without one
      for (String changed : new String[] {"_path=/app/admin", "_path=/elsewhere"}) {
        RawHttp.Answer answer =
            RawHttp.get(container.port(), "/app/public/who?" + changed, "X-Nothing: else");
        assertThat(answer.body()).as(changed).doesNotContain(TestServlets.SECRET);
        assertThat(answer.status()).as(changed).isBetween(400, 401);
      }
    }
  }

  @OnEachContainer
  void forwardKeepsTheVerdictButNotForAnotherMethod(WebContainer.Kind kind) throws Exception {
    WebApp app =
        app()
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of())
            .filter(
                "override",
                Overriding.class,
                Map.of(),
                DispatcherType.REQUEST,
                DispatcherType.FORWARD);
    app.file(
        "WEB-INF/sentinel.properties",
        sentinel.properties()
            + "sentinel.route.go.path = /go\nsentinel.route.go.methods = DELETE\n"
            + "sentinel.route.go.access = deny\n");
    try (WebContainer container = kind.deploy(app)) {
      String forward = "/go?via=forward&to=/admin";
      assertThat(sentinel.get(container, forward).body()).contains(TestServlets.SECRET);
      assertThat(sentinel.get(container, forward + "&_method=DELETE").status()).isEqualTo(403);
    }
  }

  @OnEachContainer
  void whatAFilterIsMappedToIsCutOffPlainlyOrNotAtAll(WebContainer.Kind kind) throws Exception {
    WebApp app =
        app()
            .contextParam("resteasy.servlet.mapping.prefix", "/rest")
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of())
            .servlet(Mounted.class, "/v2/*")
            .filter(
                "framework",
                Framework.class,
                Map.of("jersey.config.servlet.filter.contextPath", "/v3"));
    try (WebContainer container = kind.deploy(app)) {
      for (String mount : new String[] {"v2", "v3", "rest"}) {
        assertThat(sentinel.get(container, "/" + mount + "/x;y").status()).as(mount).isEqualTo(200);
        assertThat(sentinel.get(container, "/" + mount + ";admin/x").status())
            .as(mount)
            .isEqualTo(400);
      }
      assertThat(sentinel.get(container, "/other;admin/x").status()).isEqualTo(200);
    }
  }

  @OnEachContainer
  void refusalIsTheSameWhereAFilterHasTakenTheWriter(WebContainer.Kind kind) throws Exception {
    RawHttp.Answer plain;
    try (WebContainer container =
        kind.deploy(
            sentinel
                .app(directory.resolve("plain"))
                .filter("sentinel", SentinelAuthenticationFilter.class, Map.of()))) {
      plain = RawHttp.get(container.port(), "/app/admin");
    }
    WebApp app =
        sentinel
            .app(directory.resolve("writing"))
            .filter("writing", Writing.class, Map.of())
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of());
    try (WebContainer container = kind.deploy(app)) {
      RawHttp.Answer answer = RawHttp.get(container.port(), "/app/admin");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).isEqualTo(plain.body());
      for (String header :
          new String[] {"Content-Type", "Content-Length", "Cache-Control", "WWW-Authenticate"}) {
        assertThat(answer.header(header)).as(header).isEqualTo(plain.header(header));
      }
      assertThat(answer.header("X-Before")).containsExactly("stays");
    }
  }

  @Test
  void pathThatTomcatCanMakeNothingOfIsAmbiguous() throws Exception {
    try (TomcatContainer container = new TomcatContainer()) {
      container.decodeBackslashes();
      container.deploy(sentinel.app(directory, DispatcherType.REQUEST));
      for (String path : new String[] {"/app%5cx", "/app/%5cadmin", "/app/public%5c..%5cadmin"}) {
        RawHttp.Answer answer = RawHttp.get(container.port(), path, sentinel.authorization());
        assertThat(answer.status()).as(path).isEqualTo(400);
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
      }
    }
  }
}
