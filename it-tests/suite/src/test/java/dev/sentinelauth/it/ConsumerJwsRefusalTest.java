package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.ConsumerJwsClient;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.ClientFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What refusals do to the tokens that name consumers. */
@Timeout(60)
class ConsumerJwsRefusalTest {
  private ClientFixture fixture;
  private SentinelHost idp;
  private ConsumerJwsClient consumers;

  @BeforeEach
  void start() throws Exception {
    fixture = new ClientFixture();
    idp = fixture.emulator.addHost("idp");
    fixture.emulator.announce(ClientFixture.ACCOUNT, "idp", idp.authority());
    consumers = fixture.sentinel.consumerJwsClient();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private long posts() {
    return idp.count(Endpoint.CONSUMER);
  }

  private void answer(String jws) {
    idp.fail(
        Endpoint.CONSUMER,
        Fault.status(200).body("application/json", "{\"token\":\"" + jws + "\"}"));
  }

  @Test
  void serverThatRefusesEveryJwsCausesTenNewOnesAtOnce() {
    for (int i = 0; i < 100; i++) {
      consumers.invalidate("a", consumers.get("a"));
    }
    assertThat(posts()).isEqualTo(1 + 10);
    consumers.invalidate("b", consumers.get("b"));
    consumers.get("b");
    assertThat(posts()).as("another consumer has a limit of its own").isEqualTo(11 + 2);
  }

  @Test
  void expiredJwsIsReplacedThoughTheAppJwtIsGoneToo() {
    answer("opaque");
    consumers.get("a");
    fixture.advance(Duration.ofMinutes(11));
    fixture.sentinel.appJwtSupplier().invalidate(fixture.sentinel.appJwtSupplier().get());

    assertThat(consumers.get("a")).isEqualTo("opaque");
  }

  @Test
  void idpThatRefusesTheAppJwtIsAskedOnceMoreWithAnother() {
    String revoked = fixture.sentinel.appJwtSupplier().get();
    fixture.advance(Duration.ofSeconds(2));
    idp.fail(Endpoint.CONSUMER, Fault.status(401), 1);

    assertThat(consumers.get("a")).isNotEmpty();

    assertThat(idp.requests(Endpoint.CONSUMER))
        .extracting(request -> request.header("Authorization").orElse(""))
        .containsExactly(revoked, fixture.sentinel.appJwtSupplier().get());
  }

  @Test
  void jwsThatSaysOnlyWhenItExpiresIsNotKeptForLonger() {
    String payload = "{\"exp\":" + (fixture.now.get().getEpochSecond() + 60) + "}";
    answer(
        "e30."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
            + ".c2ln");
    consumers.get("a");
    fixture.advance(Duration.ofSeconds(59));
    consumers.get("a");
    assertThat(posts()).isEqualTo(1);
    fixture.advance(Duration.ofSeconds(1));
    consumers.get("a");
    assertThat(posts()).isEqualTo(2);
  }

  @Test
  void closedSentinelGivesNoJws() {
    consumers.get("a");
    fixture.sentinel.close();
    assertThatThrownBy(() -> consumers.get("a")).isInstanceOf(AppJwtUnavailableException.class);
  }
}
