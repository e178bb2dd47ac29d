package dev.sentinelauth;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners, and keeps their exceptions away from decisions. */
final class Listeners implements SentinelListener {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final List<SentinelListener> all;

  Listeners(List<SentinelListener> all) {
    this.all = List.copyOf(all);
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
  public void cacheHit() {
    tell(SentinelListener::cacheHit);
  }

  @Override
  public void cacheMiss() {
    tell(SentinelListener::cacheMiss);
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
  public void appJwtObtained(String account, Instant expiresAt) {
    tell(l -> l.appJwtObtained(account, expiresAt));
  }

  @Override
  public void appJwtFailed(String account, String reason, Instant failingSince) {
    tell(l -> l.appJwtFailed(account, reason, failingSince));
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
