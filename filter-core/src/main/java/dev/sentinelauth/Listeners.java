package dev.sentinelauth;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners, and keeps their exceptions away from decisions. */
final class Listeners implements SentinelListener {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final List<SentinelListener> all;

  /** Whether they were told of a start, and not yet of its end. */
  private final AtomicBoolean running = new AtomicBoolean();

  Listeners(List<SentinelListener> all) {
    this.all = List.copyOf(all);
  }

  /** These, and one more. */
  Listeners and(SentinelListener another) {
    List<SentinelListener> more = new ArrayList<>(all);
    more.add(another);
    return new Listeners(more);
  }

  /** Whether any of them has something to do when it is told of a decision. */
  boolean listenToDecisions() {
    return all.stream().anyMatch(listener -> overrides(listener, "decided", Decision.class));
  }

  @Override
  public void started(Sentinel sentinel) {
    running.set(true);
    tell(l -> l.started(sentinel));
  }

  /** Tells of it once, and not at all where the start failed. */
  @Override
  public void ended(Sentinel sentinel) {
    if (running.getAndSet(false)) {
      tell(l -> l.ended(sentinel));
    }
  }

  @Override
  public void accepted(AppJwt token) {
    tell(l -> l.accepted(token));
  }

  @Override
  public void refused(Rejection rejection) {
    tell(l -> l.refused(rejection));
  }

  @Override
  public void decided(Decision decision) {
    tell(l -> l.decided(decision));
  }

  @Override
  public void cacheHit() {
    tell(SentinelListener::cacheHit);
  }

  @Override
  public void cacheMiss() {
    tell(SentinelListener::cacheMiss);
  }

  @Override
  public void verified(Duration took) {
    tell(l -> l.verified(took));
  }

  /** Whether any of them has something to do when it is told of a verification. */
  boolean listenToVerifications() {
    return all.stream().anyMatch(listener -> overrides(listener, "verified", Duration.class));
  }

  /** Whether a listener's class has a method of its own; true where that can't be told. */
  private static boolean overrides(SentinelListener listener, String method, Class<?> argument) {
    try {
      return listener.getClass().getMethod(method, argument).getDeclaringClass()
          != SentinelListener.class;
    } catch (ReflectiveOperationException | LinkageError unknown) {
      return true; // in a native image, say, or because a library of another method is missing
    }
  }

  @Override
  public void keysFetched(URI keySet, Set<String> keyIds, boolean changed) {
    tell(l -> l.keysFetched(keySet, keyIds, changed));
  }

  @Override
  public void keysFailed(URI keySet, String reason, Instant failingSince) {
    tell(l -> l.keysFailed(keySet, reason, failingSince));
  }

  @Override
  public void keysFetchEnded(URI keySet, Duration took, boolean succeeded) {
    tell(l -> l.keysFetchEnded(keySet, took, succeeded));
  }

  @Override
  public void appJwtObtained(String account, Instant expiresAt) {
    tell(l -> l.appJwtObtained(account, expiresAt));
  }

  @Override
  public void appJwtFailed(String account, String reason, Instant failingSince) {
    tell(l -> l.appJwtFailed(account, reason, failingSince));
  }

  @Override
  public void appJwtFetchEnded(String account, Duration took, boolean succeeded) {
    tell(l -> l.appJwtFetchEnded(account, took, succeeded));
  }

  @Override
  public void loggedIn(LoggedInUser user) {
    tell(l -> l.loggedIn(user));
  }

  @Override
  public void loginFailed(String account, LoginException.Reason reason) {
    tell(l -> l.loginFailed(account, reason));
  }

  @Override
  public void loginRefreshed(LoggedInUser user) {
    tell(l -> l.loginRefreshed(user));
  }

  @Override
  public void loginRefreshFailed(String account, String reason, Instant failingSince) {
    tell(l -> l.loginRefreshFailed(account, reason, failingSince));
  }

  @Override
  public void loginEnded(LoggedInUser user) {
    tell(l -> l.loginEnded(user));
  }

  private void tell(Consumer<SentinelListener> event) {
    for (int i = 0; i < all.size(); i++) {
      try {
        event.accept(all.get(i));
      } catch (RuntimeException | LinkageError e) { // a library of the listener's may be missing
        log.warn(
            "{} failed, and has not heard of an event; requests and tokens are not touched by that",
            all.get(i).getClass().getName(),
            e);
      }
    }
  }
}
