package dev.sentinelauth;

import dev.sentinelauth.RequestAuthenticator.Request;
import dev.sentinelauth.internal.codec.Logfmt;
import dev.sentinelauth.internal.codec.Text;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of decisions: to the log, to the listener, and to the audit log. A refusal is told at once.
 * That a request was let in is told when nothing of ours can refuse it any more, so each request is
 * one decision, whoever looks at it and however often. What is known so far is kept in the request.
 *
 * <p>Where nobody wants to know, nothing is made and nothing kept.
 */
final class Decisions {
  /** Under the name of what is asked, so that operators have one for it. */
  private static final Logger log = LoggerFactory.getLogger(RequestAuthenticator.class);

  private static final Logger audit = LoggerFactory.getLogger("dev.sentinelauth.audit");

  /** The request attribute with what is known so far. */
  private static final String ATTRIBUTE = "dev.sentinelauth.Decision";

  private final SentinelListener listener;
  private final boolean heard;
  private volatile Audit written;
  private final InstantSource clock;

  /**
   * @param heard whether the listener listens to decisions
   */
  Decisions(SentinelListener listener, boolean heard, Audit written, InstantSource clock) {
    this.listener = listener;
    this.heard = heard;
    this.written = written;
    this.clock = clock;
  }

  /** Writes what another configuration wants to be written. */
  void follow(Audit another) {
    written = another;
  }

  private boolean areWanted() {
    return heard || (written != Audit.OFF && audit.isInfoEnabled());
  }

  /** To be filled on the way to a verdict; {@code null} where nobody wants to know. */
  @Nullable Findings findings(String method, String rawPath) {
    return areWanted() || log.isDebugEnabled() ? new Findings(method, rawPath) : null;
  }

  /** As {@link #findings(String, String)}, where nothing has been judged. Never throws. */
  @Nullable Findings findings(Request request) {
    try {
      return findings(request.method(), request.rawPath());
    } catch (RuntimeException | LinkageError e) {
      return findings("", "");
    }
  }

  /** A request was judged; if it may pass, only so far. */
  void judged(Verdict verdict, Request request, @Nullable Findings findings) {
    if (verdict instanceof Verdict.Refused refused) {
      refused(refused.rejection(), request, findings);
    } else if (verdict instanceof Verdict.Accepted accepted && accepted.token() != null) {
      listener.accepted(accepted.token());
    }
  }

  /**
   * A request was refused.
   *
   * @param findings {@code null} where nobody wants to know
   */
  void refused(Rejection rejection, Request request, @Nullable Findings findings) {
    listener.refused(rejection);
    tellRefused(rejection, request, findings);
  }

  /** A request is refused that no verdict was about: only decisions count it. */
  void notServed(Request request, @Nullable Findings findings) {
    tellRefused(Rejection.INTERNAL_ERROR, request, findings);
  }

  private void tellRefused(Rejection rejection, Request request, @Nullable Findings findings) {
    if (findings == null) {
      return;
    }
    try {
      if (log.isDebugEnabled()) {
        log(rejection, findings);
      }
      if (areWanted()) {
        note(request).refused(rejection, findings);
      }
    } catch (RuntimeException | LinkageError e) {
      untold(e);
    }
  }

  private static void log(Rejection rejection, Findings findings) {
    String claims = findings.claimed().line();
    log.debug(
        "refused: {}, {} {}{}{}",
        rejection.code(),
        Text.printable(findings.method, 20),
        Text.printablePath(findings.rawPath, 200),
        claims.isEmpty() ? "" : "; the token claims ",
        claims);
  }

  /**
   * A request may pass so far. Another verdict on the same request takes the place of this one.
   *
   * @param findings {@code null} where nobody wants to know
   */
  void letIn(Request request, @Nullable Findings findings) {
    if (findings != null && areWanted()) {
      try {
        note(request).letIn(findings);
      } catch (RuntimeException | LinkageError e) {
        untold(e);
      }
    }
  }

  /**
   * A request may pass, and nobody looks at it again.
   *
   * @param findings {@code null} where nobody wants to know
   */
  void letInForGood(@Nullable Findings findings) {
    if (findings != null && areWanted()) {
      Note note = new Note(null, null);
      note.letIn(findings);
      note.run();
    }
  }

  /** See {@link RequestAuthenticator#whenLetIn}. */
  @Nullable Runnable whenLetIn(Request request) {
    if (!areWanted()) {
      return null;
    }
    try {
      Note note = find(request);
      return note != null && note.isToBeToldByOneMore() ? note : null;
    } catch (RuntimeException | LinkageError e) {
      untold(e);
      return null;
    }
  }

  private @Nullable Note find(Request request) {
    Note note = request.attribute(ATTRIBUTE) instanceof Note kept ? kept : null;
    while (note != null && note.by() != this) {
      note = note.others;
    }
    return note;
  }

  private Note note(Request request) {
    Note known = find(request);
    if (known != null) {
      return known;
    }
    Note note =
        new Note(
            request.clientAddress(),
            request.attribute(ATTRIBUTE) instanceof Note others ? others : null);
    request.attribute(ATTRIBUTE, note);
    return note;
  }

  private static void untold(Throwable cause) {
    log.warn("A decision could not be told; that changes nothing else", cause);
  }

  private void tell(Decision decision) {
    if (heard) {
      listener.decided(decision);
    }
    if (isWritten(decision.rejection())) {
      audit.info("{}", line(decision));
    }
  }

  private boolean isWritten(@Nullable Rejection rejection) {
    return written == Audit.ALL || (written == Audit.REFUSED && rejection != null);
  }

  private static Logfmt line(Decision decision) {
    return new Logfmt()
        .add("outcome", decision.rejection() == null ? "accepted" : "refused")
        .add("code", decision.code())
        .add("method", decision.method())
        .add("path", decision.path())
        .add("route", decision.route())
        .add("azp", decision.authorizedParty())
        .add("aud", Claimed.joined(decision.audience()))
        .add("kid", decision.keyId())
        .add("client", decision.clientAddress());
  }

  /** What is known of one request; runs to tell that it was let in. */
  private final class Note implements Runnable {
    private final @Nullable String clientAddress;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean awaited = new AtomicBoolean();

    /** Those of other instances. */
    final @Nullable Note others;

    private volatile @Nullable Findings findings;
    private volatile @Nullable Instant at;

    Note(@Nullable String clientAddress, @Nullable Note others) {
      this.clientAddress = clientAddress;
      this.others = others;
    }

    Decisions by() {
      return Decisions.this;
    }

    void letIn(Findings found) {
      at = clock.instant();
      findings = found;
    }

    void refused(Rejection rejection, Findings found) {
      if (told.compareAndSet(false, true)) {
        tell(decision(rejection, found, clock.instant()));
      }
    }

    boolean isToBeToldByOneMore() {
      return !told.get() && awaited.compareAndSet(false, true);
    }

    @Override
    public void run() {
      Findings found = findings;
      Instant moment = at;
      if (found != null
          && moment != null
          && told.compareAndSet(false, true)
          && (heard || isWritten(null))) {
        try {
          tell(decision(null, found, moment));
        } catch (RuntimeException | LinkageError e) {
          untold(e);
        }
      }
    }

    private Decision decision(@Nullable Rejection rejection, Findings found, Instant moment) {
      Claimed claimed = found.claimed();
      LoggedInUser user = found.user();
      return new Decision(
          Text.printable(found.method, 20),
          Text.printablePath(found.rawPath, 200),
          found.route(),
          rejection,
          claimed.authorizedParty(),
          user == null ? claimed.audience() : List.of(user.accountId()),
          claimed.keyId(),
          clientAddress == null ? null : Text.printable(clientAddress, 64),
          moment);
    }
  }
}
