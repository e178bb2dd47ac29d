package dev.sentinelauth.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real Prometheus, with its data in a directory that goes with it.
 *
 * <p>There is one where the environment variable {@code IT_PROMETHEUS} or the system property
 * {@code it.prometheus} is {@code true}; elsewhere the tests that ask for one are skipped. Its
 * programs are Debian's {@code /usr/bin/prometheus} and {@code /usr/bin/promtool}, or those that
 * {@code it.prometheus.server} and {@code it.prometheus.promtool} name; nothing is downloaded.
 */
public final class Prometheus implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final Path directory;
  private final Process process;
  private final URI uri;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Path directory, Process process, URI uri) {
    this.directory = directory;
    this.process = process;
    this.uri = uri;
  }

  /** Skips the test where there is none. */
  public static void assumeThereIsOne() {
    assumeTrue(
        Boolean.getBoolean("it.prometheus") || "true".equals(System.getenv("IT_PROMETHEUS")),
        "needs Prometheus and promtool; set IT_PROMETHEUS=true where they are installed");
  }

  /**
   * Starts one, or skips the test where there is none.
   *
   * @param rules the text of a file of rules
   * @param target whose {@code /metrics} it reads, four times a second
   */
  public static Prometheus start(String rules, URI target) throws IOException {
    assumeThereIsOne();
    Path program = program("it.prometheus.server", "/usr/bin/prometheus");
    Path below = Files.createDirectories(Path.of("target").toAbsolutePath());
    Path directory = Files.createTempDirectory(below, "prometheus");
    Files.writeString(directory.resolve("rules.yml"), rules);
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        global:
          scrape_interval: 250ms
          scrape_timeout: 250ms
          evaluation_interval: 250ms
        rule_files:
          - rules.yml
        scrape_configs:
          - job_name: demo
            static_configs:
              - targets: ["%s"]
        """
            .formatted(target.getAuthority()));
    int port = freePort();
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Prometheus started = new Prometheus(directory, process, URI.create("http://127.0.0.1:" + port));
    try {
      started.await("to be ready", started::isReady);
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
    return started;
  }

  private static Path program(String property, String usual) {
    Path program = Path.of(System.getProperty(property, usual));
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException("no program at " + program + "; name it with " + property);
    }
    return program;
  }

  /** It can't tell which one it took, so one is chosen for it. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Runs promtool, and fails where it finds fault.
   *
   * @return what it printed
   */
  public static String promtool(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program("it.prometheus.promtool", "/usr/bin/promtool").toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended: " + log());
    }
    try {
      return send("/-/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(String path) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(uri.resolve(path)).timeout(PATIENCE).build(),
          BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private Map<String, Object> data(String path) {
    try {
      HttpResponse<String> answer = send(path);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return Monitoring.map(JSONObjectUtils.parse(answer.body()).get("data"));
    } catch (IOException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  /** How many series an expression finds right now. */
  public int found(String expr) {
    return ((List<?>)
            data("/api/v1/query?query=" + URLEncoder.encode(expr, StandardCharsets.UTF_8))
                .get("result"))
        .size();
  }

  /** The names of the alerts that are told right now. */
  public Set<String> firing() {
    Set<String> firing = new TreeSet<>();
    for (Map<String, Object> alert : Monitoring.maps(data("/api/v1/alerts").get("alerts"))) {
      if ("firing".equals(alert.get("state"))) {
        firing.add(String.valueOf(Monitoring.map(alert.get("labels")).get("alertname")));
      }
    }
    return firing;
  }

  /** Waits until these alerts are told, and no others. */
  public void awaitFiring(String... names) {
    Set<String> expected = new TreeSet<>(List.of(names));
    await(expected + " to be told", () -> firing().equals(expected));
  }

  /** Something that comes true after a while. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Looks again and again until something holds. */
  public void await(String what, Condition condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!condition.holds()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("waited in vain for " + what + "; told: " + firing());
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
