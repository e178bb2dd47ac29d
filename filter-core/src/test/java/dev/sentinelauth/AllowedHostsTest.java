package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URIs may be sent a token. */
class AllowedHostsTest {
  private final AllowedHosts hosts =
      new AllowedHosts(
          List.of("*.liveperson.net", "api.example.com", "127.0.0.1", "localhost", "[::1]"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://va.sentinel.liveperson.net/x?y=z",
        "https://a.liveperson.net",
        "HTTPS://A.LIVEPERSON.NET/",
        "https://a.liveperson.net:8443/",
        "https://api.example.com/",
        "https://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "http://LOCALHOST/",
        "http://[::1]:8080/",
      })
  void allowedHostIsAllowed(String uri) {
    assertThat(hosts.allows(URI.create(uri))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://liveperson.net/",
        "https://evilliveperson.net/",
        "https://a.liveperson.net.evil.example/",
        "https://a.liveperson.net./",
        "https://example.com/",
        "https://x.api.example.com/",
        "https://example.com/a.liveperson.net",
        "https://example.com?.liveperson.net",
        "https://example.com#.liveperson.net",
        "https://a.liveperson.net@example.com/",
        "https://user@a.liveperson.net/",
        "https://user:password@api.example.com/",
        "https://@api.example.com/",
        "http://a.liveperson.net/",
        "http://api.example.com/",
        "ftp://api.example.com/",
        "ws://127.0.0.1/",
        "http://127.0.0.2/",
        "http://127.0.0.1.example.com/",
        "https://under_score.liveperson.net/",
        "https:a.liveperson.net",
        "//a.liveperson.net/",
        "/path",
        "mailto:x@a.liveperson.net",
        "",
      })
  void anyOtherIsNot(String uri) {
    assertThat(hosts.allows(URI.create(uri))).isFalse();
  }

  /** Being allowed is no reason to send a token in the clear. */
  @ParameterizedTest
  @ValueSource(strings = {"http://10.0.0.1/", "http://0.0.0.0/", "http://[::2]/", "http://127.1/"})
  void plainHttpIsForLoopbackHostsOnly(String uri) {
    AllowedHosts allowing = new AllowedHosts(List.of("10.0.0.1", "0.0.0.0", "[::2]", "127.1"));

    assertThat(allowing.allows(URI.create(uri))).isFalse();
  }

  @Test
  void vendorsHostsAreThereWhateverElseIsListed() {
    AllowedHosts hosts = AllowedHosts.andLivePersons(List.of("keys.example.com"));

    assertThat(hosts.allows(URI.create("https://va.sentinel.liveperson.net"))).isTrue();
    assertThat(hosts.allows(URI.create("https://x.liveperson.com"))).isTrue();
    assertThat(hosts.allows(URI.create("https://keys.example.com"))).isTrue();
    assertThat(hosts.allows(URI.create("https://evilliveperson.com"))).isFalse();
    assertThat(hosts.allows(URI.create("https://liveperson.com"))).isFalse();
    assertThat(hosts.allows(URI.create("https://localhost"))).isFalse();
  }
}
