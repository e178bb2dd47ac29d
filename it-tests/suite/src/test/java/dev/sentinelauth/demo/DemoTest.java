package dev.sentinelauth.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sentinelauth.demo.Demo.Options;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTest {

  @Test
  void everyCallOfTheDemoIsAnsweredAsExpected() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int different =
        Demo.run(Options.parse("--once"), new PrintStream(printed, true, StandardCharsets.UTF_8));
    assertThat(different).as(printed.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.startsWith("ok "))
        .hasSameSizeAs(Call.all());
  }

  @Test
  void anUnexpectedAnswerCounts() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (DemoServers servers = DemoServers.start(0, 0)) {
      Call wrong = new Call("wrong on purpose", "GET", "/whoami", "", "200 welcome");
      Walk walk = new Walk(servers, new PrintStream(printed, true, StandardCharsets.UTF_8));
      assertThat(walk.run(List.of(wrong))).isEqualTo(1);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("NOT", "401 Unauthorized");
  }

  @Test
  void aUserSignsInToTheDemo() throws Exception {
    HttpClient browser =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    try (DemoServers servers = DemoServers.start(0, 0)) {
      HttpRequest.Builder page =
          HttpRequest.newBuilder(servers.uri().resolve("/app/settings?tab=notifications"))
              .timeout(Duration.ofSeconds(20))
              .header("Accept", "text/html");
      HttpResponse<String> login = browser.send(page.build(), BodyHandlers.ofString());
      assertThat(login.body()).contains("Message Desk", servers.uri().toString());

      HttpResponse<String> settings =
          browser.send(
              HttpRequest.newBuilder(login.uri())
                  .timeout(Duration.ofSeconds(20))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString("name=alice&is_lpa=true"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(settings.uri())
          .isEqualTo(servers.uri().resolve("/app/settings?tab=notifications"));
      assertThat(settings.body()).contains("id=\"sounds\"", "alice");

      page.uri(servers.uri().resolve("/app/"));
      assertThat(browser.send(page.build(), BodyHandlers.ofString()).body())
          .contains("Hello, alice", "<span class=\"badge\">lpa</span>", "<time datetime=");
      page.uri(servers.uri().resolve("/app/admin"));
      assertThat(browser.send(page.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void portsAreReadableForPeopleAndFreeOnesForARunThatEnds() {
    assertThat(Options.parse()).isEqualTo(new Options(false, 8080, 8089));
    assertThat(Options.parse("--once")).isEqualTo(new Options(true, 0, 0));
    assertThat(Options.parse("--port", "9090", "--once", "--sentinel-port", "9099"))
        .isEqualTo(new Options(true, 9090, 9099));
  }

  @Test
  void anythingElseOnTheCommandLineIsRefused() {
    for (String args : List.of("--twice", "--port", "--port x", "--port 70000", "8080")) {
      assertThatIllegalArgumentException()
          .as(args)
          .isThrownBy(() -> Options.parse(args.split(" ")));
    }
  }

  @Test
  void curlLinesQuoteForTheShell() {
    URI application = URI.create("http://127.0.0.1:8080");
    assertThat(new Call("", "POST", "/a/../b", "Bearer $SENDER", "").curl(application))
        .isEqualTo(
            "curl -i -X POST --path-as-is -H \"Authorization: Bearer $SENDER\""
                + " 'http://127.0.0.1:8080/a/../b'");
  }
}
