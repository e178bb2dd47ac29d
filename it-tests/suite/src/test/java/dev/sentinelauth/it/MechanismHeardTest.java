package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Decision;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.it.support.HeardDecisions;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.TomcatContainer;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mechanism in a server that asks it, on routes that want a login and where keys are missing. */
class MechanismHeardTest {
  private static final String HTML = "Accept: text/html";

  @TempDir private Path directory;

  private ServletFixture fixture;
  private TomcatContainer container;

  @BeforeEach
  void begin() throws Exception {
    fixture = new ServletFixture();
    container = new TomcatContainer();
    container.before(new CallingMechanisms(new MechanismUnheardTest.Gate()));
  }

  @AfterEach
  void end() {
    container.close();
    fixture.close();
  }

  private WebApp app(String more) throws Exception {
    return MechanismUnheardTest.withMechanism(fixture.app(directory), directory)
        .file("WEB-INF/sentinel.properties", fixture.properties() + more);
  }

  private String login() {
    Installation client =
        fixture.emulator.install(
            Installation.forLogin(
                ServletFixture.ACCOUNT, URI.create("http://127.0.0.1/app/callback")));
    return """
    sentinel.client-id = %s
    sentinel.client-secret = %s
    sentinel.login.redirect-uri = http://127.0.0.1/app/callback
    sentinel.route.admin.path = /admin
    sentinel.route.admin.access = login
    """
        .formatted(client.clientId(), client.clientSecret());
  }

  private RawHttp.Answer get(String target, String... headers) throws Exception {
    return RawHttp.get(container.port(), target, headers);
  }

  @Test
  void nobodyGetsToAPageWithALoginWhereTheMechanismStandsAlone() throws Exception {
    container.deploy(app(login()));

    for (String header : new String[] {"Accept: */*", HTML, fixture.authorization()}) {
      for (String target : new String[] {"/app/admin", "/app/callback?code=a&state=b"}) {
        RawHttp.Answer answer = get(target, header);
        boolean served = target.contains("callback") && header.startsWith("Authorization");
        assertThat(answer.status()).as(target + " " + header).isEqualTo(served ? 404 : 401);
        assertThat(answer.body()).doesNotContain(TestServlets.SECRET);
      }
    }
    assertThat(get("/app/public/who").status()).isEqualTo(200);
  }

  @Test
  void pageWithALoginLeadsToItWhereTheLoginFilterStandsBeside() throws Exception {
    container.deploy(
        app(login()).filter("login", SentinelLoginFilter.class, Map.of(), DispatcherType.REQUEST));

    RawHttp.Answer page = get("/app/admin", HTML);
    assertThat(page.status()).isEqualTo(302);
    assertThat(page.header("Location").get(0)).contains("/authorize?");
    assertThat(get("/app/admin", "Sec-Fetch-Mode: cors").status()).isEqualTo(401);
    assertThat(get("/app/admin", fixture.authorization(), "Accept: */*").status()).isEqualTo(401);
  }

  @Test
  void nobodyIsLetInWhileThereAreNoKeys() throws Exception {
    fixture.emulator.host().fail(Endpoint.JWKS, Fault.status(503));
    container.deploy(
        app("")
            .file(
                "WEB-INF/sentinel.properties",
                fixture.properties().replace("= required", "= background")));

    RawHttp.Answer answer = get("/app/admin", fixture.authorization());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
    assertThat(get("/app/admin").status()).isEqualTo(401);
    assertThat(get("/app/public/who").status()).isEqualTo(200);
  }

  @Test
  void callerIsKnownToTheContainerAndToServlets() throws Exception {
    container.deploy(app(""));

    RawHttp.Answer answer = get("/app/admin", fixture.authorization());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains(TestServlets.SECRET, "auth=Bearer", "token=true");
  }

  @Test
  void requestIsOneDecisionWhereTheMechanismAndItsGuardSeeIt() throws Exception {
    HeardDecisions heard = new HeardDecisions();
    container.deploy(app(""), Map.of(HeardDecisions.ATTRIBUTE, heard));

    assertThat(get("/app/admin", fixture.authorization()).status()).isEqualTo(200);
    assertThat(heard.next().code()).isEqualTo("accepted");
    assertThat(get("/app/admin").status()).isEqualTo(401);
    assertThat(heard.next().code()).isEqualTo("no_token");
    assertThat(get("/app/public/who").status()).isEqualTo(200);
    assertThat(heard.next().route()).isEqualTo("public");
    container.undeploy();
    heard.assertThatThereAreNoMore();
  }

  @Test
  void requestThatTheContainerRefusesOfItselfIsADecisionAsWell() throws Exception {
    HeardDecisions heard = new HeardDecisions();
    container.deploy(app(""), Map.of(HeardDecisions.ATTRIBUTE, heard));
    container.beforeFilters(
        new ValveBase(true) {
          @Override
          public void invoke(Request request, Response response) {
            response.setStatus(403);
          }
        });

    assertThat(get("/app/admin", fixture.authorization()).status()).isEqualTo(403);

    Decision decision = heard.next();
    assertThat(decision.code()).isEqualTo("accepted");
    assertThat(decision.authorizedParty()).isEqualTo(fixture.installation.clientId());
    container.undeploy();
    heard.assertThatThereAreNoMore();
  }
}
