package dev.sentinelauth.it.servers;

import java.util.List;
import java.util.function.Predicate;

/** What has to come back. */
record Expectation(String what, Predicate<Answer> met) {
  private static final String SERVED = "X-Served";
  private static final String UP = "{\"status\":\"up\"}";

  /** By one of ours, for a caller without an identity. */
  static Expectation servedToAnybody() {
    return served(200, "-", false);
  }

  /** By one of ours, for this caller, who isn't an administrator. */
  static Expectation served(String who) {
    return served(200, who, false);
  }

  /** By one of ours, for a caller with the scope {@code admin}. */
  static Expectation servedToAdmin() {
    return served(200, "caller", true);
  }

  static Expectation served(int status, String who, boolean admin) {
    String body = "who=" + who + " admin=" + admin;
    return new Expectation(
        "served " + status + " " + body,
        answer ->
            answer.status() == status
                && isServed(answer)
                && (answer.body().isEmpty()
                    ? answer.request().startsWith("HEAD ")
                    : answer.body().contains(body)));
  }

  /** Refused by us, and without a challenge. */
  static Expectation refused(int status) {
    return refusal("refused " + status, status, List::isEmpty);
  }

  /** Refused by us, with a challenge that holds this. */
  static Expectation refused(int status, String challenge) {
    return refusal(
        "refused " + status + " (" + challenge + ")",
        status,
        challenges ->
            challenges.size() == 1
                && challenges.get(0).startsWith("Bearer realm=\"sentinel\"")
                && challenges.get(0).contains(challenge));
  }

  /** No token. */
  static Expectation unauthorized() {
    return refusal("refused 401", 401, List.of("Bearer realm=\"sentinel\"")::equals);
  }

  /** By the filter that the server has for roles. */
  static Expectation refusedByTheServer() {
    return new Expectation(
        "refused 401 by the server",
        answer ->
            answer.status() == 401
                && answer.header("WWW-Authenticate").stream().allMatch(c -> c.startsWith("Basic"))
                && !isServed(answer));
  }

  /** By us, or by a server that is strict itself. */
  static Expectation notServed() {
    return new Expectation(
        "not served, 3xx or 4xx",
        answer ->
            answer.status() >= 300
                && (answer.status() < 500 || isGlassFishsOwn(answer))
                && !isServed(answer));
  }

  /** Whoever else serves it: not the one that was not judged. */
  static Expectation notServedBy(String another) {
    return new Expectation(
        "not served by " + another, answer -> !answer.header(SERVED).contains(another));
  }

  /** An application that isn't there, or isn't in service. */
  static Expectation closed() {
    return new Expectation(
        "closed, whatever the status", answer -> answer.status() >= 400 && !isServed(answer));
  }

  /** By the application or its server, after it was let in. */
  static Expectation passed(int status) {
    return new Expectation(
        "let in, " + status,
        answer -> answer.status() == status && answer.header("WWW-Authenticate").isEmpty());
  }

  /** By the servlet that tells probes how things are: well, and nothing else. */
  static Expectation up() {
    return new Expectation(
        "up",
        answer ->
            answer.status() == 200
                && answer.body().equals(answer.request().startsWith("HEAD ") ? "" : UP)
                && answer.header("Cache-Control").equals(List.of("no-store"))
                && answer.header("Set-Cookie").isEmpty());
  }

  static Expectation redirected(String to) {
    return new Expectation(
        "redirected to " + to,
        answer ->
            (answer.status() == 302 || answer.status() == 303)
                && answer.header("Location").stream().allMatch(l -> l.startsWith(to)));
  }

  /** Let in by us, and refused by the container before a bean. */
  static Expectation refusedByEjb() {
    return new Expectation(
        "refused by the EJB container",
        answer -> answer.status() == 200 && answer.body().startsWith("refused by"));
  }

  /** A web socket whose first message names this caller. */
  static Expectation connected(String who) {
    return new Expectation(
        "a web socket, who=" + who,
        answer -> answer.status() == 101 && answer.body().contains("who=" + who + " "));
  }

  /** GlassFish 7 refuses an encoded slash, backslash or NUL by a 500, before any filter. */
  private static boolean isGlassFishsOwn(Answer answer) {
    return answer.body().contains("GlassFish") && !answer.body().contains("sentinel");
  }

  private static boolean isServed(Answer answer) {
    return answer.status() == 101 || !answer.header(SERVED).isEmpty();
  }

  private static Expectation refusal(
      String what, int status, Predicate<List<String>> challengesAreRight) {
    return new Expectation(
        what,
        answer ->
            answer.status() == status
                && !isServed(answer)
                && challengesAreRight.test(answer.header("WWW-Authenticate"))
                && answer.header("Cache-Control").contains("no-store")
                && answer.header("Content-Type").stream()
                    .allMatch(type -> type.startsWith("application/problem+json")));
  }

  @Override
  public String toString() {
    return what;
  }
}
