package dev.sentinelauth.demo;

import java.net.URI;
import java.util.List;

/**
 * One call of the demo: printed as a {@code curl} line, or made by {@link Walk}.
 *
 * @param what what it shows
 * @param authorization the header, with {@code $SENDER} and {@code $READER} for tokens; empty for
 *     none
 * @param expected the status, and in words what came with it
 */
record Call(String what, String method, String path, String authorization, String expected) {
  private static final String MESSAGES = "/api/account/" + DemoServers.ACCOUNT + "/messages";
  private static final String OTHERS = "/api/account/" + DemoServers.OTHER_ACCOUNT + "/messages";

  /** Each application says who called it, and then what the next one said. */
  private static final String CALLED_AND_BACK =
      "200 demo-sender called; demo-app called; demo-partner of ["
          + DemoServers.ACCOUNT
          + "], may read";

  private static final String SENDER = "Bearer $SENDER";
  private static final String READER = "Bearer $READER";

  /** All of them, in the order in which they tell the story. */
  static List<Call> all() {
    return List.of(
        get("a health check, open to all", "/health", "", "200 ready"),
        get("without a token", "/whoami", "", "401 Unauthorized"),
        get("a page for users, to a program", "/app/", "", "401 Unauthorized"),
        get(
            "with a token",
            "/whoami",
            SENDER,
            "200 demo-sender of [" + DemoServers.ACCOUNT + "], may send"),
        get(
            "with a token that was tampered with",
            "/whoami",
            "Bearer x$SENDER",
            "401 invalid_token"),
        get("an async servlet", "/report", SENDER, "200 a report for demo-sender"),
        get("a Jersey resource", MESSAGES, READER, "200 the messages of " + DemoServers.ACCOUNT),
        new Call(
            "a scope that the route asks for",
            "POST",
            MESSAGES,
            SENDER,
            "200 sent for " + DemoServers.ACCOUNT + " by demo-sender"),
        new Call("too little scope", "POST", MESSAGES, READER, "403 insufficient_scope"),
        get("another account's URL", OTHERS, SENDER, "403 insufficient_scope"),
        get("an annotation: @RequiresScope", "/api/audit", SENDER, "403 insufficient_scope"),
        get("an optional token: without", "/api/greeting", "", "200 hello, stranger"),
        get("an optional token: with", "/api/greeting", READER, "200 hello, demo-reader"),
        get("calling out: java.net.http, a servlet", "/callout", SENDER, CALLED_AND_BACK),
        get("calling out: a client in Jersey", "/api/callout", SENDER, CALLED_AND_BACK),
        get(
            "the called one, with another's token",
            "/partner/callout",
            SENDER,
            "401 invalid_token"),
        get("closed to all", "/internal/keys", SENDER, "403 Forbidden"),
        get("an ambiguous path", "/health/../whoami", "", "400 invalid_request"));
  }

  private static Call get(String what, String path, String authorization, String expected) {
    return new Call(what, "GET", path, authorization, expected);
  }

  /** A line for a POSIX shell. */
  String curl(URI application) {
    StringBuilder line = new StringBuilder("curl -i");
    if (!method.equals("GET")) {
      line.append(" -X ").append(method);
    }
    if (path.contains("..")) {
      line.append(" --path-as-is");
    }
    if (!authorization.isEmpty()) {
      line.append(" -H \"Authorization: ").append(authorization).append('"');
    }
    return line.append(" '").append(application).append(path).append('\'').toString();
  }
}
