package dev.sentinelauth.it.support;

import dev.sentinelauth.it.support.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * One application, as servlets behind the filter and as Jersey resources with the feature,
 * everywhere they can run.
 */
public final class AnswerTargets implements AutoCloseable {

  /** What both sides have to send alike. */
  private static final List<String> HEADERS =
      List.of(
          "Content-Type",
          "Content-Length",
          "Cache-Control",
          "WWW-Authenticate",
          "Retry-After",
          "Allow");

  /** An answer without what belongs to the server: its date, its name, its connection. */
  public record Answer(int status, Map<String, List<String>> headers, String body) {}

  private record Target(String name, int port, String context) {}

  private final List<AutoCloseable> servers = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();

  public AnswerTargets(Properties settings, java.nio.file.Path directory) throws Exception {
    try {
      for (WebContainer.Kind kind : WebContainer.Kind.inUse().toList()) {
        StringWriter file = new StringWriter();
        settings.store(file, null);
        WebApp app =
            new WebApp(directory.resolve(kind.name()))
                .file("WEB-INF/sentinel.properties", file.toString())
                .servlet(TestServlets.WhoAmI.class, "/api/*")
                .filter(
                    "sentinel",
                    SentinelAuthenticationFilter.class,
                    Map.of(),
                    DispatcherType.REQUEST);
        WebContainer container = kind.deploy(app);
        servers.add(container);
        targets.add(new Target("servlet filter on " + kind, container.port(), "/app"));
      }
      for (Container container : Container.values()) {
        ResourceConfig application =
            new ResourceConfig(Anything.class, SentinelAuthenticationFeature.class);
        JerseyUnderTest jersey =
            JerseyUnderTest.start(container, JerseyUnderTest.configure(application, settings));
        servers.add(jersey);
        targets.add(
            new Target(
                "Jersey on " + container,
                jersey.port(),
                container == Container.SERVLET ? "/app" : ""));
      }
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** How many answers there are to each question. */
  public static int count() {
    return (int) WebContainer.Kind.inUse().count() + Container.values().length;
  }

  /** Answers below every path. */
  @Path("{any: .*}")
  public static class Anything {
    @GET
    public String get() {
      return "in";
    }
  }

  /** The answers of all targets, by their names. */
  public Map<String, Answer> ask(String path, List<String> headerLines) throws IOException {
    return send("GET", targets, path, headerLines);
  }

  /** The answers of those alone that have this context path, {@code /app} or none. */
  public Map<String, Answer> below(String context, String method, String path) throws IOException {
    List<Target> some = targets.stream().filter(t -> t.context().equals(context)).toList();
    return send(method, some, path, List.of());
  }

  private static Map<String, Answer> send(
      String method, List<Target> targets, String path, List<String> headerLines)
      throws IOException {
    Map<String, Answer> answers = new LinkedHashMap<>();
    for (Target target : targets) {
      RawHttp.Answer answer =
          RawHttp.send(
              target.port(), method, target.context() + path, headerLines.toArray(new String[0]));
      Map<String, List<String>> headers = new TreeMap<>();
      for (String name : HEADERS) {
        if (!answer.header(name).isEmpty()) {
          headers.put(name, answer.header(name));
        }
      }
      answers.put(target.name(), new Answer(answer.status(), headers, answer.body()));
    }
    return answers;
  }

  @Override
  public void close() {
    for (AutoCloseable server : servers) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
