package dev.sentinelauth.it.servers;

import dev.sentinelauth.it.servers.launch.GlassFishLauncher;
import dev.sentinelauth.it.servers.launch.JettyLauncher;
import dev.sentinelauth.it.servers.launch.TomcatLauncher;
import dev.sentinelauth.it.servers.launch.TomeeLauncher;
import dev.sentinelauth.it.servers.launch.UndertowLauncher;
import java.util.List;

/** All servers of the table. */
final class Servers {

  /** What GlassFish's own scripts open to it. */
  private static final List<String> OPENED =
      List.of(
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/sun.net.www.protocol.jrt=ALL-UNNAMED",
          "--add-opens=java.base/sun.net.www.protocol.jar=ALL-UNNAMED",
          "--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED",
          "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  static final List<Server> ALL =
      List.of(
          Embedded.light("tomcat-10.1", TomcatLauncher.class),
          Embedded.light("tomcat-11", TomcatLauncher.class),
          Embedded.light("jetty-12.0-ee10", JettyLauncher.class),
          Embedded.light("jetty-12.1-ee10", JettyLauncher.class),
          Embedded.light("jetty-12.1-ee11", JettyLauncher.class),
          Embedded.light("undertow-2.3", UndertowLauncher.class),
          new WildFly("wildfly"),
          new WildFly("wildfly-preview"),
          new PayaraMicro("payara-micro"),
          new Liberty("liberty"),
          new GlassFish("payara", 17),
          new GlassFish("glassfish", 21),
          Embedded.full("glassfish-embedded", Rest.JERSEY, GlassFishLauncher.class, OPENED),
          Embedded.full("tomee", Rest.CXF, TomeeLauncher.class, List.of()));

  private Servers() {}
}
