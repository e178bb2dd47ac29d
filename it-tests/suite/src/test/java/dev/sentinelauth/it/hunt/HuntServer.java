package dev.sentinelauth.it.hunt;

import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** A server that runs a world. */
record HuntServer(int port, AutoCloseable server) implements AutoCloseable {

  /**
   * @param directory for files that the server wants to have
   */
  static HuntServer start(HuntDeployment deployment, Path directory) throws Exception {
    HuntApplication.prepare(deployment);
    return switch (deployment.world().host()) {
      case JETTY -> jetty(deployment);
      case TOMCAT -> tomcat(deployment, directory);
      case GRIZZLY, JDK -> HuntJersey.start(deployment);
    };
  }

  private static HuntServer jetty(HuntDeployment deployment) throws Exception {
    HuntWorld world = deployment.world();
    HttpConfiguration http = new HttpConfiguration();
    ServletContextHandler context = new ServletContextHandler();
    if (world.lenient()) {
      http.setUriCompliance(UriCompliance.UNSAFE);
      context.getServletHandler().setDecodeAmbiguousURIs(true);
    }
    context.setContextPath(world.contextPath().isEmpty() ? "/" : world.contextPath());
    context.addServletContainerInitializer(new HuntWiring(deployment));
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ContextHandlerCollection contexts = new ContextHandlerCollection(context);
    if (world.neighbour()) {
      ServletContextHandler neighbour = new ServletContextHandler();
      neighbour.setContextPath(HuntNeighbour.CONTEXT_PATH);
      neighbour.addServletContainerInitializer(HuntNeighbour.of(world.contextPath()));
      neighbour.setCrossContextDispatchSupported(true);
      context.setCrossContextDispatchSupported(true);
      contexts.addHandler(neighbour);
    }
    server.setHandler(contexts);
    try {
      server.start();
    } catch (Exception e) {
      server.stop();
      throw e;
    }
    return new HuntServer(connector.getLocalPort(), server::stop);
  }

  private static HuntServer tomcat(HuntDeployment deployment, Path directory) throws Exception {
    HuntWorld world = deployment.world();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    Connector connector = tomcat.getConnector();
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxThreads", "4");
    if (world.lenient()) {
      connector.setAllowBackslash(true);
      connector.setEncodedReverseSolidusHandling("decode");
      connector.setEncodedSolidusHandling("decode");
      connector.setProperty("relaxedPathChars", "\\|^`{}[]\"<>");
    }
    StandardContext context = new StandardContext();
    context.setName(world.contextPath());
    context.setPath(world.contextPath());
    context.setDocBase(directory.toString());
    context.addLifecycleListener(new Tomcat.FixContextListener());
    context.setFailCtxIfServletStartFails(true);
    context.addServletContainerInitializer(new HuntWiring(deployment), Set.of());
    tomcat.getHost().addChild(context);
    if (world.neighbour()) {
      Context neighbour = tomcat.addContext(HuntNeighbour.CONTEXT_PATH, directory.toString());
      neighbour.setCrossContext(true);
      neighbour.addServletContainerInitializer(HuntNeighbour.of(world.contextPath()), Set.of());
    }
    HuntServer server =
        new HuntServer(
            0,
            () -> {
              tomcat.stop();
              tomcat.destroy();
            });
    try {
      tomcat.start();
      if (!context.getState().isAvailable()) {
        throw new IllegalStateException("Tomcat didn't start the application");
      }
    } catch (Exception e) {
      server.close();
      throw e;
    }
    return new HuntServer(connector.getLocalPort(), server);
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
