package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.sentinelauth.KeysUnavailableException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.CurlLines;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.ReadmeSnippets;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The snippets of the pages, compiled and run as a web application behind its own filter. */
class ReadmeSnippetsTest {
  private static final String FILTER = "dev.sentinelauth.servlet.SentinelAuthenticationFilter";

  /** What the pages leave to the reader: the application around its snippets. */
  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
        <listener><listener-class>SentinelMetrics</listener-class></listener>
        %s
        <servlet><servlet-name>w</servlet-name><servlet-class>WhoAmI</servlet-class></servlet>
        <servlet-mapping><servlet-name>w</servlet-name><url-pattern>/whoami</url-pattern></servlet-mapping>
        <servlet><servlet-name>h</servlet-name><servlet-class>Health</servlet-class></servlet>
        <servlet-mapping><servlet-name>h</servlet-name><url-pattern>/health</url-pattern></servlet-mapping>
        <servlet>
          <servlet-name>api</servlet-name>
          <servlet-class>org.glassfish.jersey.servlet.ServletContainer</servlet-class>
          <init-param>
            <param-name>jakarta.ws.rs.Application</param-name>
            <param-value>Api</param-value>
          </init-param>
        </servlet>
        <servlet-mapping><servlet-name>api</servlet-name><url-pattern>/api/*</url-pattern></servlet-mapping>
      </web-app>
      """;

  private final Pages pages = Pages.load();
  private final HttpClient http = HttpClient.newHttpClient();
  private final SentinelEmulator sentinel = SentinelEmulator.start();
  private final Server server = new Server();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Installation reader = Installation.forApi("le81823118", "msg.read");
  private Installation sender = Installation.forApi("le81823118", "msg.consumer");
  @TempDir private Path application;

  @BeforeEach
  void compile() throws Exception {
    sentinel.addAccount("le81823118");
    reader = sentinel.install(reader);
    sender = sentinel.install(sender);
    Metrics.addRegistry(meters);
    ReadmeSnippets.compile(pages, application.resolve("WEB-INF/classes"));
  }

  @AfterEach
  void close() throws Exception {
    server.stop();
    sentinel.close();
    Metrics.removeRegistry(meters);
  }

  private void deploy(String filterClass) throws Exception {
    Pages.Section tenLines = pages.section("A servlet filter");
    String filter = tenLines.block("xml", FILTER).replace(FILTER, filterClass);
    Files.writeString(application.resolve("WEB-INF/web.xml"), WEB_XML.formatted(filter));
    Files.writeString(
        application.resolve("WEB-INF/sentinel.properties"),
        tenLines.block("properties", "route.health.access"));
    WebAppContext context = new WebAppContext(application.toString(), "/app");
    context.setInitParameter("sentinel.domain-api.uri", sentinel.domainApiUri().toString());
    context.setThrowUnavailableOnStartupException(true);
    server.addConnector(new ServerConnector(server, 1, 1));
    server.setHandler(context);
    server.start();
  }

  @Test
  void theTenLinesForServletsLetTheRightCallersIn() throws Exception {
    deploy(FILTER);
    assertThat(send("GET", "/whoami", null).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/whoami", token(reader)).body())
        .startsWith(reader.clientId() + " for [le81823118], scopes [msg.read]");
    HttpResponse<String> health = send("GET", "/health", null);
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).startsWith("cache hit ratio");
    assertThat(meters.counter("sentinel.accepted").count()).isEqualTo(1);
    assertThat(meters.counter("sentinel.refused", "code", "no_token").count()).isEqualTo(1);
  }

  @Test
  void theSubclassDoesTheSame() throws Exception {
    deploy("Gate");
    assertThat(send("GET", "/whoami", null).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/whoami", token(reader)).statusCode()).isEqualTo(200);
  }

  @Test
  void theTenLinesForJerseyEnforceScopes() throws Exception {
    deploy(FILTER);
    assertThat(send("GET", "/api/messages", null).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/api/messages", token(reader)).body())
        .isEqualTo("messages of [le81823118]");
    assertThat(send("POST", "/api/messages", token(reader)).statusCode()).isEqualTo(403);
    assertThat(send("POST", "/api/messages", token(sender)).body())
        .isEqualTo("sent by " + sender.clientId());
  }

  @Test
  void theAnswerShownIsTheAnswerGiven() throws Exception {
    deploy(FILTER);
    String expired = sentinel.mint(reader).lifetime(Duration.ofHours(-1)).compact();
    HttpResponse<String> answer = send("GET", "/whoami", expired);
    List<String> shown = pages.section("Answers").block("http", "HTTP/1.1 401").lines().toList();
    int blank = shown.indexOf("");
    assertThat(answer.statusCode()).isEqualTo(401);
    for (String header : shown.subList(1, blank)) {
      String[] nameAndValue = header.split(": ", 2);
      assertThat(answer.headers().allValues(nameAndValue[0])).containsExactly(nameAndValue[1]);
    }
    assertThat(answer.body()).isEqualTo(String.join("\n", shown.subList(blank + 1, shown.size())));
  }

  @Test
  void theVerifierWithoutServletsTellsBadFromUnknown() throws Exception {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le81823118");
    settings.setProperty("sentinel.domain-api.uri", sentinel.domainApiUri().toString());
    URL classes = application.resolve("WEB-INF/classes").toUri().toURL();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes})) {
      Class<?> type = loader.loadClass("Consumer");
      try (AutoCloseable consumer =
          (AutoCloseable) type.getConstructor(Properties.class).newInstance(settings)) {
        var handle = type.getMethod("handle", String.class);
        assertThat(handle.invoke(consumer, token(reader))).isEqualTo("from " + reader.clientId());
        assertThat(handle.invoke(consumer, "x")).isEqualTo("refused: malformed_token");
      }
      sentinel.host().stop();
      try (AutoCloseable consumer =
          (AutoCloseable) type.getConstructor(Properties.class).newInstance(settings)) {
        assertThat(type.getMethod("handle", String.class).invoke(consumer, token(reader)))
            .asString()
            .matches("again in \\d+ s");
      }
    }
  }

  @Test
  void theTwoCurlLinesGetATokenAndShowItToTheApplication() throws Exception {
    deploy(FILTER);
    String lines =
        pages
            .section("Get a token, and call the application with it")
            .block("sh", "$CLIENT_ID")
            .replace("$CLIENT_ID", reader.clientId())
            .replace("$CLIENT_SECRET", reader.clientSecret());

    HttpResponse<String> answer =
        new CurlLines(lines).send(sentinel.uri(), server.getURI().resolve("/app"));

    assertThat(answer.body()).startsWith(reader.clientId());
  }

  @Test
  void theEmulatorShownMintsGoodTokensAndExpiredOnesAndFails() throws Exception {
    URL classes = application.resolve("WEB-INF/classes").toUri().toURL();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes})) {
      Class<?> type = loader.loadClass("Emulated");
      try (AutoCloseable emulated = (AutoCloseable) type.getConstructor().newInstance()) {
        Properties settings = new Properties();
        settings.setProperty("sentinel.account-id", "le81823118");
        settings.setProperty(
            "sentinel.domain-api.uri", (String) type.getMethod("domainApi").invoke(emulated));
        String good = (String) type.getMethod("good").invoke(emulated);
        try (Sentinel verifier = Sentinel.create(SentinelConfig.load(settings))) {
          assertThat(verifier.tokenVerifier().verify(good).scopes()).containsExactly("msg.read");
          String expired = (String) type.getMethod("expired").invoke(emulated);
          assertThatThrownBy(() -> verifier.tokenVerifier().verify(expired))
              .hasMessageContaining("exp");
        }
        type.getMethod("fail").invoke(emulated);
        try (Sentinel verifier = Sentinel.create(SentinelConfig.load(settings))) {
          assertThatExceptionOfType(KeysUnavailableException.class)
              .isThrownBy(() -> verifier.tokenVerifier().verify(good));
        }
      }
    }
  }

  @Test
  void theExecutorShownHandsOnWhatThePatternShownPutsIntoLines() throws Exception {
    Pages.Section section = pages.section("Callers in your log");
    String pattern = section.block("xml", "%X{sentinel.azp").strip();
    PatternLayout layout = new PatternLayout();
    layout.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    layout.setPattern(pattern.substring("<pattern>".length(), pattern.indexOf("</pattern>")));
    layout.start();
    Logger logger = (Logger) LoggerFactory.getLogger("application");
    List<String> lines = new ArrayList<>();
    AtomicReference<Runnable> task = new AtomicReference<>();
    URL classes = application.resolve("WEB-INF/classes").toUri().toURL();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes})) {
      Class<?> type = loader.loadClass("LoggingExecutor");
      Executor executor =
          (Executor) type.getConstructor(Executor.class).newInstance((Executor) task::set);
      MDC.put("sentinel.azp", "client");
      executor.execute(
          () ->
              lines.add(
                  layout.doLayout(
                      new LoggingEvent("", logger, Level.INFO, "hello", null, new Object[0]))));
      MDC.remove("sentinel.azp");
      task.get().run();
    }
    assertThat(lines)
        .singleElement()
        .asString()
        .endsWith("INFO  [client] [] application: hello" + System.lineSeparator());
    assertThat(MDC.get("sentinel.azp")).isNull();
  }

  private String token(Installation installation) {
    return sentinel.mint(installation).compact();
  }

  private HttpResponse<String> send(String method, String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.getURI().resolve("/app") + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
