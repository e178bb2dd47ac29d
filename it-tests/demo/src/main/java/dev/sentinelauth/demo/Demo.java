package dev.sentinelauth.demo;

import dev.sentinelauth.emulator.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The demo as a program. It starts an emulated Sentinel and a web application that trusts it,
 * prints what can be tried, and stays up; with {@code --once} it tries everything itself, and ends
 * with status 1 if an answer is not the expected one.
 */
public final class Demo {
  private static final String USAGE = "usage: [--once] [--port N] [--sentinel-port N]";
  private static final int WRONG_USAGE = 2;

  /** Makes the shell pick the token out of the JSON with nothing but what every system has. */
  private static final String PICK = "sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/'";

  /** Held, because loggers are forgotten otherwise, and their levels with them. */
  private static final Logger JERSEY = Logger.getLogger("org.glassfish.jersey");

  private Demo() {}

  /**
   * What the command line says.
   *
   * @param port 0 for any free one
   */
  record Options(boolean once, int port, int sentinelPort) {

    /**
     * Fixed ports for people; for a run that ends by itself any will do, and many can run at once.
     */
    static Options parse(String... args) {
      boolean once = List.of(args).contains("--once");
      int port = once ? 0 : 8080;
      int sentinelPort = once ? 0 : 8089;
      Iterator<String> words = List.of(args).iterator();
      while (words.hasNext()) {
        switch (words.next()) {
          case "--once" -> {}
          case "--port" -> port = port(words);
          case "--sentinel-port" -> sentinelPort = port(words);
          default -> throw new IllegalArgumentException(USAGE);
        }
      }
      return new Options(once, port, sentinelPort);
    }

    private static int port(Iterator<String> words) {
      int port = -1;
      try {
        port = words.hasNext() ? Integer.parseInt(words.next()) : -1;
      } catch (NumberFormatException e) {
        // as if it were out of range
      }
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException(USAGE);
      }
      return port;
    }
  }

  /** Runs the demo. */
  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(WRONG_USAGE);
      return;
    }
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "demo/logback.xml");
    }
    // It would warn of XML and WADL, which nobody asked for.
    JERSEY.setLevel(Level.SEVERE);
    try {
      System.exit(run(options, System.out) == 0 ? 0 : 1);
    } catch (IOException | UncheckedIOException e) {
      // A port that is taken, most likely.
      System.err.println("The demo failed: " + e.getMessage() + "\n" + USAGE);
      System.exit(1);
    }
  }

  /**
   * Starts both servers, and walks through all calls or waits to be interrupted.
   *
   * @return how many answers were not the expected ones
   */
  static int run(Options options, PrintStream out) throws Exception {
    try (DemoServers servers = DemoServers.start(options.port(), options.sentinelPort())) {
      if (options.once()) {
        return new Walk(servers, out).run(Call.all());
      }
      describe(servers, out);
      new CountDownLatch(1).await();
      return 0;
    }
  }

  private static void describe(DemoServers servers, PrintStream out) {
    out.printf(
        """

        The web application runs at  %s  (open it in a browser, to sign in)
        Sentinel, emulated, runs at  %s  (accounts %s and %s)
        Metrics, for Prometheus, at  %s/metrics
        Stop both with Ctrl-C. To try, paste these into another shell:

        # two clients of account %s get their tokens
        """,
        servers.uri(),
        servers.sentinelUri(),
        DemoServers.ACCOUNT,
        DemoServers.OTHER_ACCOUNT,
        servers.uri(),
        DemoServers.ACCOUNT);
    out.println("SENDER=" + tokenCommand(servers, DemoServers.SENDER));
    out.println("READER=" + tokenCommand(servers, DemoServers.READER));
    for (Call call : Call.all()) {
      out.printf("%n# %s: %s%n%s%n", call.what(), call.expected(), call.curl(servers.uri()));
    }
    out.println();
    out.flush();
  }

  private static String tokenCommand(DemoServers servers, Installation client) {
    return "$(curl -s -d '%s' '%s' | %s)"
        .formatted(DemoServers.tokenForm(client), servers.tokenUri(client), PICK);
  }
}
