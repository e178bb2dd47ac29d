package dev.sentinelauth.servlet;

import dev.sentinelauth.HtmlPage;
import dev.sentinelauth.LoginException;
import java.nio.charset.StandardCharsets;

/**
 * The pages that a user sees where a login doesn't go on: what happened, and what to do now. They
 * hold nothing that came with the request but a path, escaped.
 */
enum LoginPage {
  NOT_BEGUN_HERE(
      "This sign-in can't be completed",
      "It wasn't begun in this browser, or it was completed already. If you came here by a link that"
          + " somebody sent you, close this page. If your browser refuses cookies for this site,"
          + " allow them.",
      "Continue to the application"),
  TOO_LATE(
      "That took too long",
      "A sign-in has to be completed within ten minutes. Please begin again.",
      "Sign in again"),
  CANCELLED(
      "You are not signed in",
      "The sign-in was cancelled, or your account may not use this application.",
      "Try again"),
  REFUSED(
      "The sign-in failed",
      "LivePerson did not accept it. Please begin again. If that doesn't help, tell the people who"
          + " run this application.",
      "Sign in again"),
  NOT_TRUSTED(
      "The sign-in failed",
      "The answer from LivePerson could not be trusted, so you were not signed in. Please begin"
          + " again. If that doesn't help, tell the people who run this application.",
      "Sign in again"),
  MISCONFIGURED(
      "Signing in doesn't work",
      "This application is not set up correctly at LivePerson. The people who run it can find the"
          + " reason in its log.",
      "Try again"),
  UNAVAILABLE(
      "LivePerson can't be reached",
      "Your sign-in can't be completed or renewed at the moment. Nothing is wrong with your account;"
          + " please try again shortly.",
      "Try again"),
  BUSY(
      "One moment, please",
      "Many sign-ins are waiting for LivePerson. Yours is not lost: this page tries again by itself.",
      "Try again now"),
  NO_SESSION(
      "Your sign-in gets lost",
      "You were signed in several times in a row, but your browser did not bring the session back."
          + " Allow cookies for this site. If that doesn't help, tell the people who run this"
          + " application.",
      "Try again"),
  OTHER_NAME(
      "Your sign-in gets lost",
      "You were signed in several times in a row, but your browser did not bring the session back."
          + " Open this application by its own address, and allow cookies for it. If that doesn't"
          + " help, tell the people who run it: it is asked for under another name than the one it"
          + " is set up for, and its log has both.",
      "Continue to the application"),
  CALLBACK_ELSEWHERE(
      "Your sign-in got lost on the way",
      "It came back from LivePerson at another address than the one this application is set up for:"
          + " something between your browser and the application, such as a proxy, changes"
          + " addresses. Please tell the people who run this application; its log has both.",
      "Try again"),
  SESSION_ENDED(
      "Your session has ended",
      "You are no longer signed in, so what you typed was not sent. Sign in again to go back to the"
          + " page with the form. Your browser may still have what you typed: copy it first, with the"
          + " browser's \"back\" button.",
      "Sign in again"),
  FORBIDDEN(
      "Not for you",
      "You are signed in, but you may not see this page.",
      "Continue to the application"),
  NOT_HERE("Nothing to see here", "This address is for signing in and out.", "Continue"),
  CONFIRM_LOGOUT(
      "Sign out?", "The request to sign out came from outside of this application.", "Sign out") {
    @Override
    HtmlPage action() {
      return BUTTON;
    }
  };

  /** A target that loads the page's own address again, query and all, without naming it. */
  static final String THIS_ADDRESS = "";

  private static final HtmlPage PAGE = HtmlPage.read(LoginPage.class, "login.html");
  private static final HtmlPage STYLE = HtmlPage.read(LoginPage.class, "login.css");
  private static final HtmlPage LINK = HtmlPage.part("<a href=\"{{target}}\">{{label}}</a>");
  private static final HtmlPage BUTTON =
      HtmlPage.part(
          "<form method=\"post\" action=\"{{target}}\"><button>{{label}}</button></form>");

  /**
   * Nothing is loaded or run; the one style is known by its hash. No {@code form-action}: Chromium
   * applies it to the redirects after a form too, and a logout may lead to Sentinel.
   */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src " + STYLE.policySource() + "; base-uri 'none'";

  private final String title;
  private final String text;
  private final String label;

  LoginPage(String title, String text, String label) {
    this.title = title;
    this.text = text;
    this.label = label;
  }

  static LoginPage of(LoginException.Reason reason) {
    return switch (reason) {
      case UNKNOWN_STATE -> NOT_BEGUN_HERE;
      case TOO_LATE -> TOO_LATE;
      case ACCESS_DENIED -> CANCELLED;
      case MALFORMED_CALLBACK, REFUSED -> REFUSED;
      case INVALID_ID_TOKEN -> NOT_TRUSTED;
      case CLIENT_REFUSED -> MISCONFIGURED;
      case UNAVAILABLE -> UNAVAILABLE;
    };
  }

  /**
   * The document, in UTF-8.
   *
   * @param target the path that its one link or button leads to
   */
  byte[] html(String target) {
    return PAGE.with("title", title)
        .with("style", STYLE)
        .with("text", text)
        .with("action", action().with("target", target).with("label", label))
        .html()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A link, or for what changes something a button. */
  HtmlPage action() {
    return LINK;
  }
}
