package dev.sentinelauth.jersey;

import dev.sentinelauth.LoggingContext;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.Verdict;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The time that one thread works on a request, and the claims in its logging context meanwhile. It
 * is begun by who gets to end it on the same thread, whatever happens in between: {@link
 * LoggingFilter} in a servlet container, {@link JerseyLogging} in Jersey. Where nobody does, no
 * claims are put there: rather none than those of another request.
 */
final class RequestLogging {
  /** The request property, and attribute, with the last one that was begun. */
  static final String ATTRIBUTE = "dev.sentinelauth.jersey.RequestLogging";

  private final Thread thread = Thread.currentThread();

  /** The one around it, of a dispatch within a dispatch. */
  private final @Nullable RequestLogging outer;

  private volatile @Nullable LoggingContext shown;

  /** The same, or what somebody else shows here, to be shown on other threads. */
  private volatile @Nullable LoggingContext caller;

  private volatile boolean ended;

  private RequestLogging(@Nullable RequestLogging outer) {
    this.outer = outer;
  }

  /**
   * Begins one on the thread at hand.
   *
   * @param earlier what the request has as {@link #ATTRIBUTE}, whatever it is; where that has ended
   *     this is a later dispatch, with the same caller
   */
  static RequestLogging begin(@Nullable Object earlier) {
    RequestLogging outer = current(earlier);
    RequestLogging begun = new RequestLogging(outer);
    LoggingContext same = earlier instanceof RequestLogging before ? before.shown : null;
    if (outer == null && same != null) {
      begun.show(same);
    }
    return begun;
  }

  /** The innermost that goes on on the thread at hand; {@code null} where there is none. */
  static @Nullable RequestLogging current(@Nullable Object attribute) {
    RequestLogging found = attribute instanceof RequestLogging logging ? logging : null;
    while (found != null && !found.isHere()) {
      found = found.outer;
    }
    return found;
  }

  /** Whether it goes on, on the thread at hand: that thread may be at another request's by now. */
  boolean isHere() {
    return !ended && thread == Thread.currentThread();
  }

  /** Takes away what an earlier request may have left, before anybody is let in. */
  static void forget(ContainerRequestContext request, @Nullable Sentinel sentinel) {
    if (sentinel != null
        && !LoggingContext.isOff(sentinel.config())
        && request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE) == null) {
      LoggingContext.of(sentinel.config(), null).put();
    }
  }

  /**
   * Shows a caller in the log, unless a servlet filter of ours has done that.
   *
   * @return {@code false} where nobody would take the claims away again
   */
  static boolean show(
      ContainerRequestContext request, @Nullable Sentinel sentinel, Verdict.Accepted caller) {
    if (sentinel == null || LoggingContext.isOff(sentinel.config())) {
      return true;
    }
    LoggingContext context = LoggingContext.of(sentinel.config(), caller);
    RequestLogging current = current(request.getProperty(ATTRIBUTE));
    if (current != null) {
      current.caller = context; // also for nobody: another thread may have somebody's claims
    }
    if (context.isPut()) {
      return true;
    }
    if (current != null) {
      current.show(context);
    }
    return current != null;
  }

  private void show(LoggingContext context) {
    LoggingContext before = shown;
    if (before != null) {
      before.remove();
    }
    shown = context;
    caller = context;
    context.put();
  }

  /**
   * Shows the same caller on another thread, which works for this request.
   *
   * @return what is to be put there in the end
   */
  @Nullable LoggingContext repeat() {
    LoggingContext context = caller;
    return context == null ? null : context.put();
  }

  /** Takes the claims away, where it goes on on the thread at hand; else does nothing. */
  void end() {
    if (!isHere()) {
      return;
    }
    ended = true;
    LoggingContext context = shown;
    if (context != null) {
      context.remove();
    }
    LoggingContext around = outer == null ? null : outer.shown;
    if (around != null) {
      around.put();
    }
  }
}
