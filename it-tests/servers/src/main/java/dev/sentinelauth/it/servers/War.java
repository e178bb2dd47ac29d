package dev.sentinelauth.it.servers;

import dev.sentinelauth.it.servers.app.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A web application, and the rows of the table that it answers.
 *
 * <p>It is deployed at {@code /NAME}. Whatever isn't said here is as it is by default: on all
 * servers, without Jakarta REST of its own, with our three modules and what they need.
 */
final class War {
  private final String name;
  private final List<Class<?>> classes = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private final StringBuilder webXml = new StringBuilder();
  private final List<Row> rows = new ArrayList<>();
  private final List<String> logged = new ArrayList<>();
  private Predicate<Server> servers = server -> true;
  private boolean rest;
  private @Nullable String library;

  War(String name) {
    this.name = name;
    classes.add(Report.class);
  }

  String name() {
    return name;
  }

  String contextPath() {
    return "/" + name;
  }

  /** Only there. */
  War on(Predicate<Server> which) {
    Predicate<Server> before = servers;
    servers = server -> before.test(server) && which.test(server);
    return this;
  }

  boolean isFor(Server server) {
    return servers.test(server);
  }

  /** It has Jakarta REST resources; where the server can't run them, Jersey comes along. */
  War rest() {
    rest = true;
    return this;
  }

  /** It has Jakarta REST resources, and this implementation comes along (a pom in src/servers). */
  War rest(String implementation) {
    library = implementation;
    return on(server -> server.rest() == Rest.NONE);
  }

  /** The name of the libraries that come along, or {@code null}. */
  @Nullable String library(Server server) {
    if (library != null) {
      return library;
    }
    return rest && server.rest() == Rest.NONE ? "jersey-3.1" : null;
  }

  War classes(Class<?>... types) {
    classes.addAll(List.of(types));
    return this;
  }

  War file(String path, String content) {
    files.put(path, content);
    return this;
  }

  /** More of the web.xml. */
  War webXml(String elements) {
    webXml.append(elements);
    return this;
  }

  War contextParam(String key, String value) {
    return webXml(
        """
        <context-param>
          <param-name>%s</param-name>
          <param-value>%s</param-value>
        </context-param>
        """
            .formatted(key, value));
  }

  /** A filter on everything. */
  War filter(Class<?> type, String... dispatchers) {
    StringBuilder elements = new StringBuilder();
    for (String dispatcher : dispatchers) {
      elements.append("  <dispatcher>").append(dispatcher).append("</dispatcher>\n");
    }
    return webXml(
        """
        <filter>
          <filter-name>%1$s</filter-name>
          <filter-class>%1$s</filter-class>
          <async-supported>true</async-supported>
        </filter>
        <filter-mapping>
          <filter-name>%1$s</filter-name>
          <url-pattern>/*</url-pattern>
        %2$s</filter-mapping>
        """
            .formatted(type.getName(), elements));
  }

  War servlet(Class<?> type, String... patterns) {
    StringBuilder elements = new StringBuilder();
    for (String pattern : patterns) {
      elements.append("  <url-pattern>").append(pattern).append("</url-pattern>\n");
    }
    classes(type);
    return webXml(
        """
        <servlet>
          <servlet-name>%1$s</servlet-name>
          <servlet-class>%1$s</servlet-class>
          <async-supported>true</async-supported>
        </servlet>
        <servlet-mapping>
          <servlet-name>%1$s</servlet-name>
        %2$s</servlet-mapping>
        """
            .formatted(type.getName(), elements));
  }

  War rows(List<Row> more) {
    rows.addAll(more);
    return this;
  }

  List<Row> rows() {
    return rows;
  }

  /** The server's log has to hold this. */
  War logs(String text) {
    logged.add(text);
    return this;
  }

  List<String> logged() {
    return logged;
  }

  /** Writes it into this directory, unpacked. */
  void write(Path directory, List<Path> libraries) throws IOException {
    Archives.copyClasses(classes, directory.resolve("WEB-INF/classes"));
    Archives.copyLibraries(libraries, directory.resolve("WEB-INF/lib"));
    write(directory.resolve("WEB-INF/classes/simplelogger.properties"), LOGGING);
    write(
        directory.resolve("WEB-INF/web.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        %s</web-app>
        """
            .formatted(webXml));
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  /** At its finest, so that what must never be logged would be found. */
  private static final String LOGGING =
      """
      org.slf4j.simpleLogger.defaultLogLevel=info
      org.slf4j.simpleLogger.log.dev.sentinelauth=trace
      """;

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
