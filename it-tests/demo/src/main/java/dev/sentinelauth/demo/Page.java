package dev.sentinelauth.demo;

import dev.sentinelauth.HtmlPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What the demo's pages have in common: the frame with its navigation, the style, the headers. They
 * load nothing and run nothing.
 */
final class Page {
  private static final HtmlPage FRAME = read("page.html");
  private static final HtmlPage BAR = read("bar.html");
  private static final HtmlPage STYLE = read("page.css");
  private static final HtmlPage LINK = HtmlPage.part("<a href=\"{{target}}\">{{text}}</a>");
  private static final HtmlPage LINK_TO_THIS_PAGE =
      HtmlPage.part("<a href=\"{{target}}\" aria-current=\"page\">{{text}}</a>");
  private static final HtmlPage SIGN_OUT =
      HtmlPage.part(
          "<form method=\"post\" action=\"{{context}}/sentinel/logout\">"
              + "<button>Sign out</button></form>");

  /** Signing out leads back to this application, so forms may stay inside it. */
  private static final String POLICY =
      ("default-src 'none'; style-src %s; form-action 'self'; base-uri 'none';"
              + " frame-ancestors 'none'")
          .formatted(STYLE.policySource());

  private Page() {}

  /** One of the files beside this class. */
  static HtmlPage read(String file) {
    return HtmlPage.read(Page.class, file);
  }

  /**
   * Answers with a page.
   *
   * @param main all but the frame
   */
  static void send(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String title,
      HtmlPage main)
      throws IOException {
    response.setStatus(status);
    response.setContentType("text/html;charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response
        .getWriter()
        .print(
            FRAME
                .with("title", title)
                .with("style", STYLE)
                .with("context", request.getContextPath())
                .with("bar", bar(request))
                .with("main", main)
                .html());
  }

  /** Where else to go, and who is signed in; nothing for anonymous users. */
  private static HtmlPage bar(HttpServletRequest request) {
    String user = request.getRemoteUser();
    if (user == null) {
      return HtmlPage.NOTHING;
    }
    return BAR.with("home", link(request, "/app/", "Home"))
        .with("settings", link(request, "/app/settings", "Settings"))
        .with("admin", link(request, "/app/admin", "Admin"))
        .with("user", user)
        .with("signOut", signOut(request));
  }

  private static HtmlPage link(HttpServletRequest request, String path, String text) {
    String target = request.getContextPath() + path;
    HtmlPage link = request.getRequestURI().equals(target) ? LINK_TO_THIS_PAGE : LINK;
    return link.with("target", target).with("text", text);
  }

  /** A form, because signing out changes something, which a link must not do. */
  static HtmlPage signOut(HttpServletRequest request) {
    return SIGN_OUT.with("context", request.getContextPath());
  }
}
