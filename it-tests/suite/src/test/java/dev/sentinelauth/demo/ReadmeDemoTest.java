package dev.sentinelauth.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.support.CurlLines;
import dev.sentinelauth.it.support.Pages;
import org.junit.jupiter.api.Test;

/** What the first page says of the demo. */
class ReadmeDemoTest {
  @Test
  void theTwoCurlLinesGetATokenOfTheDemoAndShowItToItsApplication() throws Exception {
    CurlLines lines =
        new CurlLines(
            Pages.load()
                .section("Get a token, and call the application with it")
                .block("sh", "demo-reader"));
    Demo.Options usual = Demo.Options.parse();
    assertThat(lines.servers())
        .extracting(server -> server.getPort())
        .containsExactly(usual.sentinelPort(), usual.port());
    try (DemoServers demo = DemoServers.start(0, 0)) {
      assertThat(lines.send(demo.sentinelUri(), demo.uri()).body())
          .contains(DemoServers.READER.clientId());
    }
  }
}
