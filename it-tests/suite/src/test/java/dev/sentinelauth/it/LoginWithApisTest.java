package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ACCOUNT;
import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Decision;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.it.support.HeardDecisions;
import dev.sentinelauth.it.support.LoginFixture;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Pages by login and APIs by token, in one application. */
class LoginWithApisTest {
  private static final String ROUTES =
      """
      sentinel.route.app.path = /app/*
      sentinel.route.app.access = login
      sentinel.route.open.path = /open/*
      sentinel.route.open.access = anonymous
      sentinel.route.closed.path = /closed
      sentinel.route.closed.access = deny
      """;

  private final UserAgent browser = new UserAgent();
  private LoginFixture fixture;
  private Installation api;

  @BeforeEach
  void begin() throws Exception {
    fixture = new LoginFixture();
    api = fixture.emulator.install(Installation.forApi(ACCOUNT, "msg.read"));
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private Page call(String path, String token) throws Exception {
    return new UserAgent().get(fixture.uri(path), "Authorization", "Bearer " + token);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void routesDecideWhicheverFilterComesFirst(boolean loginFirst) throws Exception {
    fixture.node.start(fixture.sentinel(ROUTES), loginFirst);
    String token = fixture.emulator.mint(api).compact();

    // nobody
    assertThat(browser.get(fixture.uri("/app/x")).status()).isEqualTo(302);
    Page challenged = browser.get(fixture.uri("/api/x"));
    assertThat(challenged.status()).isEqualTo(401);
    assertThat(challenged.header("WWW-Authenticate")).contains("Bearer realm=\"sentinel\"");
    assertThat(browser.get(fixture.uri("/open/x")).body()).contains("user=nobody");
    assertThat(browser.get(fixture.uri("/closed")).status()).isEqualTo(403);

    // a token
    assertThat(call("/api/x", token).body()).contains("user=" + api.clientId() + " type=Bearer");
    assertThat(call("/app/x", token).status()).isEqualTo(302);

    // a user
    assertThat(logIn(browser, fixture.uri("/app/x"), ALICE).body())
        .startsWith("GET /app/x user=alice type=Login");
    assertThat(browser.get(fixture.uri("/api/x")).status()).isEqualTo(401);
    assertThat(browser.get(fixture.uri("/closed")).status()).isEqualTo(403);
    assertThat(browser.get(fixture.uri("/open/x")).body()).contains("user=nobody");

    // both at once: the route says which of them counts
    String[] bearer = {"Authorization", "Bearer " + token};
    assertThat(browser.get(fixture.uri("/api/x"), bearer).body()).contains("type=Bearer");
    assertThat(browser.get(fixture.uri("/app/x"), bearer).body()).contains("type=Login");

    // out again
    assertThat(browser.post(fixture.uri("/sentinel/logout"), Map.of()).status()).isEqualTo(303);
    assertThat(browser.get(fixture.uri("/app/x")).status()).isEqualTo(302);
  }

  @Test
  void loginFilterAloneJudgesTokensToo() throws Exception {
    fixture.start(ROUTES);

    assertThat(call("/api/x", fixture.emulator.mint(api).compact()).status()).isEqualTo(200);
    assertThat(browser.get(fixture.uri("/api/x")).status()).isEqualTo(401);
    assertThat(browser.get(fixture.uri("/closed")).status()).isEqualTo(403);
  }

  @Test
  void tokenFilterAloneLetsNobodyIntoPages() throws Exception {
    Sentinel sentinel = fixture.sentinel(ROUTES);
    fixture.node.start("", List.of(new SentinelAuthenticationFilter(sentinel)), handler -> {});

    Page page = browser.get(fixture.uri("/app/x"));

    assertThat(page.status()).isEqualTo(401);
    assertThat(page.header("WWW-Authenticate")).contains("Cookie realm=\"sentinel\"");
    assertThat(call("/app/x", fixture.emulator.mint(api).compact()).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutAnyLoginRouteEachFilterAsksForItsOwn(boolean loginFirst) throws Exception {
    fixture.node.start(fixture.sentinel(""), loginFirst);
    String token = fixture.emulator.mint(api).compact();

    // a session in a browser must not open what a token is asked for
    fixture.emulator.signInAs(ALICE);
    Page page = browser.open(fixture.uri("/x"));
    assertThat(page.status()).isEqualTo(401);
    assertThat(call("/x", token).status()).isIn(302, 401);
    assertThat(browser.get(fixture.uri("/x"), "Authorization", "Bearer " + token).status())
        .isEqualTo(loginFirst ? 200 : 302);
  }

  @Test
  void idTokenIsNoAppJwt() throws Exception {
    fixture.start(ROUTES);
    fixture.emulator.host().keys().publish(fixture.emulator.idTokenKey());

    Page page = call("/api/x", fixture.emulator.mintIdToken(fixture.client, ALICE).compact());

    assertThat(page.status()).isEqualTo(401);
    assertThat(page.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    String forThisAccount =
        fixture.emulator.mintIdToken(fixture.client, ALICE).claim("aud", ACCOUNT).compact();
    assertThat(call("/api/x", forThisAccount).body()).contains("the azp claim is missing");
  }

  @Path("/")
  public static final class Pages {
    @GET
    public String page(@Context SecurityContext security) {
      return security.getUserPrincipal().getName() + " " + security.isUserInRole("admin");
    }

    @GET
    @Path("admin")
    @RolesAllowed("admin")
    public String admin() {
      return "admin's";
    }

    @GET
    @Path("scope")
    @RequiresScope({"admin", "lpa"})
    public String both() {
      return "both";
    }
  }

  @Test
  void rolesOfUsersCountInJersey() throws Exception {
    Sentinel sentinel = fixture.sentinel(ROUTES);
    ResourceConfig config =
        new ResourceConfig(Pages.class).register(new SentinelAuthenticationFeature(sentinel));
    fixture.node.start(
        "",
        List.of(new SentinelLoginFilter(sentinel)),
        handler ->
            handler.addServlet(
                new ServletHolder("jersey", new ServletContainer(config)), "/app/*"));

    assertThat(browser.get(fixture.uri("/app/admin")).status()).isEqualTo(302);
    assertThat(logIn(browser, fixture.uri("/app/"), ALICE).body()).isEqualTo("alice true");
    assertThat(browser.get(fixture.uri("/app/admin")).body()).isEqualTo("admin's");
    assertThat(browser.get(fixture.uri("/app/scope")).status()).isEqualTo(403);
    UserAgent other = new UserAgent();
    assertThat(logIn(other, fixture.uri("/app/"), BOB).body()).isEqualTo("bob false");
    Page refused = other.get(fixture.uri("/app/admin"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("WWW-Authenticate")).isEmpty();
    // a method that a filter of Jersey makes up is no way around
    assertThat(
            other
                .send(
                    HttpRequest.newBuilder(fixture.uri("/app/admin"))
                        .header("X-HTTP-Method-Override", "GET")
                        .POST(HttpRequest.BodyPublishers.noBody()))
                .status())
        .isIn(403, 405);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestIsOneDecisionWhicheverFilterComesFirst(boolean loginFirst) throws Exception {
    HeardDecisions heard = new HeardDecisions();
    fixture.node.start(fixture.sentinel(ROUTES, heard), loginFirst);

    assertThat(browser.get(fixture.uri("/app/x")).status()).isEqualTo(302);
    assertThat(heard.next().code()).isEqualTo("login_required");
    logIn(browser, fixture.uri("/app/x"), ALICE);
    assertThat(heard.next().code()).isEqualTo("login_required");
    Decision user = heard.next();
    assertThat(user.code()).isEqualTo("accepted");
    assertThat(user.route()).isEqualTo("app");
    assertThat(user.audience()).containsExactly(ACCOUNT);
    assertThat(user.authorizedParty()).isNull();
    assertThat(call("/api/x", fixture.emulator.mint(api).compact()).status()).isEqualTo(200);
    assertThat(heard.next().authorizedParty()).isEqualTo(api.clientId());
    fixture.node.close();
    heard.assertThatThereAreNoMore();
  }
}
