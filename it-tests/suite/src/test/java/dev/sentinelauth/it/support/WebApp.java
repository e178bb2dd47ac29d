package dev.sentinelauth.it.support;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An unpacked web application: a directory with a web.xml that is written when it's deployed. */
public final class WebApp {
  private final Path directory;
  private final StringBuilder elements = new StringBuilder();

  public WebApp(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("WEB-INF"));
  }

  public WebApp file(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  public WebApp contextParam(String name, String value) {
    elements.append("<context-param>").append(param(name, value)).append("</context-param>\n");
    return this;
  }

  public WebApp listener(Class<?> type) {
    elements
        .append("<listener><listener-class>")
        .append(type.getName())
        .append("</listener-class></listener>\n");
    return this;
  }

  public WebApp filter(
      String name,
      Class<? extends Filter> type,
      Map<String, String> initParams,
      DispatcherType... dispatchers) {
    return filter(name, type.getName(), initParams, dispatchers);
  }

  public WebApp filter(
      String name, String type, Map<String, String> initParams, DispatcherType... dispatchers) {
    elements.append("<filter><filter-name>").append(name).append("</filter-name><filter-class>");
    elements.append(type).append("</filter-class>");
    elements.append("<async-supported>true</async-supported>");
    initParams.forEach(
        (key, value) ->
            elements.append("<init-param>").append(param(key, value)).append("</init-param>"));
    elements.append("</filter>\n<filter-mapping><filter-name>").append(name);
    elements.append("</filter-name><url-pattern>/*</url-pattern>");
    for (DispatcherType dispatcher : dispatchers) {
      elements.append("<dispatcher>").append(dispatcher).append("</dispatcher>");
    }
    elements.append("</filter-mapping>\n");
    return this;
  }

  /** One that is mapped by the name of a servlet. */
  public WebApp filterOfServlet(String name, Class<? extends Filter> type, String servlet) {
    elements.append("<filter><filter-name>").append(name).append("</filter-name><filter-class>");
    elements.append(type.getName()).append("</filter-class></filter>\n<filter-mapping>");
    elements.append("<filter-name>").append(name).append("</filter-name><servlet-name>");
    elements.append(servlet).append("</servlet-name></filter-mapping>\n");
    return this;
  }

  public WebApp servlet(Class<? extends Servlet> type, String... patterns) {
    return servlet(type, Map.of(), patterns);
  }

  public WebApp servlet(
      Class<? extends Servlet> type, Map<String, String> initParams, String... patterns) {
    String name = type.getSimpleName();
    elements.append("<servlet><servlet-name>").append(name).append("</servlet-name>");
    elements.append("<servlet-class>").append(type.getName()).append("</servlet-class>");
    initParams.forEach(
        (key, value) ->
            elements.append("<init-param>").append(param(key, value)).append("</init-param>"));
    if (!initParams.isEmpty()) { // a framework's, which starts with the application
      elements.append("<load-on-startup>1</load-on-startup>");
    }
    elements.append("<async-supported>true</async-supported></servlet>\n<servlet-mapping>");
    elements.append("<servlet-name>").append(name).append("</servlet-name>");
    for (String pattern : patterns) {
      elements.append("<url-pattern>").append(pattern).append("</url-pattern>");
    }
    elements.append("</servlet-mapping>\n");
    return this;
  }

  public WebApp errorPage(int status, String location) {
    elements.append("<error-page><error-code>").append(status).append("</error-code><location>");
    elements.append(location).append("</location></error-page>\n");
    return this;
  }

  public WebApp sessionCookieAttribute(String name, String value) {
    elements
        .append("<session-config><cookie-config><attribute><attribute-name>")
        .append(name)
        .append("</attribute-name><attribute-value>")
        .append(value)
        .append("</attribute-value></attribute></cookie-config></session-config>\n");
    return this;
  }

  /**
   * Puts a copy of what the tests' class path has under these names into the application itself.
   */
  public WebApp withOwnCopyOf(List<String> names) throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (names.stream().noneMatch(entry::contains)) {
        continue;
      }
      if (Files.isDirectory(path)) {
        copy(path, directory.resolve("WEB-INF/classes"));
      } else {
        copy(path, directory.resolve("WEB-INF/lib").resolve(path.getFileName().toString()));
      }
    }
    return this;
  }

  /** With its web.xml, ready to be deployed. */
  public Path directory() throws IOException {
    file(
        "WEB-INF/web.xml",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
        %s</web-app>
        """
            .formatted(elements));
    return directory;
  }

  private static String param(String name, String value) {
    return "<param-name>" + name + "</param-name><param-value>" + value + "</param-value>";
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = from.equals(file) ? to : to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        // each module has the licence
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  public static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
