package dev.sentinelauth;

import org.jspecify.annotations.Nullable;

/**
 * What was found on the way to a verdict, for those who tell of it. Of one request, for one thread;
 * there is none where nobody wants to know.
 */
final class Findings {
  final String method;
  final String rawPath;
  private @Nullable String route;
  private @Nullable CompactToken token;
  private Verdict.@Nullable Accepted caller;

  Findings(String method, String rawPath) {
    this.method = method;
    this.rawPath = rawPath;
  }

  /** The route by which it is judged; {@code null} where none matches. */
  @Nullable String route() {
    return route;
  }

  Findings route(@Nullable String name) {
    route = name;
    return this;
  }

  /** The token that was sent, good or not. */
  void token(CompactToken sent) {
    token = sent;
  }

  /** Who the caller is known to be. */
  Findings caller(Verdict.Accepted known) {
    caller = known;
    return this;
  }

  /** The user, where one is known. */
  @Nullable LoggedInUser user() {
    return caller == null ? null : caller.user();
  }

  /** What the token says, as far as there is one and it can be read. */
  Claimed claimed() {
    if (caller != null && caller.token() != null) {
      return Claimed.of(caller.token());
    }
    return token == null ? Claimed.NOTHING : Claimed.of(token);
  }
}
