package dev.sentinelauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginPageTest {

  @ParameterizedTest
  @EnumSource
  void pageLoadsNothingAndRunsNothing(LoginPage page) throws Exception {
    String html = new String(page.html("/"), UTF_8);

    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .doesNotContain("<script", "src=", "style=", "url(", "@import");
    byte[] style = html.replaceAll("(?s).*<style>|</style>.*", "").getBytes(UTF_8);
    assertThat(LoginPage.CONTENT_SECURITY_POLICY)
        .contains(
            "'sha256-"
                + Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(style))
                + "'");
  }

  @ParameterizedTest
  @EnumSource
  void targetStaysInItsAttribute(LoginPage page) {
    assertThat(new String(page.html("/?a='&b=\"><b>{{text}}"), UTF_8))
        .contains("=\"/?a=&#39;&amp;b=&quot;&gt;&lt;b&gt;&#123;&#123;text}}\">");
  }

  @Test
  void onlyWhatChangesSomethingIsAButton() {
    assertThat(new String(LoginPage.CONFIRM_LOGOUT.html("/out"), UTF_8))
        .contains("<form method=\"post\" action=\"/out\"><button>Sign out</button></form>");
    assertThat(new String(LoginPage.CANCELLED.html("/in"), UTF_8))
        .contains("<a href=\"/in\">Try again</a>")
        .doesNotContain("<form");
  }
}
