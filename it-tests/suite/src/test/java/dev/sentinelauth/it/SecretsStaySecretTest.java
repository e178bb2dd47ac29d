package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.SecretsDriver;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client secret and the tokens stand in no URL, log line, exception, text of an object, thread
 * name or JMX value. Everything is driven in a JVM of its own, because the JDK's HTTP client reads
 * what it is to log once, when it starts.
 */
@Timeout(120)
class SecretsStaySecretTest {

  /** Everything that {@code java.net.http} can be told to log, but for the header fields. */
  private static final String ALL_BUT_HEADERS =
      "-Djdk.httpclient.HttpClient.log=errors,requests,content,frames:all,ssl,trace,channel";

  @TempDir private Path directory;

  @Test
  void secretsAndTokensAppearNowhere() throws Exception {
    String output =
        drive(
            List.of(ALL_BUT_HEADERS, "-Djdk.internal.httpclient.debug=true"), directory.toString());

    for (String captured :
        List.of(
            "DRIVEN TO THE END",
            "HTTP 401 invalid_client",
            "AppJWT of account le81823118: obtained",
            "neither LivePerson's",
            "dev.sentinelauth:type=Sentinel,application=le81823118 AppJwts=[javax",
            "REQUEST: http://127.0.0.1",
            "SystemProperties=")) {
      assertThat(lines(output, captured)).as(captured).isNotEmpty();
    }
    Set<String> secrets = secrets();
    assertThat(secrets).hasSizeGreaterThan(50);
    for (String secret : secrets) {
      assertThat(lines(output, secret)).as("lines with a secret").isEmpty();
    }
  }

  @Test
  void secretsOfLoginsAppearNowhere() throws Exception {
    String output =
        drive(
            List.of(ALL_BUT_HEADERS, "-Djdk.internal.httpclient.debug=true"),
            directory.toString(),
            "logins");

    for (String captured :
        List.of(
            "DRIVEN TO THE END",
            "a user logged in",
            "logins stay until they end",
            "LoginException",
            "invalid_grant",
            "REQUEST: http://127.0.0.1",
            "could not be trusted")) {
      assertThat(lines(output, captured)).as(captured).isNotEmpty();
    }
    Set<String> secrets = secrets();
    assertThat(secrets).hasSizeGreaterThan(100);
    for (String secret : secrets) {
      assertThat(lines(output, secret)).as("lines with a secret").isEmpty();
    }
  }

  /**
   * The one exception, which is not ours to close: told to log header fields, the JDK logs them all
   * and hides none. Bodies it never logs, and so the client secret stays out even then.
   */
  @Test
  void headersThatTheJdkIsToldToLogHoldTokensButNoClientSecret() throws Exception {
    String output =
        drive(List.of("-Djdk.httpclient.HttpClient.log=headers"), directory.toString(), "briefly");

    assertThat(lines(output, "DRIVEN TO THE END")).isNotEmpty();
    assertThat(lines(output, "Authorization: Bearer eyJ")).isNotEmpty();
    for (String form : forms(OutboundFixture.SECRET)) {
      assertThat(lines(output, form)).isEmpty();
    }
  }

  private String drive(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("@" + classPathFile());
    command.add(SecretsDriver.class.getName());
    command.addAll(List.of(arguments));
    File output = directory.resolve("output").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output.toPath());
  }

  /** Surefire may hide the class path in a jar; a file is short enough for any system. */
  private Path classPathFile() throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Files.writeString(
        directory.resolve("class-path"), "-cp \"" + classPath.replace("\\", "\\\\") + "\"");
  }

  private Set<String> secrets() throws IOException {
    Set<String> all = new LinkedHashSet<>();
    for (String secret : Files.readAllLines(directory.resolve("secrets"))) {
      all.addAll(forms(secret));
    }
    return all;
  }

  /** As it is, as it stands in a form, and as somebody may have encoded it. */
  private static Set<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return new LinkedHashSet<>(
        List.of(
            secret,
            URLEncoder.encode(secret, StandardCharsets.UTF_8),
            Base64.getEncoder().withoutPadding().encodeToString(bytes)));
  }

  private static List<String> lines(String output, String text) {
    // most are nowhere, and that is found out ten times faster in the whole
    return output.contains(text)
        ? output.lines().filter(line -> line.contains(text)).limit(5).toList()
        : List.of();
  }
}
