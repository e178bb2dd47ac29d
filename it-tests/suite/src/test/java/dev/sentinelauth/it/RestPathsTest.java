package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.RestUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an implementation of Jakarta REST cuts off a path before it matches the rest stands in the
 * raw path, whichever of our filters judges; and a resource gets the path that was judged.
 */
class RestPathsTest {
  private static SentinelEmulator emulator;
  private static final Map<Judge, RestUnderTest> SERVERS = new EnumMap<>(Judge.class);

  /** Who judges. */
  enum Judge {
    SERVLET_FILTER(Open.class),
    FEATURE(WithFeature.class),
    PLAIN_FILTER(WithFilter.class);

    private final Class<? extends Application> application;

    Judge(Class<? extends Application> application) {
      this.application = application;
    }

    void addServletFilter(Context context) {
      if (this == SERVLET_FILTER) {
        RestUnderTest.addFilter(
            context, SentinelAuthenticationFilter.class.getName(), Map.of(), "/*");
      }
    }
  }

  @Path("health")
  public static class Health {
    @GET
    public String get() {
      return "healthy";
    }
  }

  @Path("\u00fc")
  public static class Umlaut {
    @GET
    public String get() {
      return "umlaut";
    }
  }

  @Path("{any: .*}")
  public static class Anything {
    @GET
    public String get(@PathParam("any") String any) {
      return "any " + any;
    }
  }

  @ApplicationPath("api")
  public static class Open extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Health.class, Umlaut.class, Anything.class);
    }
  }

  @ApplicationPath("api")
  public static class WithFeature extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(
          SentinelAuthenticationFeature.class, Health.class, Umlaut.class, Anything.class);
    }
  }

  @ApplicationPath("api")
  public static class WithFilter extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(
          SentinelContainerRequestFilter.class, Health.class, Umlaut.class, Anything.class);
    }
  }

  public static class HealthWithFeature extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(SentinelAuthenticationFeature.class, Health.class);
    }
  }

  public static class HealthWithFilter extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(SentinelContainerRequestFilter.class, Health.class);
    }
  }

  public static final class Page extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().write("page");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    for (Judge judge : Judge.values()) {
      SERVERS.put(
          judge,
          new RestUnderTest(
              settings(),
              context -> {
                judge.addServletFilter(context);
                RestUnderTest.addServlet(
                    context,
                    judge.application,
                    Map.of(
                        "resteasy.servlet.mapping.prefix", "/rest/api",
                        "jaxrs.application.address.ignore", "false"),
                    // CXF adds the path of the application itself
                    isIn("CXF") ? "/rest/*" : "/rest/api/*");
              }));
    }
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(RestUnderTest::close);
    emulator.close();
  }

  private static boolean isIn(String implementation) {
    return RestUnderTest.implementation().equals(implementation);
  }

  private static Properties settings() {
    Properties settings = RestUnderTest.settings(emulator);
    settings.setProperty("sentinel.route.health.path", "/rest/api/health, /{x}/page, /page");
    settings.setProperty("sentinel.route.health.access", "anonymous");
    settings.setProperty("sentinel.route.open.path", "/rest/api/{x}/open");
    settings.setProperty("sentinel.route.open.access", "anonymous");
    settings.setProperty("sentinel.route.umlaut.path", "/rest/api/\u00fc");
    settings.setProperty("sentinel.route.umlaut.scopes", "umlaut");
    return settings;
  }

  /** Tomcat runs filters for paths alone that are somebody's. */
  private static void addServlets(Context context) {
    Tomcat.addServlet(context, "page", new Page()).addMapping("/page");
    Tomcat.addServlet(context, "default", new Page()).addMapping("/");
  }

  private static String token(String scopes) {
    return RestUnderTest.token(emulator, scopes);
  }

  @ParameterizedTest
  @EnumSource(Judge.class)
  void applicationPathStandsInTheRawPath(Judge judge) throws Exception {
    RestUnderTest server = SERVERS.get(judge);
    assertThat(server.get("/rest/api/health").body()).isEqualTo("healthy");
    assertThat(server.get("/rest/api/health;v=1").body()).isEqualTo("healthy");
    assertThat(server.statusWith(token("a"), "/rest/api/a%40b")).isEqualTo(200);
    for (String path :
        new String[] {
          "/rest/ap%69/health",
          "/rest/api;/health",
          "/rest/api;x=y/health",
          "/rest/api;",
          "/re%73t/api/health",
          "/rest;/api/health"
        }) {
      assertThat(server.get(path).status()).as(path).isEqualTo(400);
      assertThat(server.statusWith(token("a"), path)).as(path).isEqualTo(400);
    }
    assertThat(server.get("/rest/api/health").body()).isEqualTo("healthy");
  }

  /** In CXF a value of several segments ends at a path parameter. */
  @ParameterizedTest
  @EnumSource(Judge.class)
  void resourceGetsThePathThatWasJudged(Judge judge) throws Exception {
    RestUnderTest server = SERVERS.get(judge);
    assertThat(server.get("/rest/api/secret").status()).isEqualTo(401);
    assertThat(server.get("/rest/api/secret/open").body()).isEqualTo("any secret/open");
    RawHttp.Answer answer = server.get("/rest/api/secret;/open");
    assertThat(answer.status()).isIn(200, 400);
    assertThat(answer.body()).isNotEqualTo("any secret");
    assertThat(server.get("/rest/api/secret;v=1/open;v=2").body()).isNotEqualTo("any secret");
  }

  /** Hexadecimal digits of both cases mean the same (RFC 3986 section 2.1). */
  @ParameterizedTest
  @EnumSource(Judge.class)
  void letterBeyondAsciiIsJudgedAsItIsDispatched(Judge judge) throws Exception {
    RestUnderTest server = SERVERS.get(judge);
    for (String path : new String[] {"/rest/api/%C3%BC", "/rest/api/%c3%bc", "/rest/api/%c3%BC"}) {
      assertThat(server.get(path).status()).as(path).isEqualTo(401);
      assertThat(server.statusWith(token("a"), path)).as(path).isEqualTo(403);
      RawHttp.Answer answer = server.get(path, "Authorization: Bearer " + token("umlaut"));
      assertThat(answer.status()).as(path).isEqualTo(200);
      // only Jersey finds a literal by lower case
      assertThat(answer.body()).as(path).isIn("umlaut", isIn("JERSEY") ? "umlaut" : "any \u00fc");
    }
    assertThat(server.get("/rest/api/%C3%BC", "Authorization: Bearer " + token("umlaut")).body())
        .isEqualTo("umlaut");
  }

  /** Jersey doesn't find a mapping that is written otherwise, and cuts nothing off then. */
  @ParameterizedTest
  @EnumSource(Judge.class)
  void filterWithSeveralMappingsFindsEachInTheRawPath(Judge judge) throws Exception {
    assumeTrue(isIn("JERSEY"));
    try (RestUnderTest server =
        new RestUnderTest(
            settings(),
            context -> {
              judge.addServletFilter(context);
              RestUnderTest.addFilter(
                  context,
                  "org.glassfish.jersey.servlet.ServletContainer",
                  Map.of("jakarta.ws.rs.Application", judge.application.getName()),
                  "/rest/*",
                  "/v2/*");
              addServlets(context);
            })) {
      assertThat(server.statusWith(token("a"), "/rest/x;v=1")).isEqualTo(200);
      for (String path :
          new String[] {"/rest;", "/rest;/x/9", "/res%74/x", "/%762/x", "/v2;a/x", "/v2;/page"}) {
        assertThat(server.get(path).status()).as(path).isEqualTo(400);
        assertThat(server.statusWith(token("a"), path)).as(path).isEqualTo(400);
      }
    }
  }

  /** RESTEasy matches the whole path where it doesn't begin with the prefix. */
  @ParameterizedTest
  @ValueSource(classes = {HealthWithFeature.class, HealthWithFilter.class})
  void filterOfResteasyPassesOnWhatIsNotBelowItsPrefix(Class<? extends Application> application)
      throws Exception {
    assumeTrue(isIn("RESTEASY"));
    for (boolean behindServletFilter : new boolean[] {false, true}) {
      try (RestUnderTest server =
          new RestUnderTest(
              settings(),
              context -> {
                if (behindServletFilter) {
                  Judge.SERVLET_FILTER.addServletFilter(context);
                }
                RestUnderTest.addFilter(
                    context,
                    "org.jboss.resteasy.plugins.server.servlet.FilterDispatcher",
                    Map.of(
                        "jakarta.ws.rs.Application",
                        application.getName(),
                        "resteasy.servlet.mapping.prefix",
                        "/rest/api"),
                    "/*");
                addServlets(context);
              })) {
        assertThat(server.get("/rest/api/health").body()).isEqualTo("healthy");
        assertThat(server.get("/page").body()).isEqualTo("page");
        assertThat(server.get("/health").status()).isEqualTo(401);
        assertThat(server.get("/health", "Authorization: Bearer " + token("a")).body())
            .isNotEqualTo("healthy");
        RawHttp.Answer encoded =
            server.get("/rest/ap%69/health", "Authorization: Bearer " + token("a"));
        assertThat(encoded.body()).isNotEqualTo("healthy");
      }
    }
  }
}
