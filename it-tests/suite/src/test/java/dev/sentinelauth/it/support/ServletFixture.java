package dev.sentinelauth.it.support;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** An emulated Sentinel, an installation, and the application that most tests look at. */
public final class ServletFixture implements AutoCloseable {
  public static final String ACCOUNT = "le81823118";

  public final SentinelEmulator emulator;
  public final Installation installation;

  public ServletFixture() throws IOException {
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
  public void close() {
    emulator.close();
  }
}
