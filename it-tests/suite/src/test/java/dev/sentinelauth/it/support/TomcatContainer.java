package dev.sentinelauth.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Valve;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.jspecify.annotations.Nullable;

/** Tomcat 10.1; or 11, where that is on the class path. */
public final class TomcatContainer implements WebContainer {

  /** What every application gets: Tomcat's own is full of JSP. */
  private static final String DEFAULT_WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        <servlet>
          <servlet-name>default</servlet-name>
          <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
        </servlet>
        <servlet-mapping>
          <servlet-name>default</servlet-name>
          <url-pattern>/</url-pattern>
        </servlet-mapping>
        <welcome-file-list>
          <welcome-file>index.html</welcome-file>
        </welcome-file-list>
      </web-app>
      """;

  /** Tomcat says why an application didn't start in its log alone. */
  private static final class Failures extends Handler {
    final List<Throwable> seen = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      if (entry.getThrown() != null) {
        seen.add(entry.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Tomcat tomcat = new Tomcat();
  private final Path base;
  private @Nullable Context application;

  public TomcatContainer() {
    this(null);
  }

  /**
   * @param thread serves all requests; {@code null} for threads of Tomcat's own
   */
  public TomcatContainer(@Nullable Executor thread) {
    try {
      base = Files.createTempDirectory("tomcat");
      Files.writeString(base.resolve("web.xml"), DEFAULT_WEB_XML);
      tomcat.setBaseDir(base.toString());
      tomcat.setHostname("127.0.0.1");
      tomcat.setPort(0);
      tomcat.getConnector().setProperty("address", "127.0.0.1");
      tomcat.getHost();
      if (thread != null) {
        tomcat.getConnector().getProtocolHandler().setExecutor(thread);
      }
      tomcat.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes an encoded backslash for a slash, which Tomcat doesn't unless it is told to. */
  public void decodeBackslashes() {
    tomcat.getConnector().setAllowBackslash(true);
    tomcat.getConnector().setEncodedReverseSolidusHandling("decode");
  }

  /** Puts something before all applications, as the parts of a full server stand. */
  public void before(Valve valve) {
    tomcat.getHost().getPipeline().addValve(valve);
  }

  /** Puts something before the filters of the application, as Tomcat's authenticators stand. */
  public void beforeFilters(Valve valve) {
    Objects.requireNonNull(application).getPipeline().addValve(valve);
  }

  @Override
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void deploy(WebApp app, Map<String, Object> attributes) throws Exception {
    StandardContext context = new StandardContext();
    context.setName("/app");
    context.setPath("/app");
    context.setDocBase(app.directory().toString());
    context.setParentClassLoader(Thread.currentThread().getContextClassLoader());
    ContextConfig webXml = new ContextConfig();
    webXml.setDefaultWebXml(base.resolve("web.xml").toString());
    context.addLifecycleListener(webXml);
    if (context.getJarScanner() instanceof StandardJarScanner scanner) {
      scanner.setScanClassPath(false);
    }
    context.addLifecycleListener(
        event -> {
          if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
            attributes.forEach(context.getServletContext()::setAttribute);
          }
        });
    application = context;

    Logger log = Logger.getLogger("org.apache.catalina.core");
    Failures failures = new Failures();
    log.addHandler(failures);
    try {
      tomcat.getHost().addChild(context);
    } finally {
      log.removeHandler(failures);
    }
    if (!context.getState().isAvailable()) {
      undeploy();
      for (Throwable failure : failures.seen) {
        if (failure instanceof Exception e) {
          throw e;
        }
      }
      throw new IllegalStateException("Tomcat didn't start the application and doesn't say why");
    }
  }

  @Override
  public ClassLoader classLoader() {
    return Objects.requireNonNull(application).getLoader().getClassLoader();
  }

  @Override
  public void undeploy() throws Exception {
    Context context = Objects.requireNonNull(application);
    application = null;
    tomcat.getHost().removeChild(context);
    context.destroy();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
      WebApp.delete(base);
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
