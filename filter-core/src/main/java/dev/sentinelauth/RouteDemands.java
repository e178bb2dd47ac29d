package dev.sentinelauth;

import dev.sentinelauth.internal.routes.Route;
import dev.sentinelauth.internal.routes.RouteMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a route, or an annotation, asks of a caller who is known; tells nobody of refusals. */
final class RouteDemands {
  private final Answers answers;

  RouteDemands(Answers answers) {
    this.answers = answers;
  }

  /** What the route asks of a user. */
  Verdict user(@Nullable LoggedInUser user, RouteMatch match) {
    if (user == null) {
      return answers.refused(Rejection.LOGIN_REQUIRED);
    }
    Route route = match.route();
    boolean fits =
        match.accounts().stream().allMatch(user.accountId()::equals)
            && user.roles().containsAll(route.scopes())
            && (route.anyScope().isEmpty()
                || !Collections.disjoint(user.roles(), route.anyScope()));
    return fits ? new Verdict.Accepted(null, user) : answers.refused(Rejection.DENIED);
  }

  /** What the route asks of a genuine token. */
  Verdict token(AppJwt token, RouteMatch match) {
    Route route = match.route();
    if (!token.audience().containsAll(match.accounts())) {
      return answers.refused(Rejection.OTHER_ACCOUNT);
    }
    if (!route.authorizedParties().isEmpty()
        && (token.authorizedParty() == null
            || !route.authorizedParties().contains(token.authorizedParty()))) {
      return answers.refused(Rejection.OTHER_AUTHORIZED_PARTY);
    }
    if (!token.scopes().containsAll(route.scopes())
        || (!route.anyScope().isEmpty()
            && Collections.disjoint(token.scopes(), route.anyScope()))) {
      Set<String> needed = new LinkedHashSet<>(route.scopes());
      needed.addAll(route.anyScope());
      return answers.insufficientScope(needed);
    }
    return new Verdict.Accepted(token);
  }

  /**
   * Scopes, or of a user roles, beyond those of the route.
   *
   * @param all whether all of them are needed, or one is enough
   */
  Verdict scopes(Verdict.Accepted verdict, Collection<String> scopes, boolean all) {
    Set<String> held = verdict.roles();
    if (held == null) {
      return answers.refused(Rejection.NO_TOKEN);
    }
    if (all ? held.containsAll(scopes) : !Collections.disjoint(held, scopes)) {
      return verdict;
    }
    // no token would help a user
    return verdict.user() != null
        ? answers.refused(Rejection.DENIED)
        : answers.insufficientScope(new ArrayList<>(scopes));
  }
}
