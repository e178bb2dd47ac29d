package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.LoginFixture.ALICE;
import static dev.sentinelauth.it.support.LoginFixture.BOB;
import static dev.sentinelauth.it.support.LoginFixture.logIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.ReadmeSnippets;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.UserAgent.Page;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say of logins, put together as they say. */
class ReadmeLoginTest {
  private static final String CLIENT = "75588e18-0213-4e33-8174-883acac7e3c4";
  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
        %s
        <servlet><servlet-name>a</servlet-name><servlet-class>Account</servlet-class></servlet>
        <servlet-mapping><servlet-name>a</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
      </web-app>
      """;

  private final Pages pages = Pages.load();
  private final SentinelEmulator sentinel = SentinelEmulator.start();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);
  private final UserAgent browser = new UserAgent();
  @TempDir private Path application;

  @AfterEach
  void close() throws Exception {
    server.stop();
    connector.close();
    sentinel.close();
  }

  private URI deploy(String properties) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    connector.open();
    URI root = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    sentinel.addAccount("le81823118");
    Installation client =
        sentinel.install(
            Installation.forLogin("le81823118", root.resolve("/callback")).withClientId(CLIENT));
    ReadmeSnippets.compile(pages, application.resolve("WEB-INF/classes"));
    Files.writeString(
        application.resolve("WEB-INF/web.xml"),
        WEB_XML.formatted(pages.section("Logging users in").block("xml", "SentinelLoginFilter")));
    Path secret = Files.writeString(application.resolve("secret"), client.clientSecret() + "\n");
    Files.writeString(
        application.resolve("WEB-INF/sentinel.properties"),
        properties
            .replace("/run/secrets/sentinel", secret.toString())
            .replace("https://app.example.com", root.toString()));
    WebAppContext context = new WebAppContext(application.toString(), "/");
    context.setInitParameter("sentinel.domain-api.uri", sentinel.domainApiUri().toString());
    context.setThrowUnavailableOnStartupException(true);
    server.setHandler(context);
    server.start();
    return root;
  }

  @Test
  void theFourLinesLogUsersInAndTheFormLogsThemOut() throws Exception {
    String fourLines = pages.section("Log users in").block("properties", "login.redirect-uri");
    assertThat(fourLines.lines()).hasSize(4);
    URI root = deploy(fourLines);

    Page page = logIn(browser, root.resolve("/my/page?x=1"), ALICE);

    assertThat(page.uri()).isEqualTo(root.resolve("/my/page?x=1"));
    assertThat(page.body())
        .startsWith("alice, roles [admin], since ")
        .endsWith("administrate: true");
    Matcher form =
        Pattern.compile("method=\"(\\w+)\" action=\"([^\"]+)\"")
            .matcher(pages.section("Logging users in").text());
    assertThat(form.find()).isTrue();
    assertThat(form.group(1)).isEqualTo("post");
    Page out = browser.post(root.resolve(form.group(2)), Map.of());
    assertThat(out.status()).isEqualTo(303);
    assertThat(browser.get(root.resolve("/my/page")).status()).isEqualTo(302);
  }

  @Test
  void theRoutesShownAreForUsersAdministratorsAndEverybody() throws Exception {
    URI root = deploy(pages.section("Which pages").block("properties", "route.pages.access"));

    assertThat(browser.get(root.resolve("/pages")).status()).isEqualTo(302);
    assertThat(browser.get(root.resolve("/elsewhere")).status()).isEqualTo(401);
    assertThat(logIn(browser, root.resolve("/pages"), BOB).body()).startsWith("bob, roles [lpa]");
    assertThat(browser.get(root.resolve("/pages/admin/x")).status()).isEqualTo(403);
    assertThat(browser.get(root.resolve("/static/x")).status())
        .isEqualTo(500); // Account has no user
  }
}
