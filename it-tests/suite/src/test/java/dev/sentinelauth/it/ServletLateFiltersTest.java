package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.ServletChangedRequestTest.Initializing;
import dev.sentinelauth.it.ServletChangedRequestTest.Overriding;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a servlet gets is what counts, wherever a filter stands and however it changes a request.
 */
class ServletLateFiltersTest {
  private static final String ROUTES =
      ServletFixture.CLOSED_ROUTES
          + """
          sentinel.route.get.path = /admin
          sentinel.route.get.methods = GET
          sentinel.route.get.scopes = nobody.has.it
          """;

  @RegisterExtension static final ServletFixture sentinel = new ServletFixture();

  @TempDir Path directory;

  /** Adds a filter behind all others, as listeners of frameworks do. */
  public static final class AddingLast implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      FilterRegistration.Dynamic filter =
          event.getServletContext().addFilter("late", new Overriding());
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }
  }

  /** The same for one that is mapped to servlets. */
  public static final class AddingToServlets implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      FilterRegistration.Dynamic filter =
          event.getServletContext().addFilter("late", new Overriding());
      filter.setAsyncSupported(true);
      filter.addMappingForServletNames(EnumSet.of(DispatcherType.REQUEST), true, "WhoAmI");
    }
  }

  /** Shows another method than the client's. */
  public static final class AlwaysPost extends HttpFilter {
    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(
          new HttpServletRequestWrapper(request) {
            @Override
            public String getMethod() {
              return "POST";
            }
          },
          response);
    }
  }

  /** Hands on the container's own request. */
  public static final class Unwrapping implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      ServletRequest own = request;
      while (own instanceof ServletRequestWrapper wrapper) {
        own = wrapper.getRequest();
      }
      chain.doFilter(own, response);
    }
  }

  /** Changes what parameters say, by something that is no wrapper. */
  public static final class Proxying extends HttpFilter {
    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      Object proxy =
          Proxy.newProxyInstance(
              Proxying.class.getClassLoader(),
              new Class<?>[] {HttpServletRequest.class},
              (self, method, arguments) -> {
                String other = request.getParameter(method.getName());
                try {
                  return other == null ? method.invoke(request, arguments) : other;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
      chain.doFilter((HttpServletRequest) proxy, response);
    }
  }

  /** Shows one path by the URI and another by what servlets are mapped to. */
  public static final class TwoPaths extends HttpFilter {
    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String uri = request.getParameter("uri");
      String servletPath = request.getParameter("servletPath");
      chain.doFilter(
          new HttpServletRequestWrapper(request) {
            @Override
            public String getRequestURI() {
              return uri == null ? super.getRequestURI() : uri;
            }

            @Override
            public String getServletPath() {
              return servletPath == null ? super.getServletPath() : servletPath;
            }
          },
          response);
    }
  }

  private WebApp app() throws IOException {
    return sentinel
        .app(directory)
        .file("WEB-INF/sentinel.properties", sentinel.properties() + ROUTES)
        .listener(Initializing.class);
  }

  @OnEachContainer
  void filterThatAListenerAddsLastIsBehindNothingOfOurs(WebContainer.Kind kind) throws Exception {
    assertThatOverridesAreJudged(kind, app().listener(AddingLast.class));
  }

  @OnEachContainer
  void soIsOneThatIsMappedToServletsByTheirNames(WebContainer.Kind kind) throws Exception {
    assertThatOverridesAreJudged(kind, app().listener(AddingToServlets.class));
  }

  @OnEachContainer
  void soIsOneThatIsDeclaredForAServletsName(WebContainer.Kind kind) throws Exception {
    assertThatOverridesAreJudged(kind, app().filterOfServlet("late", Overriding.class, "WhoAmI"));
  }

  private static void assertThatOverridesAreJudged(WebContainer.Kind kind, WebApp app)
      throws Exception {
    app.filter("sentinel", SentinelAuthenticationFilter.class, Map.of());
    try (WebContainer container = kind.deploy(app)) {
      assertThat(sentinel.send(container, "POST", "/admin").status()).isEqualTo(200);
      assertThat(sentinel.send(container, "POST", "/admin?_method=DELETE").status()).isEqualTo(403);
      assertThat(sentinel.get(container, "/public/who").status()).isEqualTo(200);
      assertThat(sentinel.get(container, "/public/who?_path=/app/api/x").status()).isEqualTo(403);
    }
  }

  @OnEachContainer
  void requestThatIsUnwrappedAgainIsJudgedAsItThenIs(WebContainer.Kind kind) throws Exception {
    WebApp app =
        app()
            .filter("post", AlwaysPost.class, Map.of())
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of())
            .filter("unwrap", Unwrapping.class, Map.of());
    try (WebContainer container = kind.deploy(app)) {
      assertThat(sentinel.send(container, "POST", "/admin").status()).isEqualTo(200);
      assertThat(sentinel.get(container, "/admin").status()).isEqualTo(403);
      assertThat(sentinel.send(container, "DELETE", "/admin").status()).isEqualTo(403);
    }
  }

  @OnEachContainer
  void requestThatIsNoWrapperIsJudgedByWhatItShows(WebContainer.Kind kind) throws Exception {
    for (boolean before : new boolean[] {false, true}) {
      WebApp app =
          sentinel
              .app(directory.resolve(kind + "-" + before))
              .file("WEB-INF/sentinel.properties", sentinel.properties() + ROUTES)
              .listener(Initializing.class);
      if (before) {
        app.filter("proxy", Proxying.class, Map.of());
      }
      app.filter("sentinel", SentinelAuthenticationFilter.class, Map.of());
      if (!before) {
        app.filter("proxy", Proxying.class, Map.of());
      }
      try (WebContainer container = kind.deploy(app)) {
        String where = "proxy before ours: " + before;
        assertThat(sentinel.get(container, "/public/who").status()).as(where).isEqualTo(200);
        assertThat(sentinel.send(container, "POST", "/admin").status()).as(where).isEqualTo(200);
        for (String changed :
            new String[] {
              "/public/who?getRequestURI=/app/api/x",
              "/public/who?getServletPath=/api/x",
              "/public/who?getPathInfo=/../x",
              "/admin?getRequestURI=/app/public/who"
            }) {
          assertThat(sentinel.get(container, changed).status())
              .as(where + changed)
              .isBetween(400, 403);
        }
        assertThat(sentinel.send(container, "POST", "/admin?getMethod=DELETE").status())
            .isEqualTo(403);
      }
    }
  }

  @OnEachContainer
  void pathThatIsShownInTwoWaysIsJudgedByBoth(WebContainer.Kind kind) throws Exception {
    WebApp app =
        app()
            .filter("sentinel", SentinelAuthenticationFilter.class, Map.of())
            .filter("paths", TwoPaths.class, Map.of());
    try (WebContainer container = kind.deploy(app)) {
      String open = "uri=/app/public/x&servletPath=/public/x";
      assertThat(sentinel.get(container, "/public/who?" + open).status()).isEqualTo(200);
      assertThat(
              sentinel.get(container, "/public/who?uri=/app/public/x&servletPath=/api/x").status())
          .isEqualTo(403);
      assertThat(
              sentinel.get(container, "/public/who?uri=/app/api/x&servletPath=/public/x").status())
          .isEqualTo(403);
    }
  }
}
