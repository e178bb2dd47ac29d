package dev.sentinelauth.it.support;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** A servlet container on a free port of loopback, with room for one web application at /app. */
public interface WebContainer extends AutoCloseable {

  /** The containers that tests run on; {@code -Dit.containers=TOMCAT} leaves others out. */
  enum Kind {
    JETTY,
    TOMCAT;

    public WebContainer start() {
      return switch (this) {
        case JETTY -> new JettyContainer();
        case TOMCAT -> new TomcatContainer();
      };
    }

    /** One that serves all requests on a single thread. */
    public WebContainer start(RequestThread thread) {
      return switch (this) {
        case JETTY -> new JettyContainer(thread);
        case TOMCAT -> new TomcatContainer(thread);
      };
    }

    /** What that takes. */
    public RequestThread requestThread() {
      return new RequestThread(this == JETTY ? 2 : 0);
    }

    /** The container with this application in it. */
    public WebContainer deploy(WebApp app) throws Exception {
      WebContainer container = start();
      try {
        container.deploy(app);
        return container;
      } catch (Exception e) {
        container.close();
        throw e;
      }
    }

    public static Stream<Kind> inUse() {
      String chosen = System.getProperty("it.containers", "JETTY,TOMCAT");
      return Arrays.stream(chosen.split(",", -1)).map(Kind::valueOf);
    }
  }

  int port();

  /** Deploys it. Throws what the application threw, where it doesn't start. */
  default void deploy(WebApp app) throws Exception {
    deploy(app, Map.of());
  }

  /** Deploys it, with attributes that the {@code ServletContext} has from the beginning. */
  void deploy(WebApp app, Map<String, Object> attributes) throws Exception;

  /** Of the application. */
  ClassLoader classLoader();

  void undeploy() throws Exception;

  @Override
  public void close();
}
