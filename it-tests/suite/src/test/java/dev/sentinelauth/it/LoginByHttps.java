package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ACCOUNT;
import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A web application as browsers know it at {@code https://app.example.com/app}: {@code /work} wants
 * a login, and {@code /open} looks into the session by itself.
 */
final class LoginByHttps implements AutoCloseable {
  static final String ORIGIN = "https://app.example.com";
  static final String PROXY = "Forwarded: host=app.example.com;proto=https";
  static final String HTML = "Accept: text/html";

  private final SentinelEmulator emulator = SentinelEmulator.start();
  private final WebContainer container;

  LoginByHttps(WebContainer.Kind kind, Path directory, String more) throws Exception {
    this(kind, new WebApp(directory), more);
  }

  LoginByHttps(WebContainer.Kind kind, WebApp app, String more) throws Exception {
    emulator.addAccount(ACCOUNT);
    emulator.signInAs(ALICE);
    Installation client =
        emulator.install(Installation.forLogin(ACCOUNT, URI.create(ORIGIN + "/app/callback")));
    String settings =
        """
        sentinel.account-id = %s
        sentinel.client-id = %s
        sentinel.client-secret = %s
        sentinel.login.redirect-uri = %s
        sentinel.server = %s
        sentinel.route.open.path = /open
        sentinel.route.open.access = anonymous
        %s
        """
            .formatted(
                ACCOUNT,
                client.clientId(),
                client.clientSecret(),
                client.redirectUris().get(0),
                emulator.uri(),
                more);
    container =
        kind.deploy(
            app.file("WEB-INF/sentinel.properties", settings)
                .filter("login", SentinelLoginFilter.class, Map.of(), DispatcherType.REQUEST)
                .servlet(Notes.class, "/open")
                .servlet(TestServlets.WhoAmI.class, "/work"));
  }

  int port() {
    return container.port();
  }

  /** Sends a request by way of the proxy. */
  RawHttp.Answer send(String method, String target, String... headers) throws Exception {
    List<String> lines = new ArrayList<>(List.of(PROXY, "Content-Length: 0"));
    lines.addAll(Arrays.asList(headers));
    return RawHttp.send(port(), method, target, lines.toArray(String[]::new));
  }

  /** The cookie of the session, as it is set at the end of a login; and that of the attempt. */
  List<String> logIn() throws Exception {
    RawHttp.Answer begun = send("GET", "/app/work", HTML);
    assertThat(begun.status()).isEqualTo(302);
    String attempt = begun.header("Set-Cookie").get(0);
    URI back = new UserAgent().get(URI.create(begun.header("Location").get(0))).location();
    RawHttp.Answer done =
        send(
            "GET",
            back.getRawPath() + "?" + back.getRawQuery(),
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: iframe",
            "Cookie: " + pair(attempt));
    assertThat(done.header("Location")).containsExactly("/app/work");
    String session =
        done.header("Set-Cookie").stream()
            .filter(cookie -> cookie.startsWith("JSESSIONID="))
            .findFirst()
            .orElseThrow();
    return List.of(session, attempt);
  }

  /** As browsers send it back. */
  static String pair(String setCookie) {
    return setCookie.split(";", -1)[0];
  }

  @Override
  public void close() {
    container.close();
    emulator.close();
  }

  /** Keeps a note in the session, and shows what it finds there. */
  public static class Notes extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String note = request.getParameter("note");
      if (note != null) {
        request.getSession().setAttribute("note", note);
      }
      HttpSession session = request.getSession(false);
      response.getWriter().print(session == null ? "no session" : session.getAttribute("note"));
    }
  }
}
