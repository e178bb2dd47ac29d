package dev.sentinelauth.it.support;

import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import jakarta.servlet.Servlet;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * A Jakarta REST application in Tomcat, below the context path {@code /app} or another, in
 * whichever implementation is on the class path. Its settings are those of {@code
 * /WEB-INF/sentinel.properties}.
 */
public final class RestUnderTest implements AutoCloseable {
  public static final String ACCOUNT = "le81823118";

  /** By the servlet that each brings; the build runs the tests once for each. */
  private static final Map<String, String> SERVLETS =
      Map.of(
          "RESTEASY", "org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher",
          "CXF", "org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet",
          "JERSEY", "org.glassfish.jersey.servlet.ServletContainer");

  /** What RESTEasy has to be told below /api. */
  public static final Map<String, String> PREFIX =
      Map.of("resteasy.servlet.mapping.prefix", "/api");

  private final Tomcat tomcat = new Tomcat();
  private final String contextPath;
  private final Path base;

  /** The implementation that the build asks for. */
  public static String implementation() {
    return System.getProperty("it.rest", "JERSEY");
  }

  public RestUnderTest(Class<? extends Application> application, Properties settings)
      throws Exception {
    this(application, settings, Map.of());
  }

  public RestUnderTest(
      Class<? extends Application> application,
      Properties settings,
      Map<String, String> contextParameters)
      throws Exception {
    this(
        settings,
        context -> {
          contextParameters.forEach(context::addParameter);
          addServlet(context, application, PREFIX, "/api/*");
        });
  }

  /** An application that is put together by the test. */
  public RestUnderTest(Properties settings, Consumer<Context> wiring) throws Exception {
    this("/app", settings, wiring);
  }

  /** As that, below another context path than {@code /app}. */
  public RestUnderTest(String contextPath, Properties settings, Consumer<Context> wiring)
      throws Exception {
    this.contextPath = contextPath;
    base = Files.createTempDirectory("rest");
    Path webInf = Files.createDirectories(base.resolve("app/WEB-INF"));
    try (Writer out = Files.newBufferedWriter(webInf.resolve("sentinel.properties"))) {
      settings.store(out, null);
    }
    tomcat.setBaseDir(base.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext(contextPath, base.resolve("app").toString());
    context.setParentClassLoader(RestUnderTest.class.getClassLoader());
    wiring.accept(context);
    try {
      tomcat.start();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** The implementation's servlet. */
  public static void addServlet(
      Context context,
      Class<? extends Application> application,
      Map<String, String> parameters,
      String... mappings) {
    Wrapper servlet =
        Tomcat.addServlet(context, application.getName(), SERVLETS.get(implementation()));
    servlet.addInitParameter("jakarta.ws.rs.Application", application.getName());
    parameters.forEach(servlet::addInitParameter);
    servlet.setLoadOnStartup(1);
    servlet.setAsyncSupported(true);
    for (String mapping : mappings) {
      servlet.addMapping(mapping);
    }
  }

  /** A filter of this class. */
  public static void addFilter(
      Context context, String type, Map<String, String> parameters, String... mappings) {
    FilterDef filter = new FilterDef();
    filter.setFilterName(type);
    filter.setFilterClass(type);
    filter.setAsyncSupported("true");
    parameters.forEach(filter::addInitParameter);
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName(type);
    for (String mapping : mappings) {
      map.addURLPattern(mapping);
    }
    context.addFilterMap(map);
  }

  /** The servlet of the implementation. */
  public static Class<? extends Servlet> servlet() throws ClassNotFoundException {
    return Class.forName(SERVLETS.get(implementation())).asSubclass(Servlet.class);
  }

  /** What it is told for an application below /api. */
  public static Map<String, String> initParameters(Class<? extends Application> application) {
    Map<String, String> parameters = new HashMap<>(PREFIX);
    parameters.put("jakarta.ws.rs.Application", application.getName());
    return parameters;
  }

  /** Settings for an application whose tokens come from this emulator. */
  public static Properties settings(SentinelEmulator emulator) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", ACCOUNT);
    settings.setProperty("sentinel.server", emulator.uri().toString());
    settings.setProperty("sentinel.route.optional.path", "/api/optional/*");
    settings.setProperty("sentinel.route.optional.access", "optional");
    return settings;
  }

  /** A token of the account with these scopes, separated by spaces. */
  public static String token(SentinelEmulator emulator, String scopes) {
    return emulator
        .mint(emulator.install(Installation.forApi(ACCOUNT, "any")))
        .claim("scope", scopes)
        .compact();
  }

  public RawHttp.Answer get(String path, String... headerLines) throws IOException {
    return RawHttp.get(tomcat.getConnector().getLocalPort(), contextPath + path, headerLines);
  }

  public RawHttp.Answer send(String method, String path, String... headerLines) throws IOException {
    return RawHttp.send(
        tomcat.getConnector().getLocalPort(), method, contextPath + path, headerLines);
  }

  public int statusWith(String token, String path, String... headerLines) throws IOException {
    List<String> lines = new ArrayList<>(List.of(headerLines));
    lines.add("Authorization: Bearer " + token);
    return get(path, lines.toArray(new String[0])).status();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
      WebApp.delete(base);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
