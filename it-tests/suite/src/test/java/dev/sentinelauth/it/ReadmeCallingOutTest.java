package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.ClientFixture;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.ReadmeSnippets;
import dev.sentinelauth.it.support.RecordingServer;
import dev.sentinelauth.it.support.RecordingServer.Reply;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of the pages that call out, against a server that remembers what it was sent. */
@Timeout(60)
class ReadmeCallingOutTest {
  private ClientFixture fixture;
  private SentinelHost idp;
  private URLClassLoader snippets;

  @BeforeEach
  void compile(@TempDir Path classes) throws Exception {
    fixture = new ClientFixture();
    idp = fixture.emulator.addHost("idp");
    fixture.emulator.announce(ClientFixture.ACCOUNT, "idp", idp.authority());
    ReadmeSnippets.compile(Pages.load(), classes);
    snippets = new URLClassLoader(new URL[] {classes.toUri().toURL()});
  }

  @AfterEach
  void close() throws Exception {
    snippets.close();
    fixture.close();
  }

  private Object snippet(String name) throws ReflectiveOperationException {
    return snippets.loadClass(name).getConstructor(Sentinel.class).newInstance(fixture.sentinel);
  }

  private static Object call(Object snippet, String method, Class<?> type, Object argument)
      throws ReflectiveOperationException {
    return snippet.getClass().getMethod(method, type).invoke(snippet, argument);
  }

  private URI target() {
    return fixture.server.uri("/orders");
  }

  @Test
  void jakartaRestClientSendsTheTokenAndRepeatsARefusedRequest() throws Exception {
    try (AutoCloseable orders = (AutoCloseable) snippet("Orders")) {
      assertThat(call(orders, "list", String.class, target().toString())).isEqualTo("answer 200");
      assertThat(fixture.server.seen().get(0).authorization()).isEqualTo(fixture.bearer());
      fixture.revoke(Reply.challenge("Bearer"));
      assertThat(call(orders, "list", String.class, target().toString())).isEqualTo("answer 200");
    }
    assertThat(fixture.server.seen()).hasSize(3);
    assertThat(fixture.tokens()).isEqualTo(2);
  }

  @Test
  void javaNetHttpDoesTheSame() throws Exception {
    Object invoices = snippet("Invoices");
    String refused = fixture.revoke(Reply.of(401));
    HttpResponse<?> answer = (HttpResponse<?>) call(invoices, "list", URI.class, target());
    assertThat(answer.body()).isEqualTo("answer 200");
    assertThat(fixture.server.seen())
        .extracting(RecordingServer.Seen::authorization)
        .containsExactly(refused, fixture.bearer());
  }

  @Test
  void tokensThemselvesAreTheBareOneAndTheConsumers() throws Exception {
    Object messaging = snippet("Messaging");
    assertThat(call(messaging, "headers", String.class, "John_Doe"))
        .isEqualTo(
            Map.of(
                "Authorization", fixture.sentinel.appJwtSupplier().get(),
                "X-LP-ON-BEHALF", fixture.sentinel.consumerJwsClient().get("John_Doe")));
    assertThat(idp.count(Endpoint.CONSUMER)).isEqualTo(1);
  }

  @Test
  void noTokensSayWhenToAskAgain() throws Exception {
    fixture.emulator.host().fail(Endpoint.APP_TOKEN, Fault.status(503));
    assertThat(call(snippet("Messaging"), "headers", String.class, "John_Doe"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsOnlyKeys("Retry-After");
  }
}
