package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.test.SentinelExtension;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import org.glassfish.jersey.test.JerseyTest;
import org.glassfish.jersey.test.TestProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessagesTest extends JerseyTest {
  @RegisterExtension
  static SentinelExtension emulated = SentinelExtension.forAccount("le81823118");

  private static Sentinel sentinel;

  @BeforeAll
  static void open() {
    sentinel = Sentinel.create(SentinelConfig.load(emulated.settings()));
  }

  @AfterAll
  static void close() {
    sentinel.close();
  }

  @Override
  protected Application configure() {
    forceSet(TestProperties.CONTAINER_PORT, "0");
    return new Api(sentinel);
  }

  @Test
  void strangersReadNothing() {
    assertEquals(401, target("messages").request().get().getStatus());
  }

  @Test
  void callersReadTheirMessages() {
    String caller = emulated.token().authorizedParty("partner").bearer();

    assertEquals(
        "messages for partner",
        target("messages").request().header("Authorization", caller).get(String.class));
  }

  @Test
  void sendingNeedsAScope() {
    assertEquals(403, send(emulated.token().scope("msg.read").bearer()).getStatus());
    assertEquals(200, send(emulated.token().scope("msg.send").bearer()).getStatus());
  }

  @Test
  void expiredTokensAreRefused() {
    assertEquals(401, send(emulated.token().scope("msg.send").expired().bearer()).getStatus());
  }

  private Response send(String authorization) {
    return target("messages")
        .request()
        .header("Authorization", authorization)
        .post(Entity.text("Hello"));
  }
}
