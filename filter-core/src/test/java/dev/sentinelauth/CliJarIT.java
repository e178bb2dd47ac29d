package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The doctor as it is delivered: one jar, run by {@code java -jar}; and the plain jar beside it.
 */
class CliJarIT {
  private static final Path CLI = Path.of(System.getProperty("test.cli.jar"));
  private static final Path PLAIN = Path.of(System.getProperty("test.plain.jar"));

  @TempDir Path folder;

  /** How a process ended, and what it said. */
  private record Ended(int exit, String out, String err) {}

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", CLI.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void checkRunsInAProcessOfItsOwnAndSaysNothingElse() throws Exception {
    Files.writeString(folder.resolve("x.properties"), "sentinel.account-id = le1\n");

    Ended ended =
        run(Map.of("SENTINEL_REALM", "from-the-environment"), "check", "x.properties", "--json");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .startsWith("{\"command\":\"check\",\"verdict\":\"good\",\"exit\":0,")
        .contains("from-the-environment", "environment variable SENTINEL_REALM");
    assertThat(ended.exit()).isZero();
  }

  /** All that it needs is in there: the client, the parser of key sets, the log. */
  @Test
  void callsWorkAndTheLogIsThereWhereItIsAskedFor() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer =
              (exchange.getRequestMethod().equals("POST")
                      ? "{\"access_token\":\"opaque-token\",\"expires_in\":60}"
                      : "{\"keys\":[{\"kty\":\"oct\"}]}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      Files.writeString(
          folder.resolve("x.properties"),
          """
          sentinel.account-id = le1
          sentinel.server = http://127.0.0.1:%s
          sentinel.client-id = id
          sentinel.client-secret = secret-of-the-test
          """
              .formatted(server.getAddress().getPort()));

      Ended token = run(Map.of(), "token", "x.properties", "--print");
      assertThat(token.out()).isEqualToIgnoringNewLines("opaque-token");
      assertThat(token.err()).contains("gave an AppJWT").doesNotContain("opaque-token", "SLF4J");
      assertThat(token.exit()).isZero();

      Ended check = run(Map.of(), "check", "x.properties", "--online", "--verbose");
      assertThat(check.out()).contains("none of the keys in the key set can be used");
      assertThat(check.err())
          .contains("INFO dev.sentinelauth.SignatureProvider")
          .doesNotContain("secret-of-the-test", "opaque-token");
      assertThat(check.exit()).isEqualTo(3);
    } finally {
      server.stop(0);
    }
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(entry -> entry.getName()).toList();
    }
  }

  @Test
  void jarHoldsLibrariesAndLicencesAndNothingThatEndsWithThem() throws Exception {
    List<String> entries = entries(CLI);

    assertThat(entries)
        .doesNotHaveDuplicates()
        .contains(
            "META-INF/LICENSE",
            "META-INF/THIRD-PARTY.txt",
            "META-INF/licenses/slf4j-api/META-INF/LICENSE.txt",
            "META-INF/licenses/caffeine/META-INF/LICENSE",
            "META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
            "dev/sentinelauth/DoctorMain.class",
            "dev/sentinelauth/Sentinel.class",
            "picocli/CommandLine.class",
            "org/slf4j/simple/SimpleLogger.class")
        .noneMatch(name -> name.endsWith("module-info.class"))
        .noneMatch(name -> name.matches("META-INF/[^/]+[.](?:SF|RSA|DSA|EC)"))
        .noneMatch(name -> name.startsWith("META-INF/versions/"))
        .noneMatch(name -> name.startsWith("io/micrometer/"));
  }

  @Test
  void plainJarAndItsPomKnowNothingOfTheDoctor() throws Exception {
    assertThat(entries(PLAIN))
        .contains("dev/sentinelauth/Sentinel.class")
        .noneMatch(name -> name.contains("Doctor"))
        .noneMatch(name -> name.startsWith("picocli/") || name.startsWith("org/"));
    String pom;
    try (JarFile file = new JarFile(PLAIN.toFile());
        InputStream in =
            file.getInputStream(
                file.getEntry("META-INF/maven/dev.sentinelauth/sentinel-filter-core/pom.xml"))) {
      pom = new String(in.readAllBytes(), UTF_8);
    }
    Matcher dependency =
        Pattern.compile("(?s)<dependency>\\s*<groupId>(.*?)</groupId>(.*?)</dependency>")
            .matcher(pom);
    List<String> handedOn = new ArrayList<>();
    while (dependency.find()) {
      if (!dependency.group(2).matches("(?s).*<(?:scope|optional)>.*")) {
        handedOn.add(dependency.group(1));
      }
    }
    assertThat(handedOn)
        .containsExactlyInAnyOrder(
            "com.nimbusds", "com.github.ben-manes.caffeine", "org.slf4j", "org.jspecify");
  }
}
