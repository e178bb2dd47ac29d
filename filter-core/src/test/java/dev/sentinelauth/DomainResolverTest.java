package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Connections;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.net.URI;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the file of an earlier run says; what the API says is tried with whole Sentinels. */
class DomainResolverTest {
  private final PinnedClock clock = new PinnedClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Background background = new Background(null);

  @AfterEach
  void close() {
    background.close();
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.liveperson.net, https://va.sentinel.liveperson.net, true",
    "https://api.liveperson.net, https://keys.example.com,           true",
    "https://api.liveperson.net, https://evil.example,               false",
    "https://api.liveperson.net, http://va.sentinel.liveperson.net,  false",
    "https://api.liveperson.net, http://127.0.0.1:1,                 false",
    "http://127.0.0.1:1,         http://127.0.0.1:2,                 true",
    "http://127.0.0.1:1,         https://evil.example,               false",
    "http://127.0.0.1:1,         mailto:x,                           false"
  })
  void hostOfTheSnapshotIsHeldToTheRuleOfTheApi(String api, URI saved, boolean trusted) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le1");
    settings.setProperty("sentinel.domain-api.uri", api);
    settings.setProperty("sentinel.app-jwt.hosts", "keys.example.com");
    SentinelConfig config = SentinelConfig.load(settings);
    DomainResolver resolver =
        new DomainResolver(
            "le1",
            "sentinel",
            config,
            new SentinelHttp(
                new Connections(
                    new SentinelInMemory(clock),
                    config.remote().network(),
                    config.remote().connectTimeout(),
                    config.remote().requestTimeout(),
                    background),
                background,
                clock),
            background,
            clock,
            () -> saved);

    assertThat(resolver.fallback() != null).isEqualTo(trusted);
  }
}
