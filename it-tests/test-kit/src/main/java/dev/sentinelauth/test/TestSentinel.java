package dev.sentinelauth.test;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.emulator.SigningKey;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An emulated Sentinel for the tests of an application, without JUnit; {@link SentinelExtension} is
 * the same with it.
 *
 * <p>It starts when it is first asked for something, on a free port of the loopback interface, and
 * uses no network. Thread-safe.
 */
public class TestSentinel implements AutoCloseable {
  private static final String CLIENT = "test-client";

  private final List<String> accounts;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final MintedTokens minted = new MintedTokens();
  private Installation installation;
  private @Nullable SentinelEmulator emulator;
  private @Nullable Witness witness;
  private boolean ended;
  private int port;

  TestSentinel(InstantSource clock, List<String> accounts) {
    this.clock = clock;
    this.accounts = List.copyOf(accounts);
    for (String account : this.accounts) {
      if (!account.matches("[A-Za-z0-9]+")) {
        throw new IllegalArgumentException(
            "an account id has letters and digits only, but this is '" + account + "'");
      }
    }
    this.installation = Installation.forApi(accounts.get(0), "").withClientId(CLIENT);
  }

  /**
   * A Sentinel that serves these accounts.
   *
   * @param account the one that tokens are for, and whose credentials are in {@link #settings()}
   */
  public static TestSentinel forAccount(String account, String... more) {
    return forAccount(InstantSource.system(), account, more);
  }

  /** The same with the clock that tokens are dated by. */
  public static TestSentinel forAccount(InstantSource clock, String account, String... more) {
    return new TestSentinel(clock, accounts(account, more));
  }

  static List<String> accounts(String account, String... more) {
    return Stream.concat(Stream.of(account), Stream.of(more)).toList();
  }

  /** The account that tokens are for; of several, the first. */
  public final String account() {
    return accounts.get(0);
  }

  /** Where it listens: for the base URI of an API of Sentinel's or LivePerson's. */
  public final URI uri() {
    return emulator().uri();
  }

  /**
   * The settings of an application that is to use this Sentinel, for {@code SentinelConfig.load}:
   * accounts, server, credentials of an installation, and this machine as a place that calls may
   * take an AppJWT to. A new copy each time, to be added to.
   */
  public final Properties settings() {
    Properties settings = new Properties();
    settings.putAll(initParameters());
    return settings;
  }

  /** The same as a map, for init-params and context-params, which go before a properties file. */
  public final Map<String, String> initParameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("sentinel.account-id", String.join(", ", accounts));
    parameters.put("sentinel.server", uri().toString());
    parameters.put("sentinel.client-id", installation().clientId());
    parameters.put("sentinel.client-secret", installation().clientSecret());
    parameters.put("sentinel.app-jwt.hosts", "127.0.0.1, localhost");
    parameters.put("sentinel.http.proxy", "none");
    // A test doesn't wait until a second rotation is noticed.
    parameters.put("sentinel.jwks.unknown-key-interval", "100ms");
    return parameters;
  }

  /**
   * The settings of an application that users log in to, and has Sentinel know where they come back
   * to. {@code emulator().signInAs(user)} spares them the login page.
   *
   * @param redirectUri for {@code sentinel.login.redirect-uri}
   */
  public final Properties loginSettings(URI redirectUri) {
    lock.lock();
    try {
      List<URI> known = installation.redirectUris();
      installation =
          installation.withLogin(
              Stream.concat(known.stream(), Stream.of(redirectUri)).distinct().toArray(URI[]::new));
      emulator().install(installation);
    } finally {
      lock.unlock();
    }
    Properties settings = settings();
    settings.setProperty("sentinel.login.redirect-uri", redirectUri.toString());
    return settings;
  }

  /**
   * A good AppJWT for {@link #account()}, of the caller {@code test-client}, without scopes; to be
   * changed, and then taken by {@link TestToken#bearer()}, {@link TestToken#compact()} or {@link
   * TestToken#verified()}.
   */
  public final TestToken token() {
    return new TestToken(this);
  }

  /** What the application sent to Sentinel and to the APIs that {@link #apiAnswers} stands for. */
  public final Received received() {
    return new Received(emulator().host());
  }

  /**
   * Publishes a new key and signs with it from now on. The old one stays published, so tokens of
   * before stay good.
   */
  public final SigningKey rotateKeys() {
    return emulator().host().keys().rotate();
  }

  /**
   * Publishes a new key in place of the old one. Tokens of before are refused as soon as the
   * application has fetched the keys again: with its next token of the new key, at the latest.
   */
  public final SigningKey replaceKeys() {
    return emulator().host().keys().replace();
  }

  /** Has all further requests to an endpoint fail, until {@link #recover()}. */
  public final void failing(Endpoint endpoint, Fault fault) {
    emulator().host().fail(endpoint, fault);
  }

  /** Has the next requests to an endpoint fail, so many times. */
  public final void failing(Endpoint endpoint, Fault fault, int times) {
    emulator().host().fail(endpoint, fault, times);
  }

  /** Refuses connections, until {@link #recover()}. */
  public final void unreachable() {
    emulator().host().stop();
  }

  /**
   * Ends all faults and answers of {@link #apiAnswers}, and comes back from {@link #unreachable}.
   */
  public final void recover() {
    SentinelHost host = emulator().host();
    host.clearFaults();
    host.start();
  }

  /**
   * Answers requests to any path that isn't Sentinel's, in the place of the API that the
   * application calls. {@code failing(Endpoint.OTHER, Fault.status(401), 1)} before it is a first
   * answer that is another.
   */
  public final void apiAnswers(int status, String contentType, String body) {
    failing(Endpoint.OTHER, Fault.status(status).body(contentType, body));
  }

  /**
   * The whole emulator: more hosts and accounts, logins, tokens to any order.
   *
   * @throws IllegalStateException where this has been closed
   */
  public final SentinelEmulator emulator() {
    lock.lock();
    try {
      if (ended) {
        throw new IllegalStateException(endedMessage());
      }
      if (emulator == null) {
        emulator = start();
      }
      return emulator;
    } finally {
      lock.unlock();
    }
  }

  /** Why there is nothing to be had any more, and what to do. */
  String endedMessage() {
    return "this TestSentinel has been closed; what is needed longer has to be asked before";
  }

  /** What it starts with once more comes back on the port of before, which others may know. */
  private SentinelEmulator start() {
    SentinelEmulator started = listen(port);
    port = started.host().port();
    accounts.forEach(started::addAccount);
    started.install(installation);
    // Else the token after a refused one might be the same, and the request not be repeated.
    started.sendJwtId(true);
    return started;
  }

  private SentinelEmulator listen(int wanted) {
    try {
      return SentinelEmulator.builder().clock(clock).port(wanted).start();
    } catch (UncheckedIOException e) {
      if (wanted == 0) {
        throw e;
      }
      return listen(0);
    }
  }

  /** Ready for use, also once it has been closed. */
  final void open() {
    lock.lock();
    try {
      ended = false;
    } finally {
      lock.unlock();
    }
    emulator();
  }

  final Installation installation() {
    lock.lock();
    try {
      return installation;
    } finally {
      lock.unlock();
    }
  }

  final List<String> accounts() {
    return accounts;
  }

  final InstantSource clock() {
    return clock;
  }

  final MintedTokens minted() {
    return minted;
  }

  final Witness witness() {
    lock.lock();
    try {
      SentinelEmulator asked = emulator();
      if (witness == null) {
        witness = new Witness(asked, clock, accounts);
      }
      return witness;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; its port refuses connections from now on. */
  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      if (witness != null) {
        witness.close();
        witness = null;
      }
      if (emulator != null) {
        emulator.close();
        emulator = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
