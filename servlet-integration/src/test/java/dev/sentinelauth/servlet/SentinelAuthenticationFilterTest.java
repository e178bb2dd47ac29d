package dev.sentinelauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filter in one container; the integration tests have all of them, and odder requests. */
class SentinelAuthenticationFilterTest {
  private static final String ACCOUNT = "le81823118";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static SentinelEmulator emulator;
  private static Installation caller;
  private static Server server;
  private static URI base;

  /** Tells what the Servlet API knows of the caller. */
  public static final class WhoAmI extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response
          .getWriter()
          .print(
              "%s by %s, reads: %s, writes: %s"
                  .formatted(
                      request.getRemoteUser(),
                      request.getAuthType(),
                      request.isUserInRole("msg.read"),
                      request.isUserInRole("msg.write")));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    caller = emulator.install(Installation.forApi(ACCOUNT, "msg.read").withClientId("caller"));
    FilterHolder filter = new FilterHolder(new SentinelAuthenticationFilter());
    filter.setInitParameters(
        Map.of(
            "sentinel.account-id", ACCOUNT,
            "sentinel.server", emulator.uri().toString(),
            "sentinel.startup", "required",
            "sentinel.route.open.path", "/open/*",
            "sentinel.route.open.access", "anonymous",
            "sentinel.route.write.path", "/write",
            "sentinel.route.write.scopes", "msg.write",
            "sentinel.route.closed.path", "/closed",
            "sentinel.route.closed.access", "deny"));
    ServletContextHandler context = new ServletContextHandler("/app");
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    context.addServlet(WhoAmI.class, "/*");
    server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
    base = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app");
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
    emulator.close();
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(10));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String bearer() {
    return "Bearer " + emulator.mint(caller).compact();
  }

  @Test
  void callerIsKnownToTheApplication() throws Exception {
    assertThat(get("/who", "Authorization", bearer()).body())
        .isEqualTo("caller by Bearer, reads: true, writes: false");
    assertThat(get("/open/who", "Authorization", bearer()).body())
        .isEqualTo("null by null, reads: false, writes: false");
  }

  @ParameterizedTest
  @CsvSource({
    "/who,       401, 200",
    "/write,     401, 403",
    "/closed,    403, 403",
    "/open/who,  200, 200",
    "/x//who,    400, 400"
  })
  void routesHold(String path, int withoutToken, int withToken) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(withoutToken);
    assertThat(get(path, "Authorization", bearer()).statusCode()).isEqualTo(withToken);
  }

  @Test
  void refusalNamesItsReason() throws Exception {
    String expired =
        emulator
            .mint(caller)
            .issuedAt(emulator.clock().instant().minus(Duration.ofDays(1)))
            .compact();

    HttpResponse<String> refusal = get("/who", "Authorization", "Bearer " + expired);

    assertThat(refusal.statusCode()).isEqualTo(401);
    assertThat(refusal.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer realm=\"sentinel\", error=\"invalid_token\", error_description=");
    assertThat(refusal.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(refusal.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
  }

  @Test
  void twoTokensAreNotChosenFrom() throws Exception {
    assertThat(get("/who", "Authorization", bearer(), "Authorization", bearer()).statusCode())
        .isEqualTo(400);
  }
}
