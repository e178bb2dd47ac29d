package dev.sentinelauth.emulator;

import java.net.URI;

/**
 * The page on which a user says who to be. One document that loads nothing and runs nothing; it
 * works by keyboard, on a phone, in light and in dark.
 */
final class LoginPage {
  private static final HtmlTemplate PAGE = HtmlTemplate.read(LoginPage.class, "login.html");
  private static final HtmlTemplate NAME = HtmlTemplate.read(LoginPage.class, "login-name.html");
  private static final HtmlTemplate NAME_MISSING =
      HtmlTemplate.read(LoginPage.class, "login-name-missing.html");
  private static final HtmlTemplate STYLE = HtmlTemplate.read(LoginPage.class, "login.css");
  private static final HtmlTemplate CHECKED = HtmlTemplate.part(" checked");

  /**
   * There is no {@code form-action}: Chromium holds the redirect after the form against it too, and
   * that leads to the application.
   */
  private static final String POLICY =
      "default-src 'none'; style-src %s; base-uri 'none'; frame-ancestors 'none'"
          .formatted(STYLE.policySource());

  private LoginPage() {}

  /** The page as it comes first. */
  static Reply render(AuthorizationRequest request, String action) {
    return render(200, "", request, action, NAME, false, false, false);
  }

  /** The page once more, for somebody who gave no name; the check boxes are as they were left. */
  static Reply renderAgain(AuthorizationRequest request, String action, Parameters form) {
    return render(
        400,
        "Error: ",
        request,
        action,
        NAME_MISSING,
        form.optional("is_admin").isPresent(),
        form.optional("is_lpa").isPresent(),
        form.optional("remember").isPresent());
  }

  private static Reply render(
      int status,
      String titlePrefix,
      AuthorizationRequest request,
      String action,
      HtmlTemplate input,
      boolean admin,
      boolean lpa,
      boolean remember) {
    String page =
        PAGE.with("error", titlePrefix)
            .with("style", STYLE)
            .with("client", request.client().clientName())
            .with("origin", origin(request.redirectUri()))
            .with("action", action)
            .with("input", input)
            .with("admin", checked(admin))
            .with("lpa", checked(lpa))
            .with("remember", checked(remember))
            .with("account", request.client().accountId())
            .html();
    return Reply.html(status, page)
        .noStore()
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "same-origin")
        .header("X-Content-Type-Options", "nosniff");
  }

  private static HtmlTemplate checked(boolean checked) {
    return checked ? CHECKED : HtmlTemplate.NOTHING;
  }

  /** What a user can recognise of a redirect URI. */
  private static String origin(URI uri) {
    return uri.getRawAuthority() == null
        ? uri.getScheme() + ":"
        : uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
