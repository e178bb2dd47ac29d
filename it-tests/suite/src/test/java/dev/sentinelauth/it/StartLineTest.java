package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.it.support.WrittenLog;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.core.Application;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of a start: once for each instance, and no value of a setting. */
class StartLineTest {
  private static final String BEGINNING = "INFO Sentinel Auth Filters (";

  @RegisterExtension static final ServletFixture SENTINEL = new ServletFixture();

  @TempDir Path directory;

  /** The feature, and a resource, without which CXF starts nothing. */
  public static class Guarded extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(SentinelAuthenticationFeature.class, RestImplementationsTest.Plain.class);
    }
  }

  @OnEachContainer
  void oneLineTellsOfAnInstanceHoweverManyFiltersShareIt(WebContainer.Kind kind) throws Exception {
    WebApp app =
        SENTINEL
            .app(directory)
            .contextParam("sentinel.client-id", "an-id")
            .contextParam("sentinel.client-secret", "s3cr3t")
            .filter("one", SentinelAuthenticationFilter.class, Map.of(), DispatcherType.REQUEST)
            .filter("two", SentinelAuthenticationFilter.class, Map.of(), DispatcherType.REQUEST);
    try (WrittenLog log = new WrittenLog();
        WebContainer container = kind.deploy(app)) {
      assertThat(container.port()).isPositive();
      List<String> lines = log.linesWith(BEGINNING);
      assertThat(lines).hasSize(1);
      assertThat(lines.get(0))
          .contains(
              "accounts [le81823118], keys [jwks], audience [le81823118], parties [any],"
                  + " routes [1], settings [/WEB-INF/sentinel.properties],"
                  + " besides [context-param: sentinel.client-id sentinel.client-secret],"
                  + " signatures [")
          .containsIgnoringCase("in [" + (kind == WebContainer.Kind.JETTY ? "jetty" : "Apache T"))
          .doesNotContain("s3cr3t", "an-id", SENTINEL.emulator.uri().toString());
    }
  }

  @Test
  void implementationOfJakartaRestIsNamedWhereItStartsFirst() throws Exception {
    Properties settings = RestUnderTest.settings(SENTINEL.emulator);
    try (WrittenLog log = new WrittenLog();
        RestUnderTest server = new RestUnderTest(Guarded.class, settings)) {
      assertThat(server.get("/api/plain").status()).isEqualTo(401);
      assertThat(log.linesWith(BEGINNING))
          .singleElement()
          .asString()
          .matches("(?i).* in \\[Apache Tomcat/[^ ]+, " + RestUnderTest.implementation() + ".*\\]");
    }
  }

  @Test
  void longListsAreCutAndNothingIsForged() {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", many("le"));
    settings.setProperty("sentinel.keys", "v1");
    settings.setProperty("sentinel.authorized-parties", "\u00fc, b");
    try (WrittenLog log = new WrittenLog();
        Sentinel sentinel =
            Sentinel.create(SentinelConfig.loader().properties("a\nfile", settings).load())) {
      assertThat(sentinel.status().ready()).isTrue();
      assertThat(log.linesWith(BEGINNING))
          .singleElement()
          .asString()
          .contains(
              "le10 and 20 more]", "keys [v1]", "parties [\\u00fc, b]", "settings [a\\u000afile]")
          .contains("besides [], ", "in [no server]");
    }
  }

  private static String many(String prefix) {
    return IntStream.rangeClosed(1, 30)
        .mapToObj(number -> prefix + number)
        .collect(Collectors.joining(","));
  }
}
