package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static dev.sentinelauth.it.support.Verifications.await;
import static dev.sentinelauth.it.support.Verifications.config;
import static dev.sentinelauth.it.support.Verifications.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.emulator.SigningKey;
import dev.sentinelauth.emulator.TokenMint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand tokens a second with made-up key ids, in real time: nobody but their senders notices.
 */
@Timeout(90)
class FloodTest {
  private static final int PER_SECOND = 1_000;
  private static final int SENDERS = 8;
  private static final Duration FLOOD = Duration.ofSeconds(20);

  private final Map<Integer, AtomicInteger> hostile = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> valid = new ConcurrentHashMap<>();
  private final AtomicLong slowest = new AtomicLong();

  @Test
  void floodOfMadeUpKeyIdsHarmsNobody() throws Exception {
    try (SentinelEmulator emulator = SentinelEmulator.start().addAccount(ACCOUNT);
        Sentinel sentinel = Sentinel.create(config(emulator))) {
      SentinelHost host = emulator.host();
      Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
      await("the keys", Duration.ofSeconds(10), () -> sentinel.status().ready());
      long before = host.count(Endpoint.JWKS);
      // the signature is genuine: only the name of the key is made up
      String genuine = emulator.mint(app).compact();
      String rest = genuine.substring(genuine.indexOf('.'));
      long start = System.nanoTime();
      long end = start + FLOOD.toNanos();
      CountDownLatch over = new CountDownLatch(SENDERS + 1);
      for (int i = 0; i < SENDERS; i++) {
        int sender = i;
        send(over, () -> flood(sentinel, rest, start, end, sender));
      }
      SigningKey key = host.keys().current();
      send(over, () -> callProperly(sentinel, emulator.mint(app).signedWith(key), end));

      // in the middle of it, a new key
      LockSupport.parkNanos(start + TimeUnit.SECONDS.toNanos(8) - System.nanoTime());
      host.keys().rotate("published-meanwhile");
      String fresh = emulator.mint(app).compact();
      await("the new key", Duration.ofSeconds(6), () -> status(sentinel, fresh) == 200);

      assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(host.count(Endpoint.JWKS) - before).as("fetches").isBetween(1L, 5L);
      assertThat(hostile).containsOnlyKeys(401);
      assertThat(hostile.get(401)).hasValue((int) (PER_SECOND * FLOOD.toSeconds()));
      assertThat(valid).containsOnlyKeys(200);
      assertThat(valid.get(200).get()).isGreaterThan(100);
      assertThat(Duration.ofNanos(slowest.get()))
          .as("the slowest valid request waits for no fetch")
          .isLessThan(Duration.ofSeconds(2));
    }
  }

  private static void send(CountDownLatch over, Runnable sender) {
    Thread thread =
        new Thread(
            () -> {
              try {
                sender.run();
              } finally {
                over.countDown();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Keeps to the rate by the clock; after a pause of the machine it catches up. */
  private void flood(Sentinel sentinel, String rest, long start, long end, int sender) {
    long gap = TimeUnit.SECONDS.toNanos(1) * SENDERS / PER_SECOND;
    for (long due = start + gap / SENDERS * sender; due < end; due += gap) {
      LockSupport.parkNanos(due - System.nanoTime());
      String header =
          "{\"kid\":\""
              + Long.toHexString(ThreadLocalRandom.current().nextLong())
              + "\",\"alg\":\"RS256\"}";
      String token =
          Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(header.getBytes(StandardCharsets.UTF_8))
              + rest;
      count(hostile, status(sentinel, token));
    }
  }

  /** By turns a remembered token and a new one, both of the key that was there from the start. */
  private void callProperly(Sentinel sentinel, TokenMint mint, long end) {
    String remembered = mint.compact();
    for (int i = 0; System.nanoTime() < end; i++) {
      String token = i % 2 == 0 ? remembered : mint.claim("jti", i).compact();
      long sent = System.nanoTime();
      count(valid, status(sentinel, token));
      slowest.accumulateAndGet(System.nanoTime() - sent, Math::max);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static void count(Map<Integer, AtomicInteger> counts, int status) {
    counts.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
  }
}
