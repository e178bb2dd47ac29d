package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/**
 * The first thing that happens in a JVM of its own: a verification, or the start of a filter and
 * the answer to the first request. Nothing of what is measured has been loaded before.
 */
final class ColdStart {

  /** What is measured as {@code Signature.verify}, which is no contender. */
  private static final String FLOOR = "FLOOR";

  private static final String LOGGING = "logback.configurationFile";

  /** Comes before the name of a guard. */
  private static final String GUARD = "GUARD";

  private static final List<Contender> CONTENDERS =
      Stream.concat(Stream.of(Contender.OURS), Contender.PEERS.stream()).toList();

  private static final List<Guard> GUARDS =
      List.of(Guard.NONE, Guard.SERVLET, Guard.SPRING_SECURITY);

  private ColdStart() {}

  /**
   * Two times in nanoseconds.
   *
   * @param setUp until it could be asked
   * @param first from there to the first answer
   */
  record Start(double setUp, double first) {
    double both() {
      return setUp + first;
    }
  }

  /** Verifies one token, or answers one request, and prints both times. */
  public static void main(String[] args) throws Exception {
    Material material = Material.read();
    Start start =
        switch (args[0]) {
          case FLOOR -> signature(material);
          case GUARD -> request(Guard.valueOf(args[1]), material);
          default -> verification(Contender.valueOf(args[0]), material);
        };
    System.out.println(start.setUp + " " + start.first);
  }

  private static Start signature(Material material) throws Exception {
    String token = material.tokens().get(0);
    int dot = token.lastIndexOf('.');
    byte[] signedPart = token.substring(0, dot).getBytes(ISO_8859_1);
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    long begin = System.nanoTime();
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(material.publicKey());
    long ready = System.nanoTime();
    verifier.update(signedPart);
    boolean good = verifier.verify(signature);
    long end = System.nanoTime();
    if (!good) {
      throw new IllegalStateException("a bad signature");
    }
    return new Start(ready - begin, end - ready);
  }

  private static Start verification(Contender contender, Material material) throws Exception {
    String token = material.tokens().get(0);
    long begin = System.nanoTime();
    Verification verification = contender.open(material);
    long ready = System.nanoTime();
    verification.verify(token);
    long end = System.nanoTime();
    verification.close();
    return new Start(ready - begin, end - ready);
  }

  /**
   * The server is up and has answered a request to another application, so what is measured is the
   * start of the one with the guard.
   */
  private static Start request(Guard guard, Material material) throws Exception {
    try (BenchServer server = new BenchServer(List.of(Guard.bare("/warm")))) {
      String token = material.tokens().get(0);
      HttpLoad.one(server.port(), server.requests("/warm", token)[0]);
      byte[] request = server.requests(guard.path, token)[0];
      ServletContextHandler application = guard.application(material.server(), material.jwks());
      long begin = System.nanoTime();
      server.deploy(application);
      long ready = System.nanoTime();
      HttpLoad.one(server.port(), request);
      long end = System.nanoTime();
      return new Start(ready - begin, end - ready);
    }
  }

  /** What each came to, JVM by JVM. */
  record Starts(
      List<Start> floor, Map<Contender, List<Start>> contenders, Map<Guard, List<Start>> guards) {}

  /**
   * Starts so many JVMs for each, by turns.
   *
   * @param material where the server of it is up
   */
  static Starts run(Path material, int rounds) throws IOException {
    Starts starts =
        new Starts(new ArrayList<>(), new EnumMap<>(Contender.class), new EnumMap<>(Guard.class));
    for (int i = 0; i < rounds; i++) {
      starts.floor.add(inNewJvm(material, FLOOR));
      for (Contender contender : CONTENDERS) {
        starts
            .contenders
            .computeIfAbsent(contender, c -> new ArrayList<>())
            .add(inNewJvm(material, contender.name()));
      }
      for (Guard guard : GUARDS) {
        starts
            .guards
            .computeIfAbsent(guard, g -> new ArrayList<>())
            .add(inNewJvm(material, GUARD, guard.name()));
      }
    }
    return starts;
  }

  private static Start inNewJvm(Path material, String... args) throws IOException {
    return inNewJvm(material, System.getProperty("java.class.path"), ColdStart.class, args);
  }

  /** Runs a {@code main} that prints two times in a JVM of its own. */
  static Start inNewJvm(Path material, String classPath, Class<?> main, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-D" + LOGGING + "=" + System.getProperty(LOGGING));
    command.add("-D" + Material.DIRECTORY + "=" + material);
    command.addAll(List.of("-classpath", classPath, main.getName()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (Scanner times = new Scanner(process.getInputStream(), ISO_8859_1).useLocale(Locale.ROOT)) {
      return new Start(times.nextDouble(), times.nextDouble());
    }
  }
}
