package dev.sentinelauth;

import dev.sentinelauth.internal.routes.Route;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * By what whole requests are judged, and how they are answered, as one configuration has it.
 *
 * <p>Identity is all that is compared of it, so it is no record.
 */
final class RequestRules {
  final RequestJudge judge;
  final Answers answers;
  final RouteDemands demands;

  /** {@code null} where there are none to be served. */
  final @Nullable ResourceMetadata metadata;

  /**
   * @param unmatched what holds for a path that no route matches
   */
  RequestRules(AppJwtVerifier verifier, SentinelConfig config, Route unmatched) {
    URI metadataUri = config.web().resourceMetadata();
    metadata = metadataUri == null ? null : new ResourceMetadata(metadataUri, config.policy());
    answers = new Answers(config.web().realm(), config.web().errorDetail(), metadataUri);
    demands = new RouteDemands(answers);
    judge = new RequestJudge(verifier, config, unmatched, answers, demands);
  }
}
