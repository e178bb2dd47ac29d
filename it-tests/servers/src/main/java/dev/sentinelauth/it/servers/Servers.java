package dev.sentinelauth.it.servers;

import dev.sentinelauth.it.servers.launch.JettyLauncher;
import dev.sentinelauth.it.servers.launch.TomcatLauncher;
import java.util.List;

/** All servers of the table. */
final class Servers {

  static final List<Server> ALL =
      List.of(
          Embedded.light("tomcat-10.1", TomcatLauncher.class),
          Embedded.light("tomcat-11", TomcatLauncher.class),
          Embedded.light("jetty-12.0-ee10", JettyLauncher.class),
          Embedded.light("jetty-12.1-ee10", JettyLauncher.class),
          Embedded.light("jetty-12.1-ee11", JettyLauncher.class),
          new WildFly("wildfly"),
          new WildFly("wildfly-preview"));

  private Servers() {}
}
