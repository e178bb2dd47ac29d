package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outbound tokens while settings change: what applications hold of them goes by the new ones. */
class SettingsReloadOutboundTest {
  private static final URI API = URI.create("http://127.0.0.1:9/");

  private final PinnedClock clock = new PinnedClock(Instant.parse("2024-06-01T12:00:00Z"));
  private final LoopbackSentinel server = new LoopbackSentinel("k", clock);

  @TempDir private Path directory;
  private Path secret;
  private WatchedSettings settings;

  @BeforeEach
  void start() throws Exception {
    secret = Files.writeString(directory.resolve("secret"), "first");
    server.secret = "first";
    settings = new WatchedSettings(directory, settings("le1", "app"), clock);
  }

  @AfterEach
  void stop() {
    settings.close();
    server.close();
  }

  private String settings(String accounts, String clientId) {
    return """
    sentinel.startup = lazy
    sentinel.server = %s
    sentinel.account-id = %s
    sentinel.client-id = %s
    sentinel.client-secret = ${file:%s}
    sentinel.app-jwt.hosts = 127.0.0.1
    """
        .formatted(server.uri(), accounts, clientId, secret);
  }

  @Test
  void secretThatIsReplacedInItsFileRenewsTheTokenThatIsInUse() throws Exception {
    AppJwtSupplier supplier = settings.sentinel.appJwtSupplier();
    ClientAuthenticator client = settings.sentinel.clientAuthenticator();
    assertThat(supplier.get()).isEqualTo("t1");

    Files.writeString(secret, "second");
    server.secret = "second";
    settings.settle();

    await(() -> supplier.get().equals("t2"));
    assertThat(client.authorization(API)).isEqualTo("Bearer t2");
    assertThat(server.forms).hasSize(2);
    assertThat(server.forms.get(1)).contains("client_secret=second");
    assertThat(settings.sentinel.appJwtSupplier()).isSameAs(supplier);
  }

  /** It may be valid where the token was sent to, for a while. */
  @Test
  void tokenAtHandIsKeptWhileTheNewSecretIsRefused() throws Exception {
    AppJwtSupplier supplier = settings.sentinel.appJwtSupplier();
    assertThat(supplier.get()).isEqualTo("t1");

    Files.writeString(secret, "wrong");
    settings.settle();

    await(() -> server.forms.size() == 2);
    await(() -> settings.sentinel.status().appJwts().get(0).failingSince() != null);
    assertThat(supplier.get()).isEqualTo("t1");
  }

  @Test
  void tokenOfAnotherInstallationIsNotHandedOut() {
    AppJwtSupplier supplier = settings.sentinel.appJwtSupplier();
    assertThat(supplier.get()).isEqualTo("t1");

    settings.change(settings("le1", "other"));

    assertThat(supplier.get()).isEqualTo("t2");
    assertThat(server.forms.get(1)).contains("client_id=other");
  }

  @Test
  void noTokenIsFetchedForAChangeThatNobodyAskedFor() throws Exception {
    AppJwtSupplier supplier = settings.sentinel.appJwtSupplier();

    Files.writeString(secret, "second");
    server.secret = "second";
    settings.settle();

    assertThat(server.forms).isEmpty();
    assertThat(supplier.get()).isEqualTo("t1");
    assertThat(server.forms.get(0)).contains("client_secret=second");
  }

  @Test
  void suppliersOfAccountsThatAreGoneRefuse() {
    AppJwtSupplier supplier = settings.sentinel.appJwtSupplier();
    ClientAuthenticator client = settings.sentinel.clientAuthenticator("le1");
    assertThat(supplier.get()).isEqualTo("t1");

    settings.change(settings("le2", "app"));

    assertThatThrownBy(supplier::get)
        .isInstanceOf(AppJwtUnavailableException.class)
        .hasMessageContaining("le1");
    assertThatThrownBy(() -> client.authorization(API))
        .isInstanceOf(AppJwtUnavailableException.class);
    assertThatThrownBy(() -> settings.sentinel.appJwtSupplier("le1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(settings.sentinel.appJwtSupplier().get()).isEqualTo("t2");
    assertThat(settings.sentinel.status().appJwts())
        .extracting(SentinelStatus.AppJwtStatus::accountId)
        .containsExactly("le2");

    settings.change(settings("le1, le2", "app"));
    assertThat(supplier.get()).isEqualTo("t3");
  }

  @Test
  void clientThatIsTakenAwayEndsTheTokens() {
    AppJwtSupplier supplier = settings.sentinel.appJwtSupplier();
    assertThat(supplier.get()).isEqualTo("t1");

    settings.change(settings("le1", "app").replaceAll("(?m)^sentinel.client-.*$", ""));

    assertThatThrownBy(supplier::get).isInstanceOf(AppJwtUnavailableException.class);
    assertThatThrownBy(settings.sentinel::appJwtSupplier).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void clientsThatApplicationsHoldGoByTheNewHostsAndScheme() {
    ClientAuthenticator client = settings.sentinel.clientAuthenticator();
    ClientAuthenticator relay = settings.sentinel.relayingClientAuthenticator(() -> "abc");
    assertThat(client.authorization(API)).isEqualTo("Bearer t1");

    settings.change(settings("le1", "app") + "sentinel.app-jwt.scheme = none\n");
    assertThat(client.authorization(API)).isEqualTo("t1");
    assertThat(relay.authorization(API)).isEqualTo("abc");

    settings.change(settings("le1", "app").replace("= 127.0.0.1", "= other.example"));
    assertThat(client.authorization(API)).isNull();
    assertThat(relay.allows(API)).isFalse();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
