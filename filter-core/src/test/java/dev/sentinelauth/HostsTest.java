package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LocalHost", "127.0.0.1", "127.255.0.9", "127.1.2.3", "::1", "[::1]"})
  void thisMachineIsLoopback(String host) {
    assertThat(Hosts.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost.",
        "localhost.example.com",
        "xlocalhost",
        "127.0.0.1.example.com",
        "127.1",
        "127.0.0.256",
        "127.0.0.01",
        "127.0.0.",
        "127.0.0.1.",
        "127.0.0.-1",
        "127.0.0.x",
        "0127.0.0.1",
        "128.0.0.1",
        "0.0.0.0",
        "[::2]",
        "::",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "127.0.0.1٣"
      })
  void anythingElseIsNot(String host) {
    assertThat(Hosts.isLoopback(host)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "va.example.com, https://va.example.com",
    "va.example.com:8443, https://va.example.com:8443",
    "localhost:8080, https://localhost:8080",
    "https://VA.Example.com/, https://va.example.com",
    "HTTPS://va.example.com:443, https://va.example.com:443",
    "http://localhost:8080, http://localhost:8080",
    "http://127.0.0.1:80/, http://127.0.0.1:80",
    "http://[::1]:9, http://[::1]:9",
    "[::1]:9, https://[::1]:9"
  })
  void serverIsHttpsUnlessItIsThisMachine(String written, URI expected) {
    assertThat(Hosts.httpsOrLoopback(written)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "va.example.com, true, https://va.example.com",
    "va.example.com:8443, false, https://va.example.com:8443",
    "VA.example.com, false, https://va.example.com",
    "localhost:8080, true, http://localhost:8080",
    "localhost:8080, false, https://localhost:8080",
    "127.0.0.1, true, http://127.0.0.1",
    "[::1]:8080, true, http://[::1]:8080"
  })
  void baseUriOfTheDomainApiIsABareHost(String baseUri, boolean httpForLoopback, URI expected) {
    assertThat(Hosts.sentinelBase(baseUri, httpForLoopback)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        " a.example.com",
        "a.example.com ",
        "a.example.com\n",
        "https://a.example.com",
        "//a.example.com",
        "a.example.com/",
        "a.example.com/x",
        "a.example.com?x",
        "a.example.com#x",
        "user@a.example.com",
        "user:pw@a.example.com",
        "a.example.com:",
        "a.example.com:0",
        "a.example.com:65536",
        "a.example.com:x",
        "a.example.com:-1",
        "a.example.com:1:2",
        ":80",
        "a_b.example.com",
        "a.example.com\\@b",
        "a%2eexample.com",
        "ä.example.com",
        "-a.example.com",
        "[::1",
        "::1",
        "[fe80::1%eth0]",
        "a..example.com",
        ".",
        "127.1",
        "a.example.com:99999999999"
      })
  void anyOtherBaseUriIsRefused(String baseUri) {
    assertThatThrownBy(() -> Hosts.sentinelBase(baseUri, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Hosts.sentinelBase(baseUri, false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
