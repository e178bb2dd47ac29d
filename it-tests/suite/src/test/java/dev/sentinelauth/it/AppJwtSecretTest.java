package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.OutboundFixture.SECRET;
import static dev.sentinelauth.it.support.OutboundFixture.failure;
import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.RecordedRequest;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.OutboundFixture;
import dev.sentinelauth.it.support.Verifications;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client secret: what happens when it is wrong, and where it is not sent. */
@Timeout(60)
class AppJwtSecretTest {
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final OutboundFixture sentinels = new OutboundFixture();
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void writeSecret() throws IOException {
    file = directory.resolve("secret");
    Files.writeString(file, SECRET + "\n");
  }

  @AfterEach
  void close() {
    sentinels.close();
  }

  private AppJwtSupplier supplierWithFile() {
    return sentinels.supplier("sentinel.client-secret", "${file:" + file + "}");
  }

  @Test
  void wrongSecretIsOneErrorWithTheAccountTheHostAndTheCode() {
    AppJwtSupplier supplier = sentinels.supplier("sentinel.client-secret", "wr0ng");

    assertThat(failure(supplier))
        .isEqualTo(
            "no AppJWT for account %s from %s: HTTP 401 invalid_client"
                .formatted(ACCOUNT, sentinels.host.authority()))
        .isEqualTo(failure(supplier));
    assertThat(sentinels.posts()).isEqualTo(1);
    assertThat(sentinels.heard).hasSize(1);
  }

  @Test
  void secretThatIsCorrectedInItsFileIsTakenUpAfterThePause() throws IOException {
    Files.writeString(file, "wr0ng\n");
    AppJwtSupplier supplier = supplierWithFile();
    assertThat(failure(supplier)).contains("invalid_client");
    assertThat(sentinels.posts()).as("unchanged, so not tried again").isEqualTo(1);

    Files.writeString(file, SECRET + "\n");
    assertThat(failure(supplier)).as("until the pause is over").contains("invalid_client");
    sentinels.clock.advance(PAUSE);

    assertThat(supplier.get()).isNotEmpty();
    assertThat(sentinels.posts()).isEqualTo(3);
  }

  @Test
  void secretThatIsRotatedIsTakenUpWithoutAFailure() throws IOException {
    AppJwtSupplier supplier = supplierWithFile();
    String first = supplier.get();
    sentinels.emulator.install(sentinels.app.withSecret("rotated"));
    Files.writeString(file, "rotated");
    sentinels.clock.advance(Duration.ofHours(1));

    assertThat(supplier.get()).isNotEqualTo(first);
    assertThat(sentinels.heard).allMatch(OutboundFixture.Heard::obtained);
    assertThat(secretsSent()).containsExactly(SECRET, SECRET, "rotated");
    sentinels.clock.advance(Duration.ofHours(1));
    supplier.get();
    assertThat(secretsSent()).as("and kept").endsWith("rotated", "rotated").hasSize(4);
  }

  @Test
  void secretOfAnEditorThatWritesAByteOrderMarkIsSentWithoutIt() throws IOException {
    Files.writeString(file, "\uFEFF" + SECRET + "\r\n");
    AppJwtSupplier supplier = supplierWithFile();
    supplier.get();
    sentinels.emulator.install(sentinels.app.withSecret("rotated"));
    Files.writeString(file, "\uFEFFrotated\r\n");
    sentinels.clock.advance(Duration.ofHours(1));

    supplier.get();

    assertThat(secretsSent()).containsExactly(SECRET, SECRET, "rotated");
  }

  @Test
  void fileThatIsGoneChangesNothing() throws IOException {
    AppJwtSupplier supplier = supplierWithFile();
    supplier.get();
    Files.delete(file);
    sentinels.clock.advance(Duration.ofHours(1));
    sentinels.host.fail(Endpoint.APP_TOKEN, Fault.status(401), 1);
    assertThat(failure(supplier)).contains("HTTP 401").doesNotContain(file.toString());

    sentinels.clock.advance(PAUSE);

    assertThat(supplier.get()).isNotEmpty();
  }

  private List<String> secretsSent() {
    return sentinels.requests().stream()
        .map(RecordedRequest::formParameters)
        .map(form -> form.get("client_secret"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 500, 503})
  void domainApiThatFailsGetsAClearErrorAndNothingIsSent(int status) {
    sentinels.host.fail(Endpoint.DOMAIN_API, Fault.status(status));
    AppJwtSupplier supplier = sentinels.sentinelByDomain().appJwtSupplier();

    assertThat(failure(supplier))
        .contains("account " + ACCOUNT)
        .contains("the Domain API: HTTP " + status);
    assertThat(sentinels.posts()).isZero();

    sentinels.host.clearFaults();
    sentinels.clock.advance(Duration.ofSeconds(3));
    assertThat(supplier.get()).isNotEmpty();
  }

  /** The host is the emulator's own, so that whatever is sent arrives. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s/path",
        "%s/",
        "http://%s",
        "https://%s",
        "user@%s",
        "%s?x",
        "%s#x",
        " %s",
        "%s\\u0000",
        "%s,evil.example.com",
        ""
      })
  void hostOfTheDomainApiThatIsNoBareHostGetsNothing(String format) {
    sentinels.emulator.announce(ACCOUNT, "sentinel", format.formatted(sentinels.host.authority()));
    AppJwtSupplier supplier = sentinels.sentinelByDomain().appJwtSupplier();

    assertThat(failure(supplier)).contains("the Domain API");
    assertThat(sentinels.posts()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example.com", "liveperson.net", "evilliveperson.net", "192.0.2.1:443"})
  void hostOfTheDomainApiThatIsNotAllowedGetsNothing(String host) {
    sentinels.emulator.announce(ACCOUNT, "sentinel", host);
    AppJwtSupplier supplier = sentinels.sentinelByDomain().appJwtSupplier();

    assertThat(failure(supplier)).contains("neither LivePerson's nor in sentinel.app-jwt.hosts");
    assertThat(sentinels.posts()).isZero();
  }

  @Test
  void accountThatMovesGetsItsTokensFromTheNewHost() {
    SentinelHost other = sentinels.emulator.addHost("other");
    AppJwtSupplier supplier = sentinels.sentinelByDomain().appJwtSupplier();
    supplier.get();

    sentinels.emulator.moveAccount(ACCOUNT, other);
    sentinels.clock.advance(Duration.ofHours(3));
    Verifications.await(
        "a token of the other host",
        OutboundFixture.PATIENCE,
        () -> {
          try {
            supplier.get();
          } catch (AppJwtUnavailableException movedMeanwhile) {
            sentinels.clock.advance(PAUSE);
          }
          return other.count(Endpoint.APP_TOKEN) > 0;
        });
  }
}
