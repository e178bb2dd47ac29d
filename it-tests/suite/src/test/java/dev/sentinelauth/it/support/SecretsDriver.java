package dev.sentinelauth.it.support;

import static dev.sentinelauth.it.support.OperatorView.attempt;
import static dev.sentinelauth.it.support.OperatorView.management;
import static dev.sentinelauth.it.support.OperatorView.print;
import static dev.sentinelauth.it.support.OperatorView.show;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.ClientAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Drives every way in which outbound calls succeed and fail, in a JVM of its own, with all loggers
 * on, and prints whatever an operator could see: log lines, exceptions, texts of objects, threads,
 * JMX values. What must not be among it goes to a file.
 */
public final class SecretsDriver {
  private static final Set<String> TIMED_OUT = Set.of("hang", "trickle");

  private final Path secrets;
  private final Path secretFile;
  private final OutboundFixture sentinels = new OutboundFixture();
  private final ProtectedApi api = new ProtectedApi();
  private String timeout = "20s";

  private SecretsDriver(Path directory) throws IOException {
    secrets = directory.resolve("secrets");
    secretFile = directory.resolve("client-secret");
    Files.writeString(secretFile, OutboundFixture.SECRET);
    note(OutboundFixture.SECRET);
  }

  public static void main(String[] args) {
    OperatorView.logEverything();
    OperatorView.prepareManagement();
    try {
      SecretsDriver driver = new SecretsDriver(Path.of(args[0]));
      if (args.length == 1) {
        driver.everything();
      } else if (args[1].equals("logins")) {
        new LoginSecrets(driver::note).everything();
      } else {
        driver.wrongSecret(); // nobody who echoes what he was sent
        driver.requests();
      }
      System.out.println("DRIVEN TO THE END");
    } catch (Exception | Error e) {
      e.printStackTrace(System.out);
    }
    System.exit(0); // threads of servers still run
  }

  /** Something that no output may hold. */
  private void note(String secret) throws IOException {
    Files.writeString(secrets, secret + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void everything() throws Exception {
    for (Map.Entry<String, Fault> fault : faults().entrySet()) {
      System.out.println("--- " + fault.getKey());
      timeout = TIMED_OUT.contains(fault.getKey()) ? "1s" : "20s";
      withoutAToken(Endpoint.APP_TOKEN, fault.getValue());
      withoutAToken(Endpoint.DOMAIN_API, fault.getValue());
      withAToken(fault.getValue());
      consumer(fault.getValue());
    }
    timeout = "20s";
    wrongSecret();
    strangeHosts();
    requests();
    management();
  }

  private Map<String, Fault> faults() throws IOException {
    String echo = "client_secret=" + OutboundFixture.SECRET;
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (int status : new int[] {204, 302, 400, 401, 403, 404, 429, 500, 503}) {
      faults.put("status " + status, Fault.status(status).body("text/plain", echo));
    }
    faults.put("echo", Fault.status(200).body("application/json", echo));
    faults.put("echo in the code", error(OutboundFixture.SECRET));
    String token = sentinels.emulator.mint(sentinels.app).compact();
    noteToken(token);
    faults.put("echo of a token", error(token));
    faults.put(
        "echo in a header",
        Fault.status(503).header("Retry-After", echo).header("Date", echo).header("X", echo));
    faults.put(
        "echo in the place of a redirect",
        Fault.redirect(URI.create("http://127.0.0.1:1/?" + echo.replace("/", "%2F"))));
    faults.put("no token", Fault.status(200).body("application/json", "{\"x\":\"" + echo + "\"}"));
    faults.put(
        "odd token",
        Fault.status(200)
            .body("application/json", "{\"access_token\":\"a b " + echo + "\\r\\n\"}"));
    faults.put("garbage", Fault.garbage());
    faults.put("truncated", Fault.truncated());
    faults.put("oversized", Fault.oversized());
    faults.put("reset", Fault.reset());
    faults.put("hang", Fault.hang());
    faults.put("trickle", Fault.trickle(Duration.ofMillis(50)));
    return faults;
  }

  private static Fault error(String code) {
    return Fault.status(401).body("application/json", "{\"error\":\"" + code + "\"}");
  }

  private Sentinel sentinel(boolean byDomain) {
    String[] settings = {
      "sentinel.client-secret",
      "${file:" + secretFile + "}",
      "sentinel.http.request-timeout",
      timeout
    };
    return byDomain ? sentinels.sentinelByDomain(settings) : sentinels.sentinel(settings);
  }

  private void withoutAToken(Endpoint endpoint, Fault fault) {
    sentinels.host.fail(endpoint, fault);
    try (Sentinel sentinel = sentinel(endpoint == Endpoint.DOMAIN_API)) {
      attempt(() -> sentinel.appJwtSupplier().get());
      show(sentinel);
    }
    sentinels.host.clearFaults();
  }

  private void withAToken(Fault fault) throws IOException {
    try (Sentinel sentinel = sentinel(false)) {
      String token = sentinel.appJwtSupplier().get();
      noteToken(token);
      sentinels.clock.advance(Duration.ofMinutes(52));
      int before = sentinels.heard.size();
      sentinels.fail(fault);
      attempt(() -> sentinel.appJwtSupplier().get().length());
      sentinels.awaitHeard(before + 1);
      sentinels.host.clearFaults();
      sentinel.appJwtSupplier().invalidate(token);
      sentinels.clock.advance(Duration.ofHours(1));
      noteToken(sentinel.appJwtSupplier().get());
      sentinel.appJwtSupplier().invalidate(sentinel.appJwtSupplier().get());
      show(sentinel);
    }
  }

  private void consumer(Fault fault) throws IOException {
    try (Sentinel sentinel = sentinel(true)) {
      attempt(() -> sentinel.consumerJwsClient().get("before").length());
      noteToken(sentinel.consumerJwsClient().get("joe"));
      noteToken(sentinel.appJwtSupplier().get());
      sentinels.host.fail(Endpoint.CONSUMER, fault);
      attempt(() -> sentinel.consumerJwsClient().get("jane").length());
      sentinels.host.clearFaults();
      show(sentinel);
    }
  }

  private void wrongSecret() throws IOException {
    Files.writeString(secretFile, "wr0ng-but-s3cr3t");
    note("wr0ng-but-s3cr3t");
    try (Sentinel sentinel = sentinel(false)) {
      attempt(() -> sentinel.appJwtSupplier().get());
      Files.writeString(secretFile, OutboundFixture.SECRET);
      sentinels.clock.advance(Duration.ofSeconds(30));
      attempt(() -> sentinel.appJwtSupplier().get().length());
      noteToken(sentinel.appJwtSupplier().get());
      show(sentinel);
    }
    attempt(
        () ->
            sentinels.sentinel(
                "sentinel.client-secret",
                "${file:" + secretFile + "}",
                "sentinel.client-secrets",
                OutboundFixture.SECRET,
                "sentinel.app-jwt.api-version",
                "v3"));
  }

  private void strangeHosts() {
    for (String host : new String[] {"evil.example.com", "127.0.0.1:1", "%s/path", "a b", ""}) {
      sentinels.emulator.announce(
          Verifications.ACCOUNT, "sentinel", host.formatted(sentinels.host.authority()));
      try (Sentinel sentinel = sentinel(true)) {
        attempt(() -> sentinel.appJwtSupplier().get());
      }
    }
  }

  /** Requests of the application, the good and the bad. */
  private void requests() throws Exception {
    try (Sentinel sentinel = sentinel(false)) {
      ClientAuthenticator authenticator = sentinel.clientAuthenticator();
      HttpClient client = new AppJwtHttpClient(HttpClient.newHttpClient(), authenticator);
      HttpRequest request =
          HttpRequest.newBuilder(api.uri()).timeout(Duration.ofSeconds(20)).build();
      attempt(() -> client.send(request, BodyHandlers.ofString()));
      noteToken(sentinel.appJwtSupplier().get());
      sentinels.clock.advance(Duration.ofSeconds(1));
      api.then(401, "no", "Bearer");
      attempt(() -> client.send(request, BodyHandlers.ofString()));
      noteToken(sentinel.appJwtSupplier().get());
      api.then(401, "no").then(401, "no");
      attempt(() -> client.sendAsync(request, BodyHandlers.ofString()).get());
      HttpClient relaying =
          new AppJwtHttpClient(
              HttpClient.newHttpClient(),
              sentinel.relayingClientAuthenticator(() -> "no t0ken\r\nX: y"));
      note("no t0ken");
      attempt(() -> relaying.send(request, BodyHandlers.ofString()));
      api.close();
      attempt(() -> client.send(request, BodyHandlers.ofString()));
      attempt(() -> client.sendAsync(request, BodyHandlers.ofString()).get());
      print(client, authenticator, relaying);
      show(sentinel);
      attempt(() -> sentinel.appJwtSupplier("le0"));
      Verifications.await("its bean", Duration.ofSeconds(20), OperatorView::isShown);
      management(); // while all is up
    }
  }

  /** A token, and its signature, which makes any other part of it good. */
  private void noteToken(String token) throws IOException {
    note(token);
    note(token.substring(token.lastIndexOf('.') + 1));
  }
}
