package dev.sentinelauth.it.servers;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSObject;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.it.servers.launch.Watch;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.simple.SimpleServiceProvider;

/** Starts one server after the other, with all web applications in it, and asks for every row. */
final class Run {
  private static final Duration START = Duration.ofMinutes(5);

  /** What every web application brings along. */
  private static final List<Class<?>> LIBRARIES =
      List.of(
          Sentinel.class,
          SentinelAuthenticationFilter.class,
          SentinelContainerRequestFilter.class,
          JWSObject.class,
          Caffeine.class,
          Logger.class,
          SimpleServiceProvider.class,
          NullMarked.class);

  /** One application on one server. */
  record Result(
      String server,
      String version,
      String jdk,
      String war,
      int right,
      List<String> wrong,
      Duration time) {}

  private final Path directory;
  private final Artifacts artifacts;
  private final Callers callers;
  private final List<War> wars;
  private final List<Result> results = new ArrayList<>();
  private final List<String> notRun = new ArrayList<>();
  private final Consumer<String> progress;

  Run(Path sources, Path directory, Callers callers, List<War> wars, Consumer<String> progress) {
    this.directory = directory;
    this.artifacts = new Artifacts(sources, directory.resolve("artifacts"));
    this.callers = callers;
    this.wars = wars;
    this.progress = progress;
  }

  List<Result> results() {
    return results;
  }

  /** Servers that weren't run, each with the reason. */
  List<String> notRun() {
    return notRun;
  }

  void run(List<Server> servers) throws IOException, InterruptedException {
    List<String> names =
        Stream.concat(
                servers.stream().map(Server::name),
                servers.stream()
                    .flatMap(server -> wars.stream().map(war -> war.library(server)))
                    .flatMap(Stream::ofNullable))
            .distinct()
            .toList();
    artifacts.resolve(names);
    for (Server server : servers) {
      run(server);
    }
  }

  private void run(Server server) throws IOException, InterruptedException {
    Optional<Jdks.Jdk> jdk = Jdks.atLeast(server.java());
    if (!artifacts.isThere(server.name())) {
      notRun.add(server.name() + ": can't be fetched");
    } else if (jdk.isEmpty()) {
      notRun.add(server.name() + ": needs Java " + server.java());
    } else {
      run(server, jdk.get());
    }
  }

  private void run(Server server, Jdks.Jdk jdk) throws IOException, InterruptedException {
    String version = artifacts.version(server.name());
    progress.accept(server.name() + " " + version + ", Java " + jdk.version());
    Instant begin = Instant.now();
    Path home = directory.resolve(server.name());
    Path log = directory.resolve("logs").resolve(server.name() + ".log");
    Archives.delete(home);
    Files.createDirectories(home);
    List<War> deployed =
        wars.stream().filter(war -> war.isFor(server) && isComplete(war, server)).toList();
    Site site = site(server, jdk, home, deployed);
    List<Result> ofServer = new ArrayList<>();
    try (ServerProcess process = new ServerProcess(server.command(site), log, server.ready())) {
      process.awaitReady(START);
      progress.accept("  started in " + seconds(begin) + " s, see " + log);
      for (War war : deployed) {
        ofServer.add(ask(server, version, jdk, war, site.port()));
      }
    } catch (IOException e) {
      String reason = "did not start: " + e.getMessage() + ", see " + log;
      ofServer.add(
          new Result(server.name(), version, java(jdk), "-", 0, List.of(reason), since(begin)));
    }
    judgeLogs(server, home, log, deployed, ofServer);
    results.addAll(ofServer);
    progress.accept("  " + seconds(begin) + " s");
  }

  private boolean isComplete(War war, Server server) {
    String library = war.library(server);
    if (library == null || artifacts.isThere(library)) {
      return true;
    }
    notRun.add(war.name() + " on " + server.name() + ": " + library + " can't be fetched");
    return false;
  }

  private Site site(Server server, Jdks.Jdk jdk, Path home, List<War> deployed) throws IOException {
    Path agent = home.resolve("launch.jar");
    Archives.packLaunchers(Watch.class, agent);
    List<Path> directories = new ArrayList<>();
    for (War war : deployed) {
      Path unpacked = home.resolve("wars").resolve(war.name());
      List<Path> libraries = new ArrayList<>();
      LIBRARIES.forEach(type -> libraries.add(Archives.origin(type)));
      String library = war.library(server);
      if (library != null) {
        libraries.addAll(artifacts.files(library));
      }
      war.write(unpacked, libraries);
      Archives.pack(unpacked, unpacked.resolveSibling(war.name() + ".war"));
      directories.add(unpacked);
    }
    Path work = home.resolve("work");
    Files.createDirectories(work);
    return new Site(
        work,
        directory.resolve("unpacked"),
        jdk.home(),
        artifacts.files(server.name()),
        Site.freePort(),
        agent,
        directories);
  }

  private Result ask(Server server, String version, Jdks.Jdk jdk, War war, int port) {
    Instant begin = Instant.now();
    List<String> wrong = new ArrayList<>();
    int right = 0;
    for (Row row : war.rows()) {
      String got;
      try {
        Answer answer = send(row, war, port);
        if (row.expectation().met().test(answer)) {
          right++;
          continue;
        }
        got = answer.toString();
      } catch (IOException e) {
        got = e.toString();
      }
      wrong.add(
          row.request(war.contextPath())
              + "\n    expected "
              + row.expectation()
              + "\n    got "
              + got);
    }
    return new Result(server.name(), version, java(jdk), war.name(), right, wrong, since(begin));
  }

  private Answer send(Row row, War war, int port) throws IOException {
    List<String> headers = new ArrayList<>(row.headers());
    String token = callers.token(row.caller());
    if (token != null) {
      headers.add("Authorization: Bearer " + token);
    }
    return RawHttp.send(port, row.method(), row.target(war.contextPath()), headers);
  }

  /** Whether each problem is told of, and no secret is. */
  private void judgeLogs(
      Server server, Path home, Path log, List<War> deployed, List<Result> ofServer)
      throws IOException {
    Logs logs = Logs.below(log, home.resolve("work"));
    for (int i = 0; i < ofServer.size() && i < deployed.size(); i++) {
      War war = deployed.get(i);
      Result result = ofServer.get(i);
      if (!result.war().equals(war.name())) {
        continue;
      }
      List<String> wrong = new ArrayList<>(result.wrong());
      int right = result.right();
      for (String text : war.logged()) {
        if (logs.hold(text)) {
          right++;
        } else {
          wrong.add("the log\n    expected " + text + "\n    got nothing like it");
        }
      }
      ofServer.set(
          i,
          new Result(
              result.server(),
              result.version(),
              result.jdk(),
              war.name(),
              right,
              wrong,
              result.time()));
    }
    List<String> leaks = new ArrayList<>();
    for (String secret : callers.secrets()) {
      logs.where(secret).forEach(file -> leaks.add("a token or secret is logged in " + file));
    }
    if (!leaks.isEmpty() && !ofServer.isEmpty()) {
      Result first = ofServer.get(0);
      ofServer.add(
          new Result(
              server.name(), first.version(), first.jdk(), "(logs)", 0, leaks, Duration.ZERO));
    }
  }

  private static String java(Jdks.Jdk jdk) {
    return Integer.toString(jdk.version());
  }

  private static Duration since(Instant begin) {
    return Duration.between(begin, Instant.now());
  }

  private static long seconds(Instant begin) {
    return since(begin).toSeconds();
  }
}
