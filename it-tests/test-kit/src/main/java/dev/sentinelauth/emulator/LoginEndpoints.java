package dev.sentinelauth.emulator;

import java.util.Arrays;
import java.util.Optional;

/** Where a browser signs in: the authorization endpoint and its login page. */
final class LoginEndpoints {
  private static final String SESSION_COOKIE = "sentinel_session";

  private final Realm realm;
  private final Grants grants;

  LoginEndpoints(Realm realm, Grants grants) {
    this.realm = realm;
    this.grants = grants;
  }

  /** To the login page, or straight back to the application where the user has a session. */
  Reply authorize(SentinelHost host, String accountId, RecordedRequest request) throws OAuthError {
    AuthorizationRequest authorization = AuthorizationRequest.read(realm, host, accountId, request);
    Optional<String> error = authorization.error();
    if (error.isPresent()) {
      return authorization.answer("error", error.get());
    }
    return session(request)
        .map(user -> authorization.answer("code", grants.newCode(authorization, user)))
        .orElseGet(() -> Reply.redirect(loginPath(accountId) + "?" + request.query()).noStore());
  }

  /** The page for GET, the user's answer to it for POST. */
  Reply login(SentinelHost host, String accountId, RecordedRequest request) throws OAuthError {
    AuthorizationRequest authorization = AuthorizationRequest.read(realm, host, accountId, request);
    Optional<String> error = authorization.error();
    if (error.isPresent()) {
      return authorization.answer("error", error.get());
    }
    String action = loginPath(accountId) + "?" + request.query();
    return switch (request.method()) {
      case "GET" -> LoginPage.render(authorization, action);
      case "POST" -> signIn(authorization, action, Parameters.ofForm(request));
      default -> Reply.methodNotAllowed("GET, POST");
    };
  }

  private Reply signIn(AuthorizationRequest authorization, String action, Parameters form) {
    if (form.optional("cancel").isPresent()) {
      return authorization.answer("error", "access_denied");
    }
    String name = form.optional("name").orElse("").strip();
    if (name.isEmpty()) {
      return LoginPage.renderAgain(authorization, action, form);
    }
    LoginUser user =
        new LoginUser(
            name, form.optional("is_admin").isPresent(), form.optional("is_lpa").isPresent());
    Reply back = authorization.answer("code", grants.newCode(authorization, user));
    if (form.optional("remember").isEmpty()) {
      return back;
    }
    return back.header(
        "Set-Cookie",
        SESSION_COOKIE
            + "="
            + grants.newSession(user)
            + "; Path=/sentinel; HttpOnly; SameSite=Lax");
  }

  private Optional<LoginUser> session(RecordedRequest request) {
    return Arrays.stream(request.header("Cookie").orElse("").split(";"))
        .map(String::strip)
        .filter(cookie -> cookie.startsWith(SESSION_COOKIE + "="))
        .flatMap(cookie -> grants.session(cookie.substring(SESSION_COOKIE.length() + 1)).stream())
        .findFirst()
        .or(realm::signedIn);
  }

  private static String loginPath(String accountId) {
    return "/sentinel/api/account/" + accountId + "/login";
  }
}
