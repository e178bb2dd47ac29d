package dev.sentinelauth.it.support;

import com.sun.net.httpserver.HttpServer;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** A Jersey application in a real server, and a client that talks to it. */
public final class JerseyUnderTest implements AutoCloseable {
  public static final String ACCOUNT = "le81823118";

  /** The servers that Jersey runs in. The paths of an application are the same in all of them. */
  public enum Container {
    /** Jetty, with a context path and a servlet mapping. */
    SERVLET,
    GRIZZLY,
    JDK
  }

  /** One answer: what both ends of the table of refusals are about. */
  public record Answer(int status, HttpResponse<String> response) {
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public String body() {
      return response.body();
    }
  }

  /**
   * HTTP/1.1, because Grizzly leaves the content type out when it is offered an upgrade to HTTP/2.
   */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final AutoCloseable server;

  private JerseyUnderTest(URI base, AutoCloseable server) {
    this.base = base;
    this.server = server;
  }

  /** The settings for an application whose tokens come from this emulator. */
  public static Properties settings(SentinelEmulator emulator) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", ACCOUNT);
    settings.setProperty("sentinel.server", emulator.uri().toString());
    settings.setProperty("sentinel.route.optional.path", "/api/optional/*");
    settings.setProperty("sentinel.route.optional.access", "optional");
    settings.setProperty("sentinel.route.open.path", "/api/open/*");
    settings.setProperty("sentinel.route.open.access", "anonymous");
    return settings;
  }

  public static ResourceConfig configure(ResourceConfig application, Properties settings) {
    settings.forEach((name, value) -> application.property((String) name, value));
    return application;
  }

  /** A token of the account with these scopes, separated by spaces. */
  public static String token(SentinelEmulator emulator, String scopes) {
    return emulator
        .mint(emulator.install(Installation.forApi(ACCOUNT, "any")))
        .claim("scope", scopes)
        .compact();
  }

  public static JerseyUnderTest start(Container container, ResourceConfig application)
      throws Exception {
    return switch (container) {
      case SERVLET -> startServlet(application, context -> {});
      case GRIZZLY -> startGrizzly(application);
      case JDK -> startJdk(application);
    };
  }

  /** In Jetty, below the context path {@code /app}. */
  public static JerseyUnderTest startServlet(
      ResourceConfig application, Consumer<ServletContextHandler> customization) throws Exception {
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/app");
    ServletHolder holder = new ServletHolder("jersey", new ServletContainer(application));
    holder.setInitOrder(1);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/api/*");
    customization.accept(context);
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    try {
      server.start();
    } catch (Exception e) {
      server.stop();
      throw e;
    }
    URI base = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app");
    return new JerseyUnderTest(base, server::stop);
  }

  public static void addFilter(ServletContextHandler context, Filter filter, DispatcherType first) {
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    context.addFilter(holder, "/*", EnumSet.of(first, DispatcherType.ASYNC));
  }

  private static JerseyUnderTest startGrizzly(ResourceConfig application) throws IOException {
    // Port 0 is of no use in the base URI: Grizzly is told its port before Jersey hears of it.
    var server =
        GrizzlyHttpServerFactory.createHttpServer(
            URI.create("http://127.0.0.1:0/api/"), application, false);
    server.start();
    int port = server.getListener("grizzly").getPort();
    return new JerseyUnderTest(URI.create("http://127.0.0.1:" + port), server::shutdownNow);
  }

  private static JerseyUnderTest startJdk(ResourceConfig application) {
    HttpServer server =
        JdkHttpServerFactory.createHttpServer(URI.create("http://127.0.0.1:0/api/"), application);
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new JerseyUnderTest(base, () -> server.stop(0));
  }

  public Answer get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  public Answer getAs(String token, String path) throws Exception {
    return send("GET", path, "Authorization", "Bearer " + token);
  }

  public int statusWith(String token, String method, String path) throws Exception {
    return send(method, path, "Authorization", "Bearer " + token).status();
  }

  public Answer send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response);
  }

  /** Sends a path as it is, which no client library does, and gives the status. */
  public int rawStatus(String path, String... headerLines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort())) {
      StringBuilder request =
          new StringBuilder("GET " + base.getRawPath() + path + " HTTP/1.1\r\nHost: localhost\r\n");
      for (String line : List.of(headerLines)) {
        request.append(line).append("\r\n");
      }
      request.append("Connection: close\r\n\r\n");
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      String response =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(response.substring(9, 12));
    }
  }

  public int port() {
    return base.getPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("the server can't be stopped", e);
    }
  }
}
