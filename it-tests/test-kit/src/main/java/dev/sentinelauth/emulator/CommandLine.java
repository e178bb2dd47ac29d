package dev.sentinelauth.emulator;

import java.net.URI;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The emulator as a program: {@code --port}, {@code --account} and credentials to choose. */
final class CommandLine {
  private static final String USAGE =
      "usage: [--port N] [--account ID] [--client-id ID] [--client-secret SECRET]"
          + " [--redirect-uri URI] [--scope SCOPES]";

  private CommandLine() {}

  static void run(String[] args) throws InterruptedException {
    Map<String, String> options;
    int port;
    try {
      options = parse(args);
      port = Integer.parseInt(options.getOrDefault("--port", "0"));
    } catch (IllegalArgumentException e) {
      System.err.println(USAGE);
      return;
    }
    try (SentinelEmulator emulator = SentinelEmulator.builder().port(port).start()) {
      System.out.println(describe(emulator, install(emulator, options)));
      new CountDownLatch(1).await();
    }
  }

  /** The options by name, whether written {@code --port 80} or {@code --port=80}. */
  static Map<String, String> parse(String[] args) {
    Map<String, String> options = new LinkedHashMap<>();
    Iterator<String> words = List.of(args).iterator();
    while (words.hasNext()) {
      String[] word = words.next().split("=", 2);
      if (!USAGE.contains("[" + word[0] + " ") || (word.length == 1 && !words.hasNext())) {
        throw new IllegalArgumentException(word[0]);
      }
      options.put(word[0], word.length == 2 ? word[1] : words.next());
    }
    return options;
  }

  static Installation install(SentinelEmulator emulator, Map<String, String> options) {
    String account = options.getOrDefault("--account", "le81823118");
    emulator.addAccount(account);
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
                URI.create(
                    options.getOrDefault(
                        "--redirect-uri", "http://localhost:8080/sentinel/callback"))),
            options.getOrDefault("--scope", "msg.consumer")));
  }

  static String describe(SentinelEmulator emulator, Installation client) {
    return """
        Sentinel, emulated, at %1$s (Domain API and IDP too). Stop it with Ctrl-C.

          account %2$s, client id %3$s, client secret %4$s
          v1 public key %5$s

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
