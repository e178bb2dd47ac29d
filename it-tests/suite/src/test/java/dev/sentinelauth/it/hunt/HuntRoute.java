package dev.sentinelauth.it.hunt;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A route of a hunt's configuration, with what it asks for said a second time: nothing here comes
 * from the code under test.
 *
 * @param pattern as in the configuration
 * @param methods empty for all
 */
record HuntRoute(String pattern, Set<String> methods, Kind kind) {

  /** What a route may ask for. */
  enum Kind {
    TOKEN("access", "token"),
    READ("scopes", "read"),
    WRITE("scopes", "write"),
    BOTH("scopes", "read, write"),
    ANY("any-scope", "read, write"),
    PARTY("authorized-parties", "app-one"),
    DENY("access", "deny"),
    ANONYMOUS("access", "anonymous"),
    OPTIONAL("access", "optional");

    private final String setting;
    private final String value;

    Kind(String setting, String value) {
      this.setting = setting;
      this.value = value;
    }

    private boolean fits(HuntToken token) {
      return switch (this) {
        case TOKEN, OPTIONAL, ANONYMOUS -> true;
        case READ -> token.scopes().contains("read");
        case WRITE -> token.scopes().contains("write");
        case BOTH -> token.scopes().containsAll(List.of("read", "write"));
        case ANY -> token.scopes().contains("read") || token.scopes().contains("write");
        case PARTY -> token.party().equals("app-one");
        case DENY -> false;
      };
    }
  }

  /** What holds where no route matches. */
  static final HuntRoute UNMATCHED = new HuntRoute("/*", Set.of(), Kind.TOKEN);

  boolean matches(String method, List<String> path) {
    // the routes of a hunt never name HEAD, for which GET stands
    String named = method.equals("HEAD") ? "GET" : method;
    if (!methods.isEmpty() && !methods.contains(named)) {
      return false;
    }
    List<String> segments = segments();
    boolean below = segments.contains("*");
    int fixed = below ? segments.size() - 1 : segments.size();
    if (below ? path.size() < fixed : path.size() != fixed) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      if (!segments.get(i).startsWith("{") && !segments.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Sorts the most specific first: segment by segment a literal, a variable, the end, a star. */
  String rank() {
    StringBuilder rank = new StringBuilder();
    for (String segment : segments()) {
      rank.append(segment.equals("*") ? 'd' : segment.startsWith("{") ? 'b' : 'a');
    }
    return rank.append('c').append(methods.isEmpty() ? 'b' : 'a').toString();
  }

  boolean letsIn(HuntToken token, List<String> path) {
    return switch (kind) {
      case DENY -> false;
      case ANONYMOUS -> true;
      case OPTIONAL -> token == HuntToken.NONE || identifies(token, path);
      default -> identifies(token, path);
    };
  }

  /** Whether a caller is known after this route let the token in. */
  boolean identifies(HuntToken token, List<String> path) {
    if (kind == Kind.ANONYMOUS || !token.valid()) {
      return false;
    }
    List<String> segments = segments();
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).equals("{account}") && !token.account().equals(path.get(i))) {
        return false;
      }
    }
    return kind.fits(token);
  }

  /** Equal for two routes that tie. */
  String place() {
    return pattern.replaceAll("\\{[a-z]*}", "{}") + " " + new TreeSet<>(methods);
  }

  List<String> segments() {
    return pattern.equals("/") ? List.of() : List.of(pattern.substring(1).split("/", -1));
  }

  /** Its lines in a properties file. */
  String lines(String name) {
    String start = "sentinel.route." + name + ".";
    return start
        + ("path = " + pattern + "\n")
        + (methods.isEmpty()
            ? ""
            : start + "methods = " + String.join(", ", new TreeSet<>(methods)) + "\n")
        + (start + kind.setting + " = " + kind.value + "\n");
  }
}
