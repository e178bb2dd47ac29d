package dev.sentinelauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo's pages say, and to whom. */
class DemoPagesTest {
  private static final String HOSTILE = "<b a=\"'&";
  private static final String ESCAPED = "&lt;b a=&quot;&#39;&amp;";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void theStartPageIsForEverybody() throws Exception {
    try (DemoPages pages = new DemoPages("/desk", "alice")) {
      HttpResponse<String> start = get(pages.uri("/desk/"));

      assertThat(start.statusCode()).isEqualTo(200);
      assertThat(start.body())
          .contains(
              "<a class=\"button primary\" href=\"/desk/app/\">Sign in</a>",
              "curl -i '" + pages.uri("/desk/whoami") + "'")
          .doesNotContain("Sign out", "alice");
    }
  }

  @Test
  void theHomePageTellsWhoOneIs() throws Exception {
    try (DemoPages pages = new DemoPages("/desk", "alice", "lpa")) {
      assertThat(get(pages.uri("/desk/app/")).body())
          .contains(
              "Hello, alice",
              "<span class=\"badge\">lpa</span>",
              "<a href=\"/desk/app/\" aria-current=\"page\">Home</a>",
              "<form method=\"post\" action=\"/desk/sentinel/logout\">")
          .doesNotContain("<span class=\"badge\">admin</span>");
    }
  }

  @Test
  void theSettingsPageDependsOnItsQuery() throws Exception {
    try (DemoPages pages = new DemoPages("/", "alice")) {
      assertThat(get(pages.uri("/app/settings?tab=notifications")).body())
          .contains("id=\"sounds\"")
          .doesNotContain("id=\"profile\"");
      assertThat(get(pages.uri("/app/settings?tab=%3Cscript%3E")).body())
          .contains("id=\"profile\"")
          .doesNotContain("script");
    }
  }

  @Test
  void theAdminPageIsForAdministrators() throws Exception {
    try (DemoPages pages = new DemoPages("/", "alice", "admin")) {
      assertThat(get(pages.uri("/app/admin")).statusCode()).isEqualTo(200);
    }
    try (DemoPages pages = new DemoPages("/", "bob", "lpa")) {
      HttpResponse<String> refused = get(pages.uri("/app/admin"));
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body())
          .contains("for administrators", "<strong>bob</strong>")
          .doesNotContain(DemoServers.OTHER_ACCOUNT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app/", "/app/settings", "/app/admin", "/app/nowhere"})
  void aPageEscapesNamesAndLoadsNothing(String path) throws Exception {
    try (DemoPages pages = new DemoPages("/", HOSTILE)) {
      HttpResponse<String> page = get(pages.uri(path));

      assertThat(page.body()).doesNotContain(HOSTILE);
      if (!path.equals("/")) {
        assertThat(page.body()).contains(ESCAPED);
      }
      String style = page.body().replaceAll("(?s).*<style>|</style>.*", "");
      assertThat(page.headers().firstValue("Content-Security-Policy"))
          .hasValue(
              "default-src 'none'; style-src 'sha256-"
                  + Base64.getEncoder()
                      .encodeToString(
                          MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8)))
                  + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
      assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(page.body()).doesNotContain("<script", "src=", "style=", "url(", "@import");
    }
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
        BodyHandlers.ofString());
  }
}
