package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ACCOUNT;
import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** APIs by token and pages by login in one application: nothing of one counts for the other. */
class LoginRoutesTest {
  private static final String ROUTES =
      """
      sentinel.route.api.path = /api/*
      sentinel.route.optional.path = /optional
      sentinel.route.optional.access = optional
      sentinel.route.open.path = /open
      sentinel.route.open.access = anonymous
      sentinel.route.app.path = /app/*
      sentinel.route.app.access = login
      sentinel.route.admin.path = /app/admin/*
      sentinel.route.admin.access = login
      sentinel.route.admin.scopes = admin
      sentinel.route.closed.path = /app/closed/*
      sentinel.route.closed.access = deny
      """;

  private LoginFixture fixture;
  private final UserAgent browser = new UserAgent();

  @BeforeEach
  void begin() throws Exception {
    fixture = new LoginFixture();
  }

  @AfterEach
  void end() throws Exception {
    fixture.close();
  }

  private String token() {
    return fixture
        .emulator
        .mint(fixture.emulator.install(Installation.forApi(ACCOUNT, "admin msg.consumer")))
        .compact();
  }

  private void start(boolean loginFirst) throws Exception {
    fixture.node.start(fixture.sentinel(ROUTES), loginFirst);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sessionIsNothingToAnApi(boolean loginFirst) throws Exception {
    start(loginFirst);
    assertThat(logIn(browser, fixture.uri("/app"), ALICE).status()).isEqualTo(200);

    for (String path : List.of("/api/x", "/unrouted")) {
      Page get = browser.get(fixture.uri(path));
      Page post = browser.post(fixture.uri(path), Map.of("a", "b"));

      assertThat(List.of(get.status(), post.status())).containsOnly(401);
      assertThat(post.header("WWW-Authenticate")).contains("Bearer realm=\"sentinel\"");
    }
    assertThat(browser.get(fixture.uri("/optional")).body()).contains("user=nobody");
    assertThat(browser.get(fixture.uri("/open")).body())
        .contains("user=nobody type=null admin=false")
        .endsWith("token=none");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tokenIsNothingToAPage(boolean loginFirst) throws Exception {
    start(loginFirst);
    String bearer = "Bearer " + token();

    Page page = browser.get(fixture.uri("/app/x"), "Authorization", bearer);
    assertThat(page.status()).isEqualTo(302);
    Page script =
        browser.send(
            HttpRequest.newBuilder(fixture.uri("/app/x"))
                .header("Accept", "application/json")
                .header("Authorization", bearer));

    assertThat(script.status()).isEqualTo(401);
    assertThat(script.header("WWW-Authenticate")).contains("Cookie realm=\"sentinel\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoBringsBothIsWhomTheRouteAsksFor(boolean loginFirst) throws Exception {
    start(loginFirst);
    logIn(browser, fixture.uri("/app"), BOB);
    String bearer = "Bearer " + token();

    Page page = browser.get(fixture.uri("/app/x"), "Authorization", bearer);
    Page api = browser.get(fixture.uri("/api/x"), "Authorization", bearer);
    Page admin = browser.get(fixture.uri("/app/admin/x"), "Authorization", bearer);

    assertThat(page.body()).contains("user=bob type=Login admin=false lpa=true");
    assertThat(api.body()).contains("type=Bearer admin=true lpa=false").endsWith("token=none");
    assertThat(admin.status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "true, /app/../api/x",
    "true, /app/%2e%2e/api/x",
    "true, /app/..;/api/x",
    "true, /app//../api/x",
    "true, //app/x",
    "true, /app/%2e/admin/x",
    "true, /app/./admin/x",
    "true, /app//admin/x",
    "true, /app/%2Fadmin/x",
    "true, /app%2Fadmin/x",
    "true, /app/;/admin/x",
    "true, /app;x=/admin/x",
    "true, /app/%61dmin/x",
    "true, /app/%2561dmin/x",
    "true, /app/admin;x/y",
    "true, /app/admin;jsessionid=1",
    "true, /app/x/..%2Fadmin/y",
    "true, /app\\admin",
    "true, /app/closed",
    "true, /app/closed;x",
    "true, /app/%63losed",
    "true, /app/closed/",
    "true, /APP/x",
    "true, /Api/x",
    "true, /open/x",
    "true, /open;/api",
    "true, /open/../app/admin/x",
    "true, /sentinel/logout/../../app/admin/x",
    "true, /callback/../app/admin/x",
    "true, /callback;/../app/admin",
    "false, /app/../open",
    "false, /app;jsessionid=1",
    "false, /open/../app/x",
    "false, /app%3Bx",
    "false, /callback/app/x"
  })
  void noSpellingGetsAround(boolean loggedInAsBob, String path) throws Exception {
    start(true);
    String cookie = "Cookie: a=b";
    if (loggedInAsBob) {
      logIn(browser, fixture.uri("/app"), BOB);
      cookie = "Cookie: JSESSIONID=" + browser.cookie("JSESSIONID").orElseThrow();
    }
    for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "get", "X")) {
      RawHttp.Answer answer =
          RawHttp.send(fixture.uri("/").getPort(), method, path, cookie, "Content-Length: 0");
      assertThat(answer.status()).isIn(302, 400, 401, 403, 405, 501);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void overriddenMethodIsTheOneThatCounts(boolean loginFirst) throws Exception {
    Filter override =
        (request, response, chain) -> {
          HttpServletRequest http = (HttpServletRequest) request;
          String other = http.getHeader("X-HTTP-Method-Override");
          chain.doFilter(
              other == null
                  ? http
                  : new HttpServletRequestWrapper(http) {
                    @Override
                    public String getMethod() {
                      return other;
                    }
                  },
              response);
        };
    Sentinel sentinel =
        fixture.sentinel(
            ROUTES
                + """
                sentinel.route.write.path = /app/data
                sentinel.route.write.methods = DELETE
                sentinel.route.write.access = login
                sentinel.route.write.scopes = admin
                """);
    Filter login = new SentinelLoginFilter(sentinel);
    Filter tokens = new SentinelAuthenticationFilter(sentinel);
    fixture.node.start(
        "",
        loginFirst ? List.of(override, login, tokens) : List.of(override, tokens, login),
        handler -> {});
    logIn(browser, fixture.uri("/app"), BOB);

    assertThat(browser.post(fixture.uri("/app/data"), Map.of()).status()).isEqualTo(200);
    assertThat(
            browser
                .post(fixture.uri("/app/data"), Map.of(), "X-HTTP-Method-Override", "DELETE")
                .status())
        .isEqualTo(403);
  }

  @Test
  void applicationAtAContextPathHasItsCallbackAndLogoutThere() throws Exception {
    fixture.close();
    fixture = new LoginFixture("/shop/callback");
    fixture.node.start(
        "/shop", List.of(new SentinelLoginFilter(fixture.sentinel(""))), handler -> {});

    Page page = logIn(browser, fixture.uri("/shop/orders;x=1?a=b"), ALICE);

    assertThat(page.uri()).isEqualTo(fixture.uri("/shop/orders;x=1?a=b"));
    assertThat(page.body()).contains("user=alice");
    int port = fixture.uri("/").getPort();
    String cookie = "Cookie: JSESSIONID=" + browser.cookie("JSESSIONID").orElseThrow();
    for (String odd : List.of("/%73hop/sentinel/logout", "/sentinel/logout", "/shop//sentinel")) {
      assertThat(RawHttp.send(port, "POST", odd, cookie, "Content-Length: 0").status())
          .isNotEqualTo(303);
    }
    assertThat(browser.get(fixture.uri("/shop/orders")).status()).isEqualTo(200);
    Page out = browser.post(fixture.uri("/shop/sentinel/logout"), Map.of());
    assertThat(out.header("Location")).contains("/shop/");
    assertThat(browser.get(fixture.uri("/shop/orders")).status()).isEqualTo(302);
  }

  /** Resources behind the filter. */
  @Path("/")
  public static class Resources {
    @GET
    @Path("who")
    public String who(@Context SecurityContext caller) {
      return caller.getUserPrincipal() instanceof LoggedInUser user
          ? user.getName() + " " + caller.isUserInRole("admin")
          : "nobody";
    }

    @GET
    @RolesAllowed("admin")
    @Path("roles")
    public String roles() {
      return "roles";
    }

    @POST
    @RequiresScope("admin")
    @Path("scope")
    public String scope() {
      return "scope";
    }

    @GET
    @DenyAll
    @Path("denied")
    public String denied() {
      return "denied";
    }
  }

  private void startJersey() throws Exception {
    Sentinel sentinel =
        fixture.sentinel("sentinel.route.app.path=/rest/*\nsentinel.route.app.access=login");
    ResourceConfig application =
        new ResourceConfig(Resources.class).register(new SentinelAuthenticationFeature(sentinel));
    fixture.node.start(
        "",
        List.of(new SentinelLoginFilter(sentinel)),
        handler ->
            handler.addServlet(new ServletHolder(new ServletContainer(application)), "/rest/*"));
  }

  @Test
  void resourcesGoByTheRolesOfTheUser() throws Exception {
    startJersey();
    UserAgent admin = new UserAgent();
    assertThat(logIn(browser, fixture.uri("/rest/who"), BOB).body()).isEqualTo("bob false");
    assertThat(logIn(admin, fixture.uri("/rest/who"), ALICE).body()).isEqualTo("alice true");

    assertThat(browser.get(fixture.uri("/rest/roles")).status()).isEqualTo(403);
    assertThat(browser.post(fixture.uri("/rest/scope"), Map.of()).status()).isEqualTo(403);
    assertThat(browser.get(fixture.uri("/rest/denied")).status()).isEqualTo(403);
    assertThat(admin.get(fixture.uri("/rest/roles")).body()).isEqualTo("roles");
    assertThat(admin.post(fixture.uri("/rest/scope"), Map.of()).body()).isEqualTo("scope");
    assertThat(admin.get(fixture.uri("/rest/denied")).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/rest/roles", "/rest/who", "/rest/%72oles", "/rest/roles;x"})
  void tokenOpensNoResourceOfUsers(String path) throws Exception {
    startJersey();

    Page page =
        browser.send(
            HttpRequest.newBuilder(fixture.uri(path))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token()));

    assertThat(page.status()).isEqualTo(401);
  }
}
