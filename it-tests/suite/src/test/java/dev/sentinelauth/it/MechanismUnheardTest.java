package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.it.support.WrittenLog;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.servlet.SentinelAuthenticationMechanism;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mechanism in a server that knows its API and never calls it, as TomEE does. The embedded Jetty
 * of these tests runs no initializers; the table of servers has one that does.
 */
class MechanismUnheardTest {

  /** As an application has it. */
  @ApplicationScoped
  public static class Gate extends SentinelAuthenticationMechanism {}

  private static final String FILE = Gate.class.getName().replace('.', '/') + ".class";

  @TempDir Path directory;

  @Test
  void nothingIsServed() throws Exception {
    try (ServletFixture fixture = new ServletFixture();
        WebContainer container =
            WebContainer.Kind.TOMCAT.deploy(withMechanism(fixture.app(directory)))) {
      assertEverythingIsRefused(fixture, container);
    }
  }

  @Test
  void nothingIsServedWhereItIsInALibrary() throws Exception {
    assertEverythingIsRefusedWithALibrary(0);
  }

  @Test
  void nothingIsServedWhereItIsInALargeLibrary() throws Exception {
    assertEverythingIsRefusedWithALibrary(3 << 20);
  }

  /** With so many bytes before the class. */
  private void assertEverythingIsRefusedWithALibrary(int size) throws Exception {
    try (ServletFixture fixture = new ServletFixture()) {
      WebApp app = fixture.app(directory);
      Path library = directory.resolve("WEB-INF/lib/gate.jar");
      Files.createDirectories(library.getParent());
      byte[] random = new byte[size];
      new Random(1).nextBytes(random);
      try (InputStream bytes = Gate.class.getClassLoader().getResourceAsStream(FILE);
          JarOutputStream jar = new JarOutputStream(Files.newOutputStream(library))) {
        jar.putNextEntry(new ZipEntry("large.bin"));
        jar.write(random);
        jar.putNextEntry(new ZipEntry("odd/Odd.class"));
        jar.write(Arrays.copyOf(random, Math.min(size, 100))); // spoils nothing
        jar.putNextEntry(new ZipEntry(FILE));
        bytes.transferTo(jar);
      }
      try (WebContainer container = WebContainer.Kind.TOMCAT.deploy(app)) {
        assertEverythingIsRefused(fixture, container);
      }
    }
  }

  @Test
  void theFilterBesideItOpensNothing() throws Exception {
    try (ServletFixture fixture = new ServletFixture()) {
      WebApp app =
          withMechanism(fixture.app(directory))
              .filter("sentinel", SentinelAuthenticationFilter.class, Map.of());
      try (WebContainer container = WebContainer.Kind.TOMCAT.deploy(app)) {
        assertEverythingIsRefused(fixture, container);
      }
    }
  }

  @Test
  void wrongSettingsAreToldInOneLineThatListsThem() throws Exception {
    try (WrittenLog log = new WrittenLog();
        ServletFixture fixture = new ServletFixture();
        WebContainer container =
            WebContainer.Kind.TOMCAT.deploy(
                withMechanism(fixture.app(directory))
                    .contextParam("sentinel.startup", "eager")
                    .contextParam("sentinel.cache.size", "many"))) {
      assertEverythingIsRefused(fixture, container);

      assertThat(log.linesWith("answers everything 500"))
          .singleElement()
          .asString()
          .startsWith("ERROR " + Gate.class.getName() + " answers everything 500. Sentinel config")
          .contains("sentinel.startup (context-param)", "sentinel.cache.size (context-param)");
    }
  }

  @Test
  void anApplicationWithoutOneIsLeftAlone() throws Exception {
    try (ServletFixture fixture = new ServletFixture();
        WebContainer container = WebContainer.Kind.TOMCAT.deploy(fixture.app(directory))) {
      assertThat(RawHttp.get(container.port(), "/app/public/who").status()).isEqualTo(200);
    }
  }

  private static void assertEverythingIsRefused(ServletFixture fixture, WebContainer container)
      throws Exception {
    for (String target : new String[] {"/app/public/who", "/app/admin", "/app/nothing"}) {
      for (String header : new String[] {"Accept: */*", fixture.authorization()}) {
        RawHttp.Answer answer = RawHttp.get(container.port(), target, header);
        assertThat(answer.status()).as(target).isEqualTo(500);
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
      }
    }
  }

  private WebApp withMechanism(WebApp app) throws Exception {
    return withMechanism(app, directory);
  }

  static WebApp withMechanism(WebApp app, Path directory) throws Exception {
    Path target = directory.resolve("WEB-INF/classes").resolve(FILE);
    Files.createDirectories(target.getParent());
    try (InputStream bytes = Gate.class.getClassLoader().getResourceAsStream(FILE)) {
      Files.copy(bytes, target);
    }
    return app;
  }
}
