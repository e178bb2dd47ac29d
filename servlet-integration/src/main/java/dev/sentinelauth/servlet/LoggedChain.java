package dev.sentinelauth.servlet;

import dev.sentinelauth.LoggingContext;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.Verdict;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * What stands behind a filter, with the caller's claims in the logging context while it works.
 * Afterwards there is what was there before: in a nested dispatch, the claims of the outer one.
 */
record LoggedChain(FilterChain chain, LoggingContext context) implements FilterChain {

  /** The chain for a request that was let in; where nothing is to be logged, as it is. */
  static FilterChain of(FilterChain chain, Sentinel sentinel, Verdict verdict) {
    SentinelConfig config = sentinel.config();
    return verdict instanceof Verdict.Accepted accepted && !LoggingContext.isOff(config)
        ? new LoggedChain(chain, LoggingContext.of(config, accepted))
        : chain;
  }

  /**
   * Takes away, at the first sight of a request, what somebody else may have left on this thread: a
   * pool whose threads inherit the logging context of the one that starts them, say.
   */
  static void forget(Sentinel sentinel, ServletRequest request) {
    if (!LoggingContext.isOff(sentinel.config())
        && request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE) == null) {
      LoggingContext.of(sentinel.config(), null).put();
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response)
      throws IOException, ServletException {
    LoggingContext before = context.put();
    try {
      chain.doFilter(request, response);
    } finally {
      before.put();
    }
  }
}
