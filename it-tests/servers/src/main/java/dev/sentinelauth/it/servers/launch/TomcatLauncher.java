package dev.sentinelauth.it.servers.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** Tomcat 10.1 or 11. */
public final class TomcatLauncher {

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
      </web-app>
      """;

  private TomcatLauncher() {}

  /** Starts it. */
  public static void main(String[] arguments) throws Exception {
    Path base = Launch.work(arguments);
    Path webXml = base.resolve("web.xml");
    Files.writeString(webXml, DEFAULT_WEB_XML);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(Launch.port(arguments));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getHost();
    tomcat.start();
    Launch.deploy(
        arguments,
        (contextPath, directory) -> {
          Context context = context(contextPath, directory, webXml);
          tomcat.getHost().addChild(context);
          if (!context.getState().isAvailable()) {
            throw new IllegalStateException("Tomcat says why above");
          }
        });
  }

  private static Context context(String contextPath, Path directory, Path webXml) {
    StandardContext context = new StandardContext();
    context.setName(contextPath);
    context.setPath(contextPath);
    context.setDocBase(directory.toString());
    context.setParentClassLoader(TomcatLauncher.class.getClassLoader());
    ContextConfig configuration = new ContextConfig();
    configuration.setDefaultWebXml(webXml.toString());
    context.addLifecycleListener(configuration);
    if (context.getJarScanner() instanceof StandardJarScanner scanner) {
      scanner.setScanManifest(false);
    }
    return context;
  }
}
