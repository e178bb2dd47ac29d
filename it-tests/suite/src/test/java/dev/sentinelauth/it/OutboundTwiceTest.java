package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.RecordingServer.Reply;
import dev.sentinelauth.it.support.RecordingServer.Seen;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.Invocation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.jersey.client.ClientProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The second request after a refusal, which the rules hold for as for the first. */
@Timeout(60)
class OutboundTwiceTest {
  private ClientFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new ClientFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void tokensAreTakenOffARepeatThatALaterFilterTurnsToAnotherHost() {
    String revoked = fixture.revoke(Reply.of(401));
    AtomicInteger requests = new AtomicInteger();
    ClientRequestFilter balancer =
        request -> {
          if (requests.getAndIncrement() > 0) {
            request.setUri(fixture.server.foreignUri("/foreign"));
          }
        };
    try (Client client = fixture.client().register(balancer)) {
      client.target(fixture.server.uri("/a")).request().get().close();
    }
    assertThat(fixture.server.seen().get(0).authorization()).isEqualTo(revoked);
    Seen foreign = fixture.server.seen().get(1);
    assertThat(foreign.uri()).isEqualTo("/foreign");
    assertThat(foreign.headers()).doesNotContainKey("Authorization");
  }

  @Test
  void repeatHasTheTimeOutsOfItsTarget() {
    String revoked = fixture.revoke(Reply.of(401));
    CountDownLatch never = new CountDownLatch(1);
    fixture.server.answering(
        request -> {
          if (!request.authorization().equals(revoked)) {
            try {
              // longer than the time-out, and not for ever where there is none
              boolean unused = never.await(5, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          }
          return Reply.of(401);
        });
    try (Client client = fixture.client()) {
      Invocation.Builder request =
          client
              .target(fixture.server.uri("/a"))
              .property(ClientProperties.READ_TIMEOUT, 500)
              .request();
      assertThatThrownBy(request::get).isInstanceOf(ProcessingException.class);
    }
    assertThat(fixture.server.seen()).hasSize(2);
  }
}
