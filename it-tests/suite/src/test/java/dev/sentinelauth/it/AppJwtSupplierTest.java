package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.OutboundFixture.SECRET;
import static dev.sentinelauth.it.support.OutboundFixture.status;
import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.RecordedRequest;
import dev.sentinelauth.it.support.OutboundFixture;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the outbound token comes from, and who gets it. */
@Timeout(60)
class AppJwtSupplierTest {
  private final OutboundFixture sentinels = new OutboundFixture();

  @AfterEach
  void close() {
    sentinels.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thousandThreadsOnAColdSupplierCauseOneRequest(boolean byDomain) throws Exception {
    sentinels.fail(Fault.delay(Duration.ofMillis(300)));
    int crowd = 1_000;
    ThreadGroup callers = new ThreadGroup("callers");
    CountDownLatch meeting = new CountDownLatch(crowd);
    // all have looked and found no token when the first goes on
    AppJwtSupplier supplier =
        sentinels
            .sentinelWithClock(
                () -> {
                  if (Thread.currentThread().getThreadGroup() == callers) {
                    meeting.countDown();
                    await(meeting);
                  }
                  return sentinels.clock.instant();
                },
                byDomain)
            .appJwtSupplier();
    Set<String> tokens = ConcurrentHashMap.newKeySet();
    AtomicInteger answered = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      Runnable call =
          () -> {
            tokens.add(supplier.get());
            answered.incrementAndGet();
          };
      Thread thread = new Thread(callers, call, "caller " + i, 128 * 1024);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(answered).hasValue(crowd);
    assertThat(tokens).hasSize(1);
    assertThat(sentinels.posts()).isEqualTo(1);
    assertThat(sentinels.host.count(Endpoint.DOMAIN_API)).isEqualTo(byDomain ? 1 : 0);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v1, /sentinel/api/account/le81823118/app/token, v=1.0",
    "v2, /sentinel/api/v2/account/le81823118/app/token, ''"
  })
  void tokenOfEitherVersionIsAskedForByAFormAndIsOneThatWeAccept(
      String version, String path, String query) throws Exception {
    Sentinel sentinel =
        sentinels.sentinel(
            "sentinel.app-jwt.api-version",
            version,
            "sentinel.keys",
            version.equals("v1") ? "v1" : "jwks",
            "sentinel.v1.public-key",
            sentinels.emulator.v1PublicKey());

    String token = sentinel.appJwtSupplier().get();

    assertThat(sentinel.tokenVerifier().verify(token).authorizedParty())
        .isEqualTo(sentinels.app.clientId());
    assertThat(sentinels.requests()).hasSize(1);
    RecordedRequest request = sentinels.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo(path);
    assertThat(request.query()).isEqualTo(query);
    assertThat(request.header("Content-Type")).hasValue("application/x-www-form-urlencoded");
    assertThat(request.formParameters())
        .isEqualTo(
            Map.of(
                "client_id",
                sentinels.app.clientId(),
                "client_secret",
                SECRET,
                "grant_type",
                "client_credentials"));
    assertThat(request.headers().toString()).doesNotContain("s3cr3t");
  }

  @Test
  void nothingIsAskedForBeforeTheFirstCall() {
    Sentinel sentinel = sentinels.sentinel();
    AppJwtSupplier supplier = sentinel.appJwtSupplier();

    assertThat(sentinels.posts()).isZero();
    assertThat(sentinel.status().appJwts()).isEmpty();
    assertThat(supplier.get()).isEqualTo(supplier.get());
    assertThat(sentinels.posts()).isEqualTo(1);
    assertThat(sentinel.appJwtSupplier()).isSameAs(supplier);
    assertThat(sentinel.appJwtSupplier(ACCOUNT)).isSameAs(supplier);
  }

  @Test
  void statusSaysWhatIsThereAndNothingOfIt() {
    Sentinel sentinel = sentinels.sentinel();
    String token = sentinel.appJwtSupplier().get();

    assertThat(status(sentinel).accountId()).isEqualTo(ACCOUNT);
    assertThat(status(sentinel).usable()).isTrue();
    assertThat(status(sentinel).expiresAt())
        .isEqualTo(sentinels.clock.instant().plus(Duration.ofHours(1)));
    assertThat(status(sentinel).failingSince()).isNull();
    assertThat(status(sentinel).lastFailure()).isNull();
    assertThat(sentinel.status().toString()).doesNotContain(token);
    assertThat(sentinels.heard)
        .containsExactly(
            new OutboundFixture.Heard(
                true, sentinels.clock.instant().plus(Duration.ofHours(1)), ""));
  }

  @Test
  void accountMustBeNamedWhereThereAreSeveralAndBeOneOfThem() {
    Sentinel sentinel = sentinels.sentinel("sentinel.account-id", ACCOUNT + ", le2");

    assertThatThrownBy(sentinel::appJwtSupplier)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("several accounts");
    assertThatThrownBy(sentinel::clientAuthenticator).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sentinel.appJwtSupplier("le3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sentinel.account-id");
    assertThat(sentinel.appJwtSupplier(ACCOUNT).get()).isNotEmpty();
    assertThat(sentinel.status().appJwts()).hasSize(1);
  }

  @Test
  void withoutAClientIdThereIsNoSupplier() {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", ACCOUNT);
    properties.setProperty("sentinel.server", sentinels.emulator.uri().toString());
    properties.setProperty("sentinel.startup", "lazy");
    Sentinel sentinel = sentinels.open(SentinelConfig.load(properties));

    assertThatThrownBy(sentinel::appJwtSupplier)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sentinel.client-id")
        .hasMessageContaining("sentinel.client-secret");
  }

  @Test
  void takingALiveTokenAllocatesNothing() {
    AppJwtSupplier supplier = sentinels.supplier();
    String token = supplier.get();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 10_000;
    boolean same = true;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      same &= supplier.get().equals(token);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(same).isTrue();
    assertThat(allocated).as("bytes for %s calls", calls).isLessThan(calls);
  }

  @Test
  void closedSentinelGivesNoToken() {
    Sentinel sentinel = sentinels.sentinel();
    AppJwtSupplier supplier = sentinel.appJwtSupplier();
    supplier.get();
    sentinel.close();

    assertThat(OutboundFixture.failure(supplier)).contains(ACCOUNT);
    assertThat(sentinels.posts()).isEqualTo(1);
  }
}
