package dev.sentinelauth.it.support;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An emulated Sentinel, an installation, and the application that most tests look at. As a static
 * extension of a test class it ends with the tests.
 */
public final class ServletFixture implements AutoCloseable, AfterAllCallback {
  public static final String ACCOUNT = "le81823118";

  /** Nobody may DELETE /admin, and nobody has what /api asks for. */
  public static final String CLOSED_ROUTES =
      """
      sentinel.route.remove.path = /admin
      sentinel.route.remove.methods = DELETE
      sentinel.route.remove.access = deny
      sentinel.route.api.path = /api/*
      sentinel.route.api.scopes = nobody.has.it
      """;

  public final SentinelEmulator emulator;
  public final Installation installation;

  public ServletFixture() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    installation = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  }

  /** The header line of a caller whom the application should know. */
  public String authorization() {
    return "Authorization: Bearer " + token();
  }

  public String token() {
    return emulator.mint(installation).compact();
  }

  /** The answer to that caller. */
  public RawHttp.Answer get(WebContainer container, String path) throws IOException {
    return send(container, "GET", path);
  }

  public RawHttp.Answer send(WebContainer container, String method, String path)
      throws IOException {
    return RawHttp.send(container.port(), method, "/app" + path, authorization());
  }

  public String properties() {
    return """
    sentinel.account-id = %s
    sentinel.server = %s
    sentinel.startup = required
    sentinel.route.public.path = /public/*
    sentinel.route.public.access = anonymous
    """
        .formatted(ACCOUNT, emulator.uri());
  }

  /** Everything but /public needs a token; the filter is yet to be added. */
  public WebApp app(Path directory) throws IOException {
    return new WebApp(directory)
        .file("WEB-INF/sentinel.properties", properties())
        .servlet(TestServlets.WhoAmI.class, "/admin", "/public/who")
        .servlet(TestServlets.Dispatching.class, "/go", "/again", "/public/go")
        .servlet(TestServlets.ErrorPage.class, "/error-page")
        .errorPage(409, "/error-page")
        .errorPage(500, "/error-page")
        .errorPage(400, "/error-page")
        .errorPage(401, "/error-page");
  }

  /** The same with the filter in front. */
  public WebApp app(Path directory, DispatcherType... dispatchers) throws IOException {
    return app(directory)
        .filter("sentinel", SentinelAuthenticationFilter.class, Map.of(), dispatchers);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    emulator.close();
  }
}
