package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HtmlPageTest {
  private static final HtmlPage LINK =
      HtmlPage.part("<a href=\"{{target}}\" title=\"{{label}}\">{{label}}</a>");

  @Test
  void textStaysText() {
    assertThat(LINK.with("target", "/?a=1&b='").with("label", "<b>\"me\"</b>").html())
        .isEqualTo(
            "<a href=\"/?a=1&amp;b=&#39;\" title=\"&lt;b&gt;&quot;me&quot;&lt;/b&gt;\">"
                + "&lt;b&gt;&quot;me&quot;&lt;/b&gt;</a>");
  }

  @Test
  void aPartStaysHtml() {
    HtmlPage link = LINK.with("target", "/").with("label", "here");

    assertThat(
            HtmlPage.part("<p>{{link}}{{more}}</p>")
                .with("link", link)
                .with("more", HtmlPage.NOTHING))
        .extracting(HtmlPage::html)
        .isEqualTo("<p><a href=\"/\" title=\"here\">here</a></p>");
  }

  @Test
  void textCannotNameAnotherPlace() {
    assertThat(LINK.with("target", "{{label}}").with("label", "secret").html())
        .startsWith("<a href=\"&#123;&#123;label}}\" ");
  }

  @Test
  void aForgottenPlaceIsFound() {
    assertThatThrownBy(LINK.with("label", "x")::html)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing was put into {{target}}");
  }

  @Test
  void aPlaceThatIsNotThereIsFound() {
    assertThatThrownBy(() -> LINK.with("tagret", "/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no place {{tagret}}");
  }

  @Test
  void aFileThatIsNotThereIsFound() {
    assertThatThrownBy(() -> HtmlPage.read(HtmlPageTest.class, "nothing.html"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no nothing.html beside dev.sentinelauth.HtmlPageTest");
  }

  @Test
  void aStyleIsKnownByItsHash() {
    // printf 'p{margin:0}' | openssl dgst -sha256 -binary | base64
    assertThat(HtmlPage.part("p{margin:0}").policySource())
        .isEqualTo("'sha256-QRQPRLGyxt3RJiKpYNjpkgHcmHU2PywsfL2e8oI0LQA='");
  }
}
