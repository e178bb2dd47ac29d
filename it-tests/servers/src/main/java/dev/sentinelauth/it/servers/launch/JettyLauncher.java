package dev.sentinelauth.it.servers.launch;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** Jetty 12, with the version of Jakarta EE that is on the class path. */
public final class JettyLauncher {

  private JettyLauncher() {}

  /** Starts it. */
  public static void main(String[] arguments) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Launch.port(arguments));
    server.addConnector(connector);
    ContextHandlerCollection contexts = new ContextHandlerCollection(true);
    server.setHandler(contexts);
    server.start();
    Class<? extends ContextHandler> type = webAppContext();
    Launch.deploy(
        arguments,
        (contextPath, directory) -> {
          ContextHandler context = type.getConstructor().newInstance();
          context.setContextPath(contextPath);
          context.setBaseResource(ResourceFactory.of(context).newResource(directory));
          contexts.addHandler(context);
          context.start();
        });
  }

  private static Class<? extends ContextHandler> webAppContext() throws ClassNotFoundException {
    try {
      return webAppContext("ee11");
    } catch (ClassNotFoundException e) {
      return webAppContext("ee10");
    }
  }

  private static Class<? extends ContextHandler> webAppContext(String version)
      throws ClassNotFoundException {
    return Class.forName("org.eclipse.jetty." + version + ".webapp.WebAppContext")
        .asSubclass(ContextHandler.class);
  }
}
