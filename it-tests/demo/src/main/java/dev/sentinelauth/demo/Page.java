package dev.sentinelauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What the demo's pages have in common: the frame with its navigation, the style, the headers. They
 * load nothing and run nothing.
 */
final class Page {
  // Each pair of colours has a contrast of at least 4.5:1 (WCAG 2).
  private static final String STYLE =
      """
      :root {
        color-scheme: light dark;
        --page: #f1f6f5; --card: #ffffff; --text: #16242a; --muted: #4c6067; --line: #d5e2e0;
        --edge: #6d8288; --accent: #0b6b61; --on-accent: #ffffff; --tint: #def3ef;
        --warn: #8a4b00; --warn-tint: #fff1dc;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #0f1618; --card: #182226; --text: #e9f2f1; --muted: #a6b8ba; --line: #2a3a3e;
          --edge: #7a9095; --accent: #6fd8c8; --on-accent: #06231f; --tint: #153a37;
          --warn: #ffc982; --warn-tint: #3a2a14;
        }
      }
      * { box-sizing: border-box; }
      body {
        margin: 0; min-height: 100vh; display: flex; flex-direction: column;
        background: var(--page); color: var(--text);
        font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
        overflow-wrap: anywhere;
      }
      body > header { background: var(--card); border-bottom: 1px solid var(--line); }
      .bar {
        max-width: 60rem; margin: auto; padding: .75rem 1rem; display: flex; flex-wrap: wrap;
        align-items: center; gap: .5rem 1.25rem;
      }
      .brand {
        display: flex; align-items: center; gap: .625rem; padding: .25rem 0; font-weight: 700;
        font-size: 1.0625rem; color: inherit; text-decoration: none;
      }
      .brand svg { width: 1.75rem; height: 1.75rem; flex: none; }
      nav ul {
        display: flex; flex-wrap: wrap; gap: .25rem; margin: 0; padding: 0; list-style: none;
      }
      nav a {
        display: block; padding: .5rem .75rem; border-radius: .5rem; color: var(--text);
        text-decoration: none;
      }
      nav a:hover { background: var(--tint); }
      nav a[aria-current] { background: var(--tint); color: var(--accent); font-weight: 600; }
      .user {
        display: flex; align-items: center; gap: .75rem; margin-left: auto; min-width: 0;
        color: var(--muted);
      }
      .user span {
        overflow: hidden; max-width: 16rem; text-overflow: ellipsis; white-space: nowrap;
      }
      main nav { margin: 0 0 1rem; }
      main { width: 100%; max-width: 60rem; margin: 0 auto; padding: 2rem 1rem; flex: 1; }
      h1 { margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2; letter-spacing: -.015em; }
      h2 { margin: 0 0 .5rem; font-size: 1.1875rem; }
      p { margin: 0 0 1rem; }
      .lead { max-width: 42rem; margin-bottom: 1.75rem; font-size: 1.125rem; color: var(--muted); }
      a { color: var(--accent); }
      .cards {
        display: grid; gap: 1rem;
        grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr));
      }
      .card {
        padding: 1.5rem; background: var(--card); border: 1px solid var(--line);
        border-radius: .875rem; min-width: 0;
      }
      .card > :last-child { margin-bottom: 0; }
      .card + .card.below { margin-top: 1rem; }
      .card:target { border-color: var(--accent); box-shadow: 0 0 0 2px var(--accent); }
      .narrow { max-width: 38rem; }
      dl { display: grid; grid-template-columns: auto 1fr; gap: .75rem 1.5rem; margin: 0; }
      dt { color: var(--muted); }
      dd { margin: 0; font-weight: 600; }
      .badges { display: flex; flex-wrap: wrap; gap: .375rem; }
      .badge {
        padding: 0 .625rem; border-radius: 1rem; background: var(--tint); color: var(--accent);
        font-size: .9375rem;
      }
      .none { color: var(--muted); font-weight: 400; }
      .status {
        display: inline-block; margin-bottom: .75rem; padding: .125rem .625rem; border-radius: 1rem;
        background: var(--warn-tint); color: var(--warn); font-size: .875rem; font-weight: 600;
      }
      pre {
        margin: 0 0 1rem; padding: .75rem 1rem; border-radius: .5rem; background: var(--page);
        border: 1px solid var(--line); white-space: pre-wrap;
      }
      code, pre { font: .9375rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
      form { margin: 0; }
      .buttons { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1rem; }
      button, .button {
        display: inline-block; min-height: 2.75rem; padding: .5rem 1.125rem; font: inherit;
        font-weight: 600; border: 1px solid var(--edge); border-radius: .5rem; cursor: pointer;
        background: transparent; color: var(--text); text-decoration: none; white-space: nowrap;
      }
      .primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
      button:hover, .button:hover { filter: brightness(1.12); }
      :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
      .skip { position: absolute; left: -100rem; }
      .skip:focus { left: 1rem; top: .5rem; padding: .5rem 1rem; background: var(--card); }
      footer {
        width: 100%; max-width: 60rem; margin: 0 auto; padding: 1rem; color: var(--muted);
        font-size: .875rem;
      }
      footer p { margin: 0; }
      @media (max-width: 34rem) {
        main { padding: 1.5rem 1rem; }
        h1 { font-size: 1.625rem; }
        nav { order: 3; width: 100%; }
        .user span { display: none; }
        .card { padding: 1.25rem; }
        dl { grid-template-columns: 1fr; gap: 0; }
        dd { margin-bottom: .75rem; }
        dd:last-child { margin-bottom: 0; }
      }
      """;

  private static final String TEMPLATE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$s - Message Desk</title>
      <style>%2$s</style>
      </head>
      <body>
      <a class="skip" href="#content">Skip to the content</a>
      <header>
      <div class="bar">
      <a class="brand" href="%3$s/">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path fill="#0f8577"
       d="M6 3h20a4 4 0 0 1 4 4v13a4 4 0 0 1-4 4H15l-8 6v-6H6a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"/>
      <path stroke="#fff" stroke-width="2.5" stroke-linecap="round" d="M9 11h14M9 17h9"/>
      </svg>
      Message Desk</a>
      %4$s
      </div>
      </header>
      <main id="content" tabindex="-1">
      %5$s
      </main>
      <footer>
      <p>A demo of Sentinel Auth Filters. Its Sentinel is emulated, its messages are made up.</p>
      </footer>
      </body>
      </html>
      """;

  /** Signing out leads back to this application, so forms may stay inside it. */
  private static final String POLICY =
      ("default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none';"
              + " frame-ancestors 'none'")
          .formatted(sha256(STYLE));

  private Page() {}

  /**
   * Answers with a page.
   *
   * @param title as text
   * @param main as HTML, with all that is foreign {@linkplain #escape escaped}
   */
  static void send(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String title,
      String main)
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
            TEMPLATE.formatted(
                escape(title), STYLE, escape(request.getContextPath()), bar(request), main));
  }

  /** Where else to go, and who is signed in; nothing for anonymous users. */
  private static String bar(HttpServletRequest request) {
    String user = request.getRemoteUser();
    if (user == null) {
      return "";
    }
    return """
        <nav aria-label="Pages">
        <ul>
        <li>%s</li>
        <li>%s</li>
        <li>%s</li>
        </ul>
        </nav>
        <div class="user">
        <span>%s</span>
        %s
        </div>"""
        .formatted(
            link(request, "/app/", "Home"),
            link(request, "/app/settings", "Settings"),
            link(request, "/app/admin", "Admin"),
            escape(user),
            signOut(request));
  }

  private static String link(HttpServletRequest request, String path, String text) {
    String target = request.getContextPath() + path;
    String current = request.getRequestURI().equals(target) ? " aria-current=\"page\"" : "";
    return "<a href=\"%s\"%s>%s</a>".formatted(escape(target), current, text);
  }

  /** A form, because signing out changes something, which a link must not do. */
  static String signOut(HttpServletRequest request) {
    return "<form method=\"post\" action=\"%s/sentinel/logout\"><button>Sign out</button></form>"
        .formatted(escape(request.getContextPath()));
  }

  /** Text as HTML, for elements and for attributes in quotes. */
  static String escape(@Nullable String text) {
    return String.valueOf(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
