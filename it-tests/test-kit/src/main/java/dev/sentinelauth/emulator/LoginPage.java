package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page on which a user says who to be. One document that loads nothing and runs nothing; it
 * works by keyboard, on a phone, in light and in dark.
 */
final class LoginPage {
  // Each pair of colours has a contrast of at least 4.5:1, edges of controls at least 3:1 (WCAG 2).
  private static final String STYLE =
      """
      :root {
        color-scheme: light dark;
        --page: #eeeef6; --card: #ffffff; --text: #1d1c2b; --muted: #55546b; --line: #dcdbe8;
        --edge: #77758f; --accent: #4a3fc4; --on-accent: #ffffff; --tint: #efedff;
        --alert: #b3261e; --alert-tint: #fdeceb;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #12111a; --card: #1c1b28; --text: #efeef8; --muted: #b1b0c6; --line: #33314a;
          --edge: #8785a2; --accent: #b4adff; --on-accent: #17142e; --tint: #27244a;
          --alert: #ffa79f; --alert-tint: #3b1c1d;
        }
      }
      * { box-sizing: border-box; }
      body {
        margin: 0; min-height: 100vh; padding: 1.5rem 1rem; display: flex; flex-direction: column;
        background: var(--page); color: var(--text);
        font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
        overflow-wrap: anywhere;
      }
      main {
        width: 100%; max-width: 27rem; margin: auto; padding: 2rem; background: var(--card);
        border: 1px solid var(--line); border-radius: 1rem;
        box-shadow: 0 1.25rem 3rem -1.5rem rgb(20 16 60 / 35%);
      }
      header { display: flex; align-items: center; gap: .625rem; margin-bottom: 1.5rem; }
      header svg { width: 2rem; height: 2rem; flex: none; }
      .brand { font-weight: 650; font-size: 1.0625rem; }
      .emulated {
        margin-left: auto; padding: .125rem .625rem; border-radius: 1rem; font-size: .8125rem;
        font-weight: 600; background: var(--tint); color: var(--accent);
      }
      h1 { margin: 0 0 .25rem; font-size: 1.625rem; line-height: 1.25; letter-spacing: -.01em; }
      p { margin: 0; }
      .lead { margin-bottom: 1.5rem; color: var(--muted); }
      .lead strong { color: var(--text); }
      .hint { color: var(--muted); font-size: .875rem; }
      code { font: .9375em/1 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
      .field { margin-bottom: 1.25rem; }
      .field label { display: block; font-weight: 600; margin-bottom: .375rem; }
      .field .hint { margin-top: .375rem; }
      input[name=name] {
        width: 100%; min-height: 2.875rem; padding: .5rem .75rem; font: inherit; color: inherit;
        background: var(--card); border: 1px solid var(--edge); border-radius: .5rem;
      }
      input[aria-invalid] { border: 2px solid var(--alert); }
      .alert {
        margin-bottom: .5rem; padding: .5rem .75rem; border-left: .25rem solid var(--alert);
        border-radius: .25rem; background: var(--alert-tint); color: var(--alert);
        font-weight: 600; font-size: .9375rem;
      }
      fieldset { margin: 0 0 .5rem; padding: 0; border: 0; min-width: 0; }
      legend { padding: 0; margin-bottom: .25rem; font-weight: 600; }
      .check {
        display: flex; gap: .75rem; align-items: flex-start; padding: .5rem; margin: 0 -.5rem;
        border-radius: .5rem; cursor: pointer;
      }
      .check:hover { background: var(--tint); }
      .check input {
        width: 1.25rem; height: 1.25rem; margin: .125rem 0 0; flex: none;
        accent-color: var(--accent);
      }
      .check .hint { display: block; }
      .remember { padding-top: .5rem; border-top: 1px solid var(--line); }
      .buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem; }
      button {
        flex: 1 1 8rem; min-height: 2.875rem; padding: .5rem 1rem; font: inherit; font-weight: 600;
        border: 1px solid var(--edge); border-radius: .5rem; background: transparent;
        color: var(--text); cursor: pointer;
      }
      button.primary {
        background: var(--accent); border-color: var(--accent); color: var(--on-accent);
      }
      button:hover { filter: brightness(1.12); }
      :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
      footer {
        width: 100%; max-width: 27rem; margin: 1.25rem auto 0; text-align: center;
        color: var(--muted); font-size: .875rem;
      }
      @media (max-width: 26rem) {
        body { padding: 1rem .75rem; }
        main { padding: 1.25rem; border-radius: .75rem; }
      }
      """;

  private static final String TEMPLATE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$sSign in to %3$s - Sentinel (emulated)</title>
      <style>%2$s</style>
      </head>
      <body>
      <main>
      <header>
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path fill="#4a3fc4" d="M16 1 29 5.5v10C29 23 23.5 28.6 16 31 8.5 28.6 3 23 3 15.5v-10z"/>
      <path fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"
       stroke-linejoin="round" d="m10 16 4.5 4.5 8-9"/>
      </svg>
      <span class="brand">Sentinel</span>
      <span class="emulated">Emulator</span>
      </header>
      <h1>Sign in</h1>
      <p class="lead"><strong>%3$s</strong> wants to know who you are. You will return to
      <strong>%4$s</strong>.</p>
      <form method="post" action="%5$s">
      <div class="field">
      <label for="name">Name</label>
      %6$s
      <p class="hint" id="name-hint">Any name will do; there is no password.</p>
      </div>
      <fieldset>
      <legend>Roles</legend>
      <label class="check"><input type="checkbox" name="is_admin" value="true"%7$s>
      <span>Administrator <span class="hint"><code>is_admin</code> in the id_token</span></span>
      </label>
      <label class="check"><input type="checkbox" name="is_lpa" value="true"%8$s>
      <span>LivePerson staff <span class="hint"><code>is_lpa</code> in the id_token</span></span>
      </label>
      </fieldset>
      <div class="remember">
      <label class="check"><input type="checkbox" name="remember" value="true"%9$s>
      <span>Remember my session
      <span class="hint">Next time, this page is skipped.</span></span>
      </label>
      </div>
      <div class="buttons">
      <button class="primary">Sign in</button>
      <button name="cancel" value="true">Cancel</button>
      </div>
      </form>
      </main>
      <footer>
      <p>An emulated Sentinel, for tests and demos.</p>
      <p>Account %10$s</p>
      </footer>
      </body>
      </html>
      """;

  private static final String INPUT =
      """
      <input id="name" name="name" type="text" autocomplete="username" autocapitalize="none"
       spellcheck="false" autofocus aria-required="true" aria-describedby="name-hint">""";

  private static final String INPUT_AGAIN =
      """
      <p class="alert" id="name-error" role="alert">Enter a name to sign in with.</p>
      <input id="name" name="name" type="text" autocomplete="username" autocapitalize="none"
       spellcheck="false" autofocus aria-required="true" aria-invalid="true"
       aria-describedby="name-error name-hint">""";

  /**
   * There is no {@code form-action}: Chromium holds the redirect after the form against it too, and
   * that leads to the application.
   */
  private static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; frame-ancestors 'none'"
          .formatted(sha256(STYLE));

  private LoginPage() {}

  /** The page as it comes first. */
  static Reply render(AuthorizationRequest request, String action) {
    return render(200, "", request, action, INPUT, false, false, false);
  }

  /** The page once more, for somebody who gave no name; the check boxes are as they were left. */
  static Reply renderAgain(AuthorizationRequest request, String action, Parameters form) {
    return render(
        400,
        "Error: ",
        request,
        action,
        INPUT_AGAIN,
        form.optional("is_admin").isPresent(),
        form.optional("is_lpa").isPresent(),
        form.optional("remember").isPresent());
  }

  private static Reply render(
      int status,
      String titlePrefix,
      AuthorizationRequest request,
      String action,
      String input,
      boolean admin,
      boolean lpa,
      boolean remember) {
    String page =
        TEMPLATE.formatted(
            titlePrefix,
            STYLE,
            escape(request.client().clientName()),
            escape(origin(request.redirectUri())),
            escape(action),
            input,
            checked(admin),
            checked(lpa),
            checked(remember),
            escape(request.client().accountId()));
    return Reply.html(status, page)
        .noStore()
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "same-origin")
        .header("X-Content-Type-Options", "nosniff");
  }

  private static String checked(boolean checked) {
    return checked ? " checked" : "";
  }

  /** What a user can recognise of a redirect URI. */
  private static String origin(URI uri) {
    return uri.getRawAuthority() == null
        ? uri.getScheme() + ":"
        : uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
