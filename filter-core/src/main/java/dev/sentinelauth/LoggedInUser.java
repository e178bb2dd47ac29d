package dev.sentinelauth;

import java.io.Serializable;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user who logged in with LivePerson, for applications: who it is, and the tokens of the login.
 * Only {@link LoginFlow} makes one.
 *
 * <p>It is small, immutable and serializable, because it is kept in the user's session, and
 * sessions are replicated. Its serial form is versioned: a node reads what another release of this
 * module wrote, or takes it for no login at all. It holds live tokens, so a session store is to be
 * guarded like a password file; {@link #toString()} shows none of them.
 */
public final class LoggedInUser implements Principal, Serializable {
  private static final long serialVersionUID = 1L;

  /** The role of users with {@code is_admin}. */
  public static final String ADMIN_ROLE = "admin";

  /** The role of users with {@code is_lpa}: LivePerson's own staff. */
  public static final String LPA_ROLE = "lpa";

  /** Raised when older releases would get a new serial form wrong, not just miss something. */
  private static final int FORM = 1;

  /**
   * How long a login lasts without a refresh where Sentinel doesn't say how long its access token
   * lives.
   */
  private static final Duration UNKNOWN_LIFETIME = Duration.ofHours(24);

  /** Set in the constructor: with an initializer, the compiler would take it for a constant. */
  private final int form;

  private final String accountId;
  private final String clientId;
  private final String subject;
  private final boolean admin;
  private final boolean lpa;
  private final String accessToken;
  private final @Nullable String refreshToken;

  /** Which one got the tokens; {@code null} in what older releases wrote. */
  private final @Nullable String node;

  private final long loggedInAt;
  private final long refreshedAt;
  private final long expiresAt;

  private LoggedInUser(
      String accountId,
      String clientId,
      IdToken user,
      UserTokens tokens,
      @Nullable String refreshToken,
      String node,
      long loggedInAt,
      long now) {
    this.form = FORM;
    this.accountId = accountId;
    this.clientId = clientId;
    this.subject = user.subject();
    this.admin = user.admin();
    this.lpa = user.lpa();
    this.accessToken = tokens.accessToken();
    this.refreshToken = refreshToken;
    this.node = node;
    this.loggedInAt = loggedInAt;
    this.refreshedAt = now;
    Duration lifetime = tokens.expiresIn();
    this.expiresAt = now + (lifetime == null ? UNKNOWN_LIFETIME : lifetime).toMillis();
  }

  /**
   * A user who logged in just now.
   *
   * @param node which one got the tokens
   */
  static LoggedInUser of(
      String accountId, String clientId, IdToken user, UserTokens tokens, String node, long now) {
    return new LoggedInUser(
        accountId, clientId, user, tokens, tokens.refreshToken(), node, now, now);
  }

  /**
   * The same user after a refresh.
   *
   * @param user what a new {@code id_token} says, or {@code null} where there was none
   * @param node which one got the tokens
   */
  LoggedInUser refreshed(@Nullable IdToken user, UserTokens tokens, String node, long now) {
    return new LoggedInUser(
        accountId,
        clientId,
        user == null ? new IdToken(subject, admin, lpa) : user,
        tokens,
        // RFC 6749 section 6: without a new one the old one stays in use
        tokens.refreshToken() == null ? refreshToken : tokens.refreshToken(),
        node,
        loggedInAt,
        now);
  }

  /** Whether this node can read it, and it is a login to that account by that client. */
  boolean isOf(String account, String client) {
    // what another release left out is null here, whatever the types say
    return form == FORM
        && account.equals(accountId)
        && client.equals(clientId)
        && Stream.of(subject, accessToken).allMatch(Objects::nonNull);
  }

  /** Whether it is known that another node got the tokens. */
  boolean isFromAnotherNodeThan(String node) {
    return this.node != null && !this.node.equals(node);
  }

  /** Whether the tokens are to be renewed before the next use. */
  boolean isDue(long now, Duration refreshInterval) {
    return refreshToken != null
        && (now - refreshedAt >= refreshInterval.toMillis() || now >= expiresAt);
  }

  /** Whether the access token is past its own end. */
  boolean hasEnded(long now) {
    return now >= expiresAt;
  }

  @Nullable String refreshToken() {
    return refreshToken;
  }

  /** The user's id: {@code sub} of the {@code id_token}. */
  @Override
  public String getName() {
    return subject;
  }

  /** The account that the user logged in to. */
  public String accountId() {
    return accountId;
  }

  /** The installation that the user logged in with. */
  public String clientId() {
    return clientId;
  }

  /** {@link #ADMIN_ROLE}, {@link #LPA_ROLE}, both or none. */
  public Set<String> roles() {
    Set<String> roles = new TreeSet<>();
    if (admin) {
      roles.add(ADMIN_ROLE);
    }
    if (lpa) {
      roles.add(LPA_ROLE);
    }
    return Set.copyOf(roles);
  }

  /**
   * The user's access token, for calls to LivePerson's APIs as this user; opaque. Not to be put
   * into a page, a URL or a log.
   */
  public String accessToken() {
    return accessToken;
  }

  /** When the user logged in. */
  public Instant loggedInAt() {
    return Instant.ofEpochMilli(loggedInAt);
  }

  /**
   * The end of the access token, unless it is refreshed before: by {@code expires_in}, or a day
   * after it came where Sentinel doesn't say.
   */
  public Instant expiresAt() {
    return Instant.ofEpochMilli(expiresAt);
  }

  /**
   * Whether it is the same login after the same refresh: session stores give a new object each
   * time.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LoggedInUser user
        && refreshedAt == user.refreshedAt
        && Objects.equals(subject, user.subject)
        && Objects.equals(accountId, user.accountId)
        && Objects.equals(clientId, user.clientId)
        && Objects.equals(accessToken, user.accessToken)
        && Objects.equals(refreshToken, user.refreshToken);
  }

  /** Without the tokens. */
  @Override
  public int hashCode() {
    return Objects.hash(subject, accountId, clientId);
  }

  /** User and account; no token. */
  @Override
  public String toString() {
    return "LoggedInUser[subject=" + subject + ", accountId=" + accountId + "]";
  }
}
