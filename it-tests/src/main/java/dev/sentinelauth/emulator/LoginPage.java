package dev.sentinelauth.emulator;

/** The page on which a user says who to be. */
final class LoginPage {
  private static final String TEMPLATE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Sign in to Sentinel</title></head>
      <body>
      <h1>Sign in</h1>
      <p>%s wants to know who you are. This Sentinel is an emulator: any name will do.</p>
      <form method="post" action="%s">
      <p><label>Name <input name="name" autofocus></label></p>
      <p><label><input type="checkbox" name="is_admin" value="true"> Administrator</label></p>
      <p><label><input type="checkbox" name="is_lpa" value="true"> LivePerson staff</label></p>
      <p><label><input type="checkbox" name="remember" value="true"> Remember my session</label></p>
      <p><button>Sign in</button> <button name="cancel" value="true">Cancel</button></p>
      </form>
      </body>
      </html>
      """;

  private LoginPage() {}

  static Reply render(String action, String client) {
    return Reply.html(200, TEMPLATE.formatted(escape(client), escape(action)))
        .noStore()
        .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
