package dev.sentinelauth;

import dev.sentinelauth.internal.routes.Route;

/**
 * By what whole requests are judged, and how they are answered, as one configuration has it.
 *
 * <p>Identity is all that is compared of it, so it is no record.
 */
final class RequestRules {
  final RequestJudge judge;
  final Answers answers;
  final RouteDemands demands;

  /**
   * @param unmatched what holds for a path that no route matches
   */
  RequestRules(AppJwtVerifier verifier, SentinelConfig config, Route unmatched) {
    answers = new Answers(config.web().realm(), config.web().errorDetail());
    demands = new RouteDemands(answers);
    judge = new RequestJudge(verifier, config, unmatched, answers, demands);
  }
}
