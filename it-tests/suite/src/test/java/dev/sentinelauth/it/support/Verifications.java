package dev.sentinelauth.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.InvalidTokenException;
import dev.sentinelauth.KeysUnavailableException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.Verdict;
import dev.sentinelauth.emulator.SentinelEmulator;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What these tests have in common: settings for an emulator, and the outcome of a verification as a
 * word.
 */
public final class Verifications {
  public static final String ACCOUNT = "le81823118";
  public static final String GOOD = "good";
  public static final String CANNOT_TELL = "keys_unavailable";

  private Verifications() {}

  /**
   * A configuration whose key set is the emulator's first host, and these settings besides (key,
   * value, key, …).
   */
  public static SentinelConfig config(SentinelEmulator emulator, String... settings) {
    return config("sentinel.server", emulator.uri().toString(), settings);
  }

  /** A configuration that finds the hosts through the emulator's Domain API. */
  public static SentinelConfig domainConfig(SentinelEmulator emulator, String... settings) {
    return config("sentinel.domain-api.uri", emulator.domainApiUri().toString(), settings);
  }

  private static SentinelConfig config(String key, String value, String... settings) {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", ACCOUNT);
    properties.setProperty(key, value);
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return SentinelConfig.load(properties);
  }

  /**
   * {@link #GOOD}, {@link #CANNOT_TELL}, or the code of the refusal. Anything else that is thrown
   * fails the test.
   */
  public static String outcome(Sentinel sentinel, String token) {
    try {
      return sentinel.tokenVerifier().verify(token) == null ? "null" : GOOD;
    } catch (InvalidTokenException e) {
      return e.code();
    } catch (KeysUnavailableException e) {
      assertThat(e.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      return CANNOT_TELL;
    }
  }

  /** What a request to some path with this token is answered. */
  public static Verdict answer(Sentinel sentinel, String token) {
    return sentinel
        .requestAuthenticator()
        .authenticate("GET", "/api", "", List.of("Bearer " + token));
  }

  /** The status of that answer; 200 where the request may pass. */
  public static int status(Sentinel sentinel, String token) {
    return answer(sentinel, token) instanceof Verdict.Refused refused ? refused.status() : 200;
  }

  /** Looks again and again until something holds, for what happens in the background. */
  public static void await(String what, Duration timeout, BooleanSupplier condition) {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s within %s", what, timeout).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /**
   * The same where it takes pinned time too: an attempt that was already in the air when the test
   * moved the clock may still fail, and then the next one comes after a pause.
   */
  public static void await(
      String what, Duration timeout, PinnedClock passing, BooleanSupplier condition) {
    await(
        what,
        timeout,
        () -> {
          if (condition.getAsBoolean()) {
            return true;
          }
          passing.advance(Duration.ofSeconds(1));
          return false;
        });
  }
}
