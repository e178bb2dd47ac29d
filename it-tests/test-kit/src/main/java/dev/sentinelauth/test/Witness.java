package dev.sentinelauth.test;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.InvalidTokenException;
import dev.sentinelauth.KeysUnavailableException;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A real verifier. It has the keys of the Sentinel under test from another one, which neither fails
 * when that is told to nor shows in what the application sent.
 */
final class Witness implements AutoCloseable {
  private final SentinelEmulator asked;
  private final SentinelEmulator source;
  private final InstantSource clock;
  private final List<String> accounts;
  private final ReentrantLock lock = new ReentrantLock();
  private String keys = "";
  private boolean v1KeyTrusted;
  private @Nullable Sentinel verifier;

  Witness(SentinelEmulator asked, InstantSource clock, List<String> accounts) {
    this.asked = asked;
    this.clock = clock;
    this.accounts = accounts;
    // By the same pool: it makes no key of its own.
    this.source = SentinelEmulator.start(clock);
  }

  /** The token, verified; fails where it is refused. */
  AppJwt verified(String name, String compact, boolean byV1Key) {
    try {
      return verifier(byV1Key).tokenVerifier().verify(compact);
    } catch (InvalidTokenException e) {
      throw new AssertionError(
          """
          verified() gives what a real verifier accepts, and it refuses this token: %s (%s)
            the token:  %s
            what to do: %s"""
              .formatted(e.code(), e.getMessage(), name, advice(e.rejection())),
          e);
    } catch (KeysUnavailableException e) {
      throw new AssertionError("the test kit's verifier has no keys: " + e.getMessage(), e);
    }
  }

  /** Why a token is refused; empty where it isn't. */
  Optional<String> refusal(String compact) {
    try {
      verifier(false).tokenVerifier().verify(compact);
      return Optional.empty();
    } catch (InvalidTokenException e) {
      return Optional.of(e.code() + " (" + e.getMessage() + ")");
    } catch (KeysUnavailableException e) {
      return Optional.empty(); // nobody can tell
    }
  }

  private String advice(Rejection rejection) {
    String send = "to see the application refuse it, send it: bearer() or compact()";
    return switch (rejection) {
      case WRONG_AUDIENCE ->
          "this Sentinel serves "
              + String.join(", ", accounts)
              + "; leave account() out, or name more accounts in forAccount(). And "
              + send;
      case EXPIRED, NOT_YET_VALID ->
          "leave expired() and notYetValid() out, and have validFor() be positive. And " + send;
      default -> "leave out what makes it bad. And " + send;
    };
  }

  /** One for the keys that are published at the moment, and for the v1 key where that is asked. */
  private Sentinel verifier(boolean byV1Key) {
    lock.lock();
    try {
      String published = asked.host().keys().document();
      if (verifier == null || !published.equals(keys) || byV1Key != v1KeyTrusted) {
        if (verifier != null) {
          verifier.close();
        }
        source.host().keys().replaceDocument(published);
        keys = published;
        v1KeyTrusted = byV1Key;
        verifier = Sentinel.builder(config(byV1Key)).clock(clock).build();
      }
      return verifier;
    } finally {
      lock.unlock();
    }
  }

  /** As parameters, which nothing but system properties of the same name could spoil. */
  private SentinelConfig config(boolean byV1Key) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("sentinel.account-id", String.join(", ", accounts));
    parameters.put("sentinel.server", source.uri().toString());
    parameters.put("sentinel.startup", "lazy");
    parameters.put("sentinel.http.proxy", "none");
    if (byV1Key) {
      parameters.put("sentinel.keys", "v1");
      parameters.put("sentinel.v1.public-key", asked.v1PublicKey());
    }
    return SentinelConfig.loader()
        .parameters("test kit", parameters)
        .properties("test kit", new Properties())
        .load();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (verifier != null) {
        verifier.close();
      }
    } finally {
      lock.unlock();
    }
    source.close();
  }
}
