package dev.sentinelauth.emulator;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The emulator as a program: a port, an account and an installation to choose. */
final class CommandLine {
  private static final int WRONG_USAGE = 2;
  private static final int HIGHEST_PORT = 65_535;

  static final String USAGE =
      """
      usage: java -jar sentinel-test-kit.jar [OPTION...]

      Runs an emulated Sentinel on loopback (authorization server, keys, Domain API, IDP), prints the
      settings for an application, and stays up until it is stopped with Ctrl-C. It needs no network.

        --port N             the port; 0, the default, for any free one
        --account ID         the account id; le81823118 by default
        --client-id ID       the installation's client id; demo-client by default
        --client-secret S    its secret; demo-secret by default
        --scope SCOPES       the scopes of its tokens, separated by spaces; msg.consumer by default
        --redirect-uri URI   where logins come back to;
                             http://localhost:8080/sentinel/callback by default
        --help               prints this

      Exit status: 0 for --help, 2 where it can't start as it is told to.
      """;

  private static final List<String> OPTIONS =
      List.of("--port", "--account", "--client-id", "--client-secret", "--scope", "--redirect-uri");

  private CommandLine() {}

  /**
   * Runs until it is interrupted.
   *
   * @return the exit status
   */
  static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    try {
      Map<String, String> options = parse(args);
      int port = port(options.getOrDefault("--port", "0"));
      try (SentinelEmulator emulator = start(port)) {
        Installation client = install(emulator, options);
        out.print(settings(emulator, client));
        out.flush();
        // Comes second, since making its key is half of what a start takes.
        out.print(describe(emulator, client));
        out.flush();
        new CountDownLatch(1).await();
        return 0;
      }
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println("--help lists what can be said.");
      return WRONG_USAGE;
    }
  }

  private static SentinelEmulator start(int port) {
    try {
      return SentinelEmulator.builder().port(port).start();
    } catch (UncheckedIOException e) {
      Throwable cause = e.getCause();
      String why = cause instanceof BindException ? "it is taken, or may not be used" : cause + "";
      throw new IllegalArgumentException(
          "--port: can't listen on port %d: %s; choose another one, or 0 for any that is free"
              .formatted(port, why),
          e);
    }
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > HIGHEST_PORT) {
      throw new IllegalArgumentException(
          "--port: expected a number from 0 to %d, but it is '%s'".formatted(HIGHEST_PORT, text));
    }
    return Integer.parseInt(text);
  }

  /**
   * The options by name, whether written {@code --port 80} or {@code --port=80}.
   *
   * @throws IllegalArgumentException where one is unknown, without a value or there twice
   */
  static Map<String, String> parse(String[] args) {
    Map<String, String> options = new LinkedHashMap<>();
    Iterator<String> words = List.of(args).iterator();
    while (words.hasNext()) {
      String[] word = words.next().split("=", 2);
      if (!OPTIONS.contains(word[0])) {
        throw new IllegalArgumentException("there is no option '" + word[0] + "'");
      }
      if (word.length == 1 && !words.hasNext()) {
        throw new IllegalArgumentException(word[0] + ": a value is missing");
      }
      if (options.put(word[0], word.length == 2 ? word[1] : words.next()) != null) {
        throw new IllegalArgumentException(word[0] + ": it is there twice");
      }
    }
    return options;
  }

  static Installation install(SentinelEmulator emulator, Map<String, String> options) {
    String account = options.getOrDefault("--account", "le81823118");
    try {
      emulator.addAccount(account);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--account: " + e.getMessage(), e);
    }
    return emulator.install(
        new Installation(
            account,
            options.getOrDefault("--client-id", "demo-client"),
            options.getOrDefault("--client-secret", "demo-secret"),
            "Demo",
            "A client for everything",
            List.of("client_credentials", "authorization_code", "refresh_token"),
            List.of("token", "code"),
            List.of(
                redirectUri(
                    options.getOrDefault(
                        "--redirect-uri", "http://localhost:8080/sentinel/callback"))),
            options.getOrDefault("--scope", "msg.consumer")));
  }

  private static URI redirectUri(String text) {
    try {
      URI uri = URI.create(text);
      if (uri.isAbsolute()) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for one that is relative.
    }
    throw new IllegalArgumentException(
        "--redirect-uri: expected an absolute URI, but it is '" + text + "'");
  }

  /** What to paste; it works as soon as it is there. */
  static String settings(SentinelEmulator emulator, Installation client) {
    return """
        Sentinel, emulated, at %1$s (Domain API and IDP too). Stop it with Ctrl-C.

        For sentinel.properties:

        sentinel.account-id = %2$s
        sentinel.server = %1$s
        sentinel.client-id = %3$s
        sentinel.client-secret = %4$s
        # Calls of the application that go to this machine get an AppJWT:
        sentinel.app-jwt.hosts = 127.0.0.1, localhost
        # Where users log in:
        # sentinel.login.redirect-uri = %5$s
        """
        .formatted(
            emulator.uri(),
            client.accountId(),
            client.clientId(),
            client.clientSecret(),
            client.redirectUris().get(0));
  }

  /** The rest: the key of version 1, and what to ask with curl. */
  static String describe(SentinelEmulator emulator, Installation client) {
    return """
        # Where sentinel.keys names v1:
        # sentinel.v1.public-key = %5$s

        Where is Sentinel?
          curl '%1$s/api/account/%2$s/service/sentinel/baseURI.json?version=1.0'
        An AppJWT, v2 and v1:
          curl -d 'grant_type=client_credentials&client_id=%3$s&client_secret=%4$s' \\
            '%1$s/sentinel/api/v2/account/%2$s/app/token'
          curl -d 'grant_type=client_credentials&client_id=%3$s&client_secret=%4$s' \\
            '%1$s/sentinel/api/account/%2$s/app/token?v=1.0'
        The keys:
          curl '%1$s/sentinel/well-known/jwks'
        A ConsumerJWS:
          curl -H "Authorization: $APP_JWT" -H 'Content-Type: application/json' \\
            -d '{"ext_consumer_id":"John_Doe"}' '%1$s/api/account/%2$s/consumer?v=1.0'
        A login, for a browser:
          %1$s/sentinel/api/account/%2$s/authorize?v=1.0&response_type=code&client_id=%3$s&state=x
        """
        .formatted(
            emulator.uri(),
            client.accountId(),
            client.clientId(),
            client.clientSecret(),
            emulator.v1PublicKey());
  }
}
