package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.CANNOT_TELL;
import static dev.sentinelauth.it.support.Verifications.GOOD;
import static dev.sentinelauth.it.support.Verifications.await;
import static dev.sentinelauth.it.support.Verifications.domainConfig;
import static dev.sentinelauth.it.support.Verifications.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.DomainShape;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.emulator.TokenMint;
import dev.sentinelauth.it.support.PinnedClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The audience picks the keys: a host vouches for the accounts that the Domain API says it serves,
 * and for no others.
 */
@Timeout(60)
class SeveralAccountsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PinnedClock clock = new PinnedClock();
  private final SentinelEmulator emulator = SentinelEmulator.start(clock);
  private final SentinelHost api = emulator.host();
  private final SentinelHost va = emulator.addHost("va");
  private final SentinelHost lo = emulator.addHost("lo");
  private final Installation inVa;
  private final Installation alsoInVa;
  private final Installation inLo;

  SeveralAccountsTest() {
    emulator.addAccount("us1", va).addAccount("us2", va).addAccount("eu1", lo);
    emulator.appJwtLifetime(Duration.ofDays(30));
    inVa = emulator.install(Installation.forApi("us1", "a"));
    alsoInVa = emulator.install(Installation.forApi("us2", "a"));
    inLo = emulator.install(Installation.forApi("eu1", "a"));
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  @ParameterizedTest
  @EnumSource(DomainShape.class)
  void eachHostVouchesForItsOwnAccounts(DomainShape shape) {
    emulator.domainShape(shape);
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
      assertThat(outcome(sentinel, token(alsoInVa))).isEqualTo(GOOD);
      assertThat(outcome(sentinel, token(inLo))).isEqualTo(GOOD);
      await("all hosts", PATIENCE, () -> sentinel.status().ready());
    }
  }

  @Test
  void accountsOnOneHostShareOneKeySet() {
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
      assertThat(outcome(sentinel, token(alsoInVa))).isEqualTo(GOOD);

      assertThat(va.count(Endpoint.JWKS)).isEqualTo(1);
      await("both hosts", PATIENCE, () -> sentinel.status().ready());
      assertThat(sentinel.status().keySets()).hasSize(2);
    }
  }

  @Test
  void oneHostsKeysCannotVouchForAnotherHostsAccount() {
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
      assertThat(outcome(sentinel, token(inLo))).isEqualTo(GOOD);

      assertThat(outcome(sentinel, forged("eu1"))).isEqualTo("unknown_key");
      String sameKid =
          mint(inVa).claim("aud", "eu1").header("kid", lo.keys().current().kid()).compact();
      assertThat(outcome(sentinel, sameKid)).isEqualTo("bad_signature");
    }
  }

  @Test
  void oneHostsKeysCannotVouchForAnotherHostsAccountInAnArrayEither() {
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
      assertThat(outcome(sentinel, token(inLo))).isEqualTo(GOOD);

      assertThat(outcome(sentinel, forged(List.of("eu1")))).isEqualTo("unknown_key");
      assertThat(outcome(sentinel, forged(List.of("other", "eu1")))).isEqualTo("unknown_key");
      assertThat(outcome(sentinel, forged(List.of("us1", "eu1")))).isEqualTo("wrong_audience");
      assertThat(outcome(sentinel, forged(List.of("eu1", "us1")))).isEqualTo("wrong_audience");
      assertThat(outcome(sentinel, forged(List.of("us1", "us2")))).as("one host").isEqualTo(GOOD);
      assertThat(outcome(sentinel, forged(List.of("us1", "other"))))
          .as("not served here at all")
          .isEqualTo(GOOD);
    }
  }

  @Test
  void oneHostsOutageIsNoneOfTheOthers() {
    lo.stop();
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
      assertThat(outcome(sentinel, token(inLo))).isEqualTo(CANNOT_TELL);
      assertThat(outcome(sentinel, token(alsoInVa))).isEqualTo(GOOD);
      assertThat(sentinel.status().ready()).isFalse();
    }
  }

  @Test
  void floodOfMadeUpKeyIdsAtAHostThatHangsIsNothingToTheOthers() throws Exception {
    try (Sentinel sentinel = start()) {
      await("all hosts", PATIENCE, () -> sentinel.status().ready());
      lo.fail(Endpoint.JWKS, Fault.hang());
      String madeUp = mint(inLo).header("kid", "made-up").compact();

      whileManyWait(
          () -> outcome(sentinel, madeUp),
          () -> {
            va.keys().rotate("published-meanwhile");
            assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
          });
    }
  }

  @Test
  void accountWhoseHostIsUnknownKeepsNobodyElseFromWaiting() throws Exception {
    String ofUs = token(inVa);
    String ofEu = token(inLo);
    api.fail(Endpoint.DOMAIN_API, Fault.status(503));
    try (Sentinel sentinel = start("sentinel.startup", "lazy")) {
      assertThat(outcome(sentinel, ofUs)).isEqualTo(CANNOT_TELL);
      assertThat(outcome(sentinel, ofEu)).isEqualTo(CANNOT_TELL);
      api.clearFaults();
      api.fail(Endpoint.DOMAIN_API, Fault.hang());
      clock.advance(Duration.ofSeconds(3));

      whileManyWait(
          () -> outcome(sentinel, ofEu),
          () -> {
            AtomicReference<String> outcome = new AtomicReference<>();
            Thread request = new Thread(() -> outcome.set(outcome(sentinel, ofUs)));
            request.setDaemon(true);
            request.start();
            await("it to wait too", PATIENCE, () -> isWaiting(request));
            api.clearFaults();
            await("the answer", PATIENCE, () -> GOOD.equals(outcome.get()));
          });
    }
  }

  private static boolean isWaiting(Thread request) {
    return request.getState() == Thread.State.TIMED_WAITING;
  }

  /**
   * Runs something as soon as 16 requests, which is as many as may, wait for an answer; after a
   * second only some of them still do, and the others have been sent away.
   */
  private static void whileManyWait(Runnable request, Runnable then) {
    List<Thread> requests = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Thread thread = new Thread(request);
      thread.setDaemon(true);
      thread.start();
      requests.add(thread);
    }
    await(
        "16 requests to wait",
        PATIENCE,
        () -> requests.stream().allMatch(thread -> isWaiting(thread) || !thread.isAlive()));
    assertThat(requests).as("still waiting").anyMatch(SeveralAccountsTest::isWaiting);
    then.run();
  }

  @Test
  void accountThatMovesTakesItsTrustAlong() {
    try (Sentinel sentinel = start("sentinel.cache.ttl", "1d")) {
      String old = token(inVa);
      assertThat(outcome(sentinel, old)).isEqualTo(GOOD);
      assertThat(outcome(sentinel, token(alsoInVa))).isEqualTo(GOOD);

      emulator.moveAccount("us1", lo);
      assertThat(outcome(sentinel, old)).isEqualTo(GOOD);
      clock.advance(Duration.ofHours(2));

      await("the move", PATIENCE, () -> outcome(sentinel, token(inVa)).equals(GOOD));
      assertThat(outcome(sentinel, old)).as("remembered or not").isEqualTo("unknown_key");
      assertThat(outcome(sentinel, token(alsoInVa))).as("has not moved").isEqualTo(GOOD);
    }
  }

  @Test
  void hostThatServesNobodyAnyMoreIsForgotten() {
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inLo))).isEqualTo(GOOD);
      emulator.moveAccount("eu1", va);
      clock.advance(Duration.ofHours(2));
      await("the move", PATIENCE, () -> outcome(sentinel, token(inLo)).equals(GOOD));

      await("only va", PATIENCE, () -> sentinel.status().keySets().size() == 1);
      assertThat(sentinel.status().keySets().get(0).uri()).isEqualTo(va.jwksUri());
    }
  }

  @Test
  void lastAnswerStaysInUseWhileTheDomainApiIsDown() {
    try (Sentinel sentinel = start()) {
      await("all hosts", PATIENCE, () -> sentinel.status().ready());
      api.stop();
      for (int day = 1; day <= 7; day++) {
        clock.advance(Duration.ofDays(1).minusMinutes(10));
        // the key sets are refreshed meanwhile; only the Domain API is down
        await("fresh keys of va", PATIENCE, () -> outcome(sentinel, token(inVa)).equals(GOOD));
        await("fresh keys of lo", PATIENCE, () -> outcome(sentinel, token(inLo)).equals(GOOD));
        clock.advance(Duration.ofMinutes(10));
        assertThat(outcome(sentinel, token(inVa))).as("day %s", day).isEqualTo(GOOD);
        assertThat(outcome(sentinel, token(inLo))).as("day %s", day).isEqualTo(GOOD);
      }

      emulator.moveAccount("eu1", va);
      api.start();
      clock.advance(Duration.ofMinutes(2));
      await("the return", PATIENCE, clock, () -> outcome(sentinel, token(inLo)).equals(GOOD));
    }
  }

  @Test
  void withoutTheDomainApiNobodyCanTellUntilItReturns() {
    api.stop();
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(CANNOT_TELL);
      assertThat(va.count(Endpoint.JWKS)).isZero();

      api.start();
      clock.advance(Duration.ofSeconds(3));
      await("recovery", PATIENCE, clock, () -> outcome(sentinel, token(inVa)).equals(GOOD));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "http://%s",
        "https://%s",
        "//%s",
        "%s/",
        "%s/path",
        "%s?q",
        "%s#f",
        "user@%s",
        "user:pw@%s",
        " %s",
        "%s ",
        "%s\n",
        "%s\r\nX: y",
        "%s\\@other",
        "%s,other",
        "\u0000%s",
        "%s:",
        "host:99999",
        "host:-1",
        "[::1",
        "%%31%%32%%37.0.0.1:80",
        "\u24d0.example",
        "a_b.example/../%s"
      })
  void rubbishFromTheDomainApiIsNotFollowed(String rubbish) throws Exception {
    try (ServerSocket nobody = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String target = "127.0.0.1:" + nobody.getLocalPort();
      emulator.announce("us1", "sentinel", rubbish.formatted(target));
      try (Sentinel sentinel = start()) {
        assertThat(outcome(sentinel, token(inVa))).isEqualTo(CANNOT_TELL);
        assertThat(outcome(sentinel, token(inLo))).as("no harm to the others").isEqualTo(GOOD);
      }
      nobody.setSoTimeout(1);
      assertThat(nobody).satisfies(SeveralAccountsTest::assertNobodyCame);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example.com", "liveperson.net", "evilliveperson.net", "192.0.2.1:443"})
  void keysOfAHostThatIsNobodysWeKnowAreNotTrusted(String host) {
    emulator.announce("us1", "sentinel", host);
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(CANNOT_TELL);
      assertThat(outcome(sentinel, token(inLo))).as("no harm to the others").isEqualTo(GOOD);
      await(
          "the reason",
          PATIENCE,
          () ->
              sentinel.status().keySets().stream()
                  .anyMatch(
                      set ->
                          String.valueOf(set.lastFailure())
                              .contains("neither LivePerson's nor in sentinel.app-jwt.hosts")));
      assertThat(sentinel.status().keySets())
          .extracting(set -> set.uri().getHost())
          .as("asked")
          .containsOnly("127.0.0.1");
    }
  }

  private static void assertNobodyCame(ServerSocket socket) {
    assertThatThrownBy(socket::accept).isInstanceOf(SocketTimeoutException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://elsewhere/", "elsewhere/x", "", "user@elsewhere"})
  void rubbishAfterAGoodAnswerChangesNothing(String rubbish) {
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
      long asked = api.count(Endpoint.DOMAIN_API);
      emulator.announce("us1", "sentinel", rubbish);

      clock.advance(Duration.ofHours(2));
      await(
          "the answer",
          PATIENCE,
          () -> {
            assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
            return api.count(Endpoint.DOMAIN_API) > asked;
          });
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(GOOD);
    }
  }

  @Test
  void redirectOfTheDomainApiIsNotFollowed() {
    api.fail(
        Endpoint.DOMAIN_API,
        Fault.redirect(va.uri().resolve("/api/account/us1/service/sentinel/baseURI.json")));
    try (Sentinel sentinel = start()) {
      assertThat(outcome(sentinel, token(inVa))).isEqualTo(CANNOT_TELL);
      assertThat(va.count(Endpoint.DOMAIN_API)).isZero();
    }
  }

  private Sentinel start(String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 2);
    all[settings.length] = "sentinel.account-id";
    all[settings.length + 1] = "us1, us2, eu1";
    return Sentinel.builder(domainConfig(emulator, all)).clock(clock).build();
  }

  private TokenMint mint(Installation app) {
    return emulator.mint(app).claim("jti", System.nanoTime());
  }

  private String token(Installation app) {
    return mint(app).compact();
  }

  /** By the key of the host va, for whatever audience. */
  private String forged(Object audience) {
    return mint(inVa).claim("aud", audience).compact();
  }
}
