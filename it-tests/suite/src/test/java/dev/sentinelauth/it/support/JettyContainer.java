package dev.sentinelauth.it.support;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadPoolExecutor;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.thread.ExecutorThreadPool;
import org.jspecify.annotations.Nullable;

/** Jetty 12 with EE 10. */
public final class JettyContainer implements WebContainer {
  private final Server server;
  private final ServerConnector connector;
  private final ContextHandlerCollection contexts = new ContextHandlerCollection(true);
  private @Nullable WebAppContext application;

  public JettyContainer() {
    this(new Server());
  }

  /**
   * @param threads serve all requests; one selects and one accepts them
   */
  public JettyContainer(ThreadPoolExecutor threads) {
    this(new Server(new ExecutorThreadPool(threads, 0)));
  }

  private JettyContainer(Server server) {
    this.server = server;
    connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(contexts);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void deploy(WebApp app, Map<String, Object> attributes) throws Exception {
    WebAppContext context = new WebAppContext(app.directory().toString(), "/app");
    context.setThrowUnavailableOnStartupException(true);
    attributes.forEach(context::setAttribute);
    application = context;
    contexts.addHandler(context);
    try {
      context.start();
    } catch (Exception e) {
      undeploy();
      throw e;
    }
  }

  @Override
  public ClassLoader classLoader() {
    return Objects.requireNonNull(application).getClassLoader();
  }

  @Override
  public void undeploy() throws Exception {
    WebAppContext context = Objects.requireNonNull(application);
    application = null;
    context.stop();
    contexts.removeHandler(context);
    context.destroy();
  }

  @Override
  public void close() {
    try {
      if (application != null) {
        undeploy(); // the server doesn't end what was added while it ran
      }
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    server.destroy();
  }
}
