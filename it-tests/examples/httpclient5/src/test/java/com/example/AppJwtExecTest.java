package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.RecordedRequest;
import dev.sentinelauth.test.SentinelExtension;
import java.net.URI;
import java.util.List;
import java.util.Properties;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The three rules: no token to a foreign host, none along a redirect, one repeat after a 401. */
class AppJwtExecTest {
  @RegisterExtension SentinelExtension emulated = SentinelExtension.forAccount("le81823118");

  private Sentinel sentinel;
  private CloseableHttpClient client;

  @BeforeEach
  void open() {
    Properties settings = emulated.settings();
    settings.setProperty("sentinel.app-jwt.hosts", "127.0.0.1"); // and not localhost
    sentinel = Sentinel.create(SentinelConfig.load(settings));
    client = AppJwtExec.addTo(HttpClients.custom(), sentinel.clientAuthenticator()).build();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    sentinel.close();
  }

  private URI api() {
    return emulated.uri().resolve("/api");
  }

  /** The same server under a name that no token may go to. */
  private URI foreign() {
    return URI.create("http://localhost:" + emulated.uri().getPort() + "/api");
  }

  private List<String> authorizations() {
    return emulated.received().apiCalls().stream()
        .map(call -> call.header("Authorization").orElse("none"))
        .toList();
  }

  @Test
  void callsCarryTheToken() throws Exception {
    emulated.apiAnswers(200, "text/plain", "good");

    assertEquals(200, post(api(), "Hello"));
    assertTrue(authorizations().get(0).startsWith("Bearer "));
  }

  @Test
  void noTokenGoesToAForeignHost() throws Exception {
    emulated.apiAnswers(200, "text/plain", "good");

    assertEquals(200, post(foreign(), "Hello"));
    assertEquals(List.of("none"), authorizations());
    assertTrue(emulated.received().tokenRequests().isEmpty());
  }

  @Test
  void noTokenGoesAlongARedirect() throws Exception {
    emulated.failing(Endpoint.OTHER, Fault.redirect(foreign()), 1);
    emulated.apiAnswers(200, "text/plain", "good");

    assertEquals(302, post(api(), "Hello"));
    assertEquals(1, emulated.received().apiCalls().size());
  }

  @Test
  void aRefusedTokenIsReplacedAndTheCallRepeatedOnce() throws Exception {
    emulated.failing(Endpoint.OTHER, Fault.status(401), 1);
    emulated.apiAnswers(200, "text/plain", "good");

    assertEquals(200, post(api(), "Hello"));
    assertEquals(2, authorizations().size());
    assertNotEquals(authorizations().get(0), authorizations().get(1));
    assertEquals(
        List.of("Hello", "Hello"),
        emulated.received().apiCalls().stream().map(RecordedRequest::body).toList());
  }

  @Test
  void aSecondRefusalIsTheAnswer() throws Exception {
    emulated.failing(Endpoint.OTHER, Fault.status(401));

    assertEquals(401, post(api(), "Hello"));
    assertEquals(2, authorizations().size());
  }

  @Test
  void anAuthorizationOfTheApplicationIsLeftAlone() throws Exception {
    emulated.apiAnswers(200, "text/plain", "good");

    assertEquals(200, post(api(), "Hello", "Authorization", "Basic eDp5"));
    assertEquals(List.of("Basic eDp5"), authorizations());
  }

  private int post(URI uri, String body, String... header) throws Exception {
    ClassicRequestBuilder request =
        ClassicRequestBuilder.post(uri).setEntity(body, ContentType.TEXT_PLAIN);
    if (header.length > 0) {
      request.setHeader(header[0], header[1]);
    }
    return client.execute(request.build(), HttpResponse::getCode);
  }
}
