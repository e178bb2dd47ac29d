package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sentinelauth.test.SentinelExtension;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.testing.junit5.DropwizardAppExtension;
import io.dropwizard.testing.junit5.DropwizardExtensionsSupport;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(DropwizardExtensionsSupport.class)
class MessagesTest {
  @RegisterExtension
  static SentinelExtension sentinel = SentinelExtension.forAccount("le81823118");

  static final DropwizardAppExtension<MessagesConfiguration> APPLICATION =
      new DropwizardAppExtension<>(MessagesApplication.class, configuration());

  /** On loopback and free ports, and with the settings of the emulated Sentinel. */
  private static MessagesConfiguration configuration() {
    DefaultServerFactory server = new DefaultServerFactory();
    server.setApplicationConnectors(List.of(connector()));
    server.setAdminConnectors(List.of(connector()));
    MessagesConfiguration configuration = new MessagesConfiguration();
    configuration.setServerFactory(server);
    configuration.setSentinel(sentinel.initParameters());
    return configuration;
  }

  private static HttpConnectorFactory connector() {
    HttpConnectorFactory connector = new HttpConnectorFactory();
    connector.setBindHost("127.0.0.1");
    connector.setPort(0);
    return connector;
  }

  private static Invocation.Builder messages() {
    return APPLICATION
        .client()
        .target("http://127.0.0.1:" + APPLICATION.getLocalPort() + "/messages")
        .request();
  }

  @Test
  void strangersReadNothing() {
    assertEquals(401, messages().get().getStatus());
  }

  @Test
  void callersReadTheirMessages() {
    String caller = sentinel.token().authorizedParty("partner").bearer();

    assertEquals(
        "messages for partner", messages().header("Authorization", caller).get(String.class));
  }

  @Test
  void sendingNeedsAScope() {
    String reader = sentinel.token().scope("msg.read").bearer();
    String sender = sentinel.token().scope("msg.send").bearer();

    assertEquals(403, send(reader));
    assertEquals(200, send(sender));
  }

  @Test
  void expiredTokensAreRefused() {
    assertEquals(401, send(sentinel.token().scope("msg.send").expired().bearer()));
  }

  private static int send(String authorization) {
    return messages().header("Authorization", authorization).post(Entity.text("")).getStatus();
  }
}
