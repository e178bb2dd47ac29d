package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.OutboundFixture.PATIENCE;
import static dev.sentinelauth.it.support.Verifications.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.ConsumerJwsClient;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.Verifications;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers want a token while the server that gives them hangs. */
@Timeout(60)
class OutboundWaitingTest {
  private static final int CROWD = 64;
  private static final int MAY_WAIT = 4;

  private final OutboundFixture sentinels = new OutboundFixture();
  private final ExecutorService callers = Executors.newFixedThreadPool(CROWD);
  // whoever waits does it for longer than the test may take
  private final Sentinel sentinel =
      sentinels.sentinel(
          "sentinel.http.request-timeout",
          "2m",
          "sentinel.domain-api.uri",
          sentinels.emulator.domainApiUri().toString());
  private final AppJwtSupplier supplier = sentinel.appJwtSupplier();

  @AfterEach
  void close() {
    callers.shutdownNow();
    sentinels.close();
  }

  private List<Future<String>> ask(Supplier<String> tokens) {
    List<Future<String>> asked = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      asked.add(callers.submit(tokens::get));
    }
    return asked;
  }

  private static void awaitAllButFour(List<Future<String>> asked) {
    await(
        "an answer to all but four",
        PATIENCE,
        () -> asked.stream().filter(Future::isDone).count() >= CROWD - MAY_WAIT);
  }

  /** How many were given a token; all others were told that there is none. */
  private static int served(List<Future<String>> asked) throws InterruptedException {
    int served = 0;
    for (Future<String> one : asked) {
      try {
        assertThat(one.get()).isNotEmpty();
        served++;
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(AppJwtUnavailableException.class);
      }
    }
    return served;
  }

  @Test
  void onlyFourCallersAreKeptWaitingForATokenAndTheOthersAreToldAtOnce() throws Exception {
    sentinels.fail(Fault.hang());
    List<Future<String>> asked = ask(supplier);

    awaitAllButFour(asked);
    assertThatThrownBy(supplier::get)
        .isInstanceOfSatisfying(
            AppJwtUnavailableException.class,
            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1)));

    sentinels.host.clearFaults();
    assertThat(served(asked)).isEqualTo(MAY_WAIT);
    assertThat(sentinels.posts()).isEqualTo(1);
  }

  @Test
  void tokenThatIsStillValidIsHandedToAllWithoutAWait() throws Exception {
    String held = supplier.get();
    sentinels.fail(Fault.hang());
    sentinels.clock.advance(Duration.ofHours(1).minusMillis(1));
    await("the renewal", PATIENCE, () -> supplier.get() != null && sentinels.posts() == 2);

    for (Future<String> one : ask(supplier)) {
      assertThat(one.get()).isEqualTo(held);
    }
  }

  @Test
  void refusedTokenComesBackForThoseWhoMayNotWaitForAnother() throws Exception {
    String held = supplier.get();
    sentinels.fail(Fault.hang());
    supplier.invalidate(held);
    List<Future<String>> asked = ask(supplier);

    awaitAllButFour(asked);

    assertThat(asked).filteredOn(Future::isDone).allMatch(one -> is(one, held));
    assertThat(supplier.get()).as("other servers may take it").isEqualTo(held);
  }

  private static boolean is(Future<String> one, String token) {
    try {
      return one.get().equals(token);
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void onlyFourCallersAreKeptWaitingForTheTokenOfAConsumer() throws Exception {
    SentinelHost idp = sentinels.emulator.addHost("idp");
    sentinels.emulator.announce(Verifications.ACCOUNT, "idp", idp.authority());
    idp.fail(Endpoint.CONSUMER, Fault.hang());
    ConsumerJwsClient consumers = sentinel.consumerJwsClient();
    List<Future<String>> asked = ask(() -> consumers.get("a"));

    awaitAllButFour(asked);

    idp.clearFaults(Endpoint.CONSUMER);
    assertThat(served(asked)).isEqualTo(MAY_WAIT);
  }
}
