package dev.sentinelauth;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides for adapters which outgoing requests carry a token, and what a 401 means: the counterpart
 * of {@link RequestAuthenticator} for callers. Client filters ask it on every request, and a
 * redirect is another request. Thread-safe.
 */
public final class ClientAuthenticator {
  private final OutboundHosts hosts;
  private final Supplier<@Nullable String> tokens;
  private final @Nullable AppJwtSupplier renewable;

  private ClientAuthenticator(
      OutboundHosts hosts, Supplier<@Nullable String> tokens, @Nullable AppJwtSupplier renewable) {
    this.hosts = hosts;
    this.tokens = tokens;
    this.renewable = renewable;
  }

  /** Adds the application's own token. */
  static ClientAuthenticator of(OutboundHosts hosts, AppJwtSupplier supplier) {
    return new ClientAuthenticator(hosts, supplier, supplier);
  }

  /** Hands on a token that somebody else gave. */
  static ClientAuthenticator relaying(OutboundHosts hosts, Supplier<@Nullable String> token) {
    return new ClientAuthenticator(hosts, () -> withoutScheme(token.get()), null);
  }

  /** So that the value of an incoming header can be handed on as it is; another scheme can't. */
  private static @Nullable String withoutScheme(@Nullable String token) {
    return token != null && token.regionMatches(true, 0, "Bearer ", 0, 7)
        ? token.substring(7).strip()
        : token;
  }

  /**
   * The value of the {@code Authorization} header for a request.
   *
   * @param target where it goes
   * @return {@code null} where no token may go: a host that is not in {@code
   *     sentinel.app-jwt.hosts}, or plain http to anything but a loopback host; when relaying, also
   *     where there is no token to hand on
   * @throws AppJwtUnavailableException if the host is allowed, but no token can be had
   */
  public @Nullable String authorization(URI target) {
    return hosts.allows(target) ? header(tokens.get()) : null;
  }

  /**
   * As {@link #authorization}, for work that must not block.
   *
   * @param target where the request goes
   * @return completed where the token is at hand, else completed on Sentinel's own thread: what
   *     follows there must not block, so let it follow on an executor; fails with an {@link
   *     AppJwtUnavailableException} if the host is allowed, but no token can be had
   */
  public CompletionStage<@Nullable String> authorizationAsync(URI target) {
    if (!hosts.allows(target)) {
      return CompletableFuture.completedStage(null);
    }
    return renewable == null
        ? CompletableFuture.completedStage(header(tokens.get()))
        : renewable.getAsync().thenApply(this::header);
  }

  /**
   * As {@link #authorization}, whatever {@code sentinel.app-jwt.scheme} says: the token without a
   * scheme, as it stands beside {@link ConsumerJwsClient#HEADER}.
   *
   * @param target where the request goes
   * @return {@code null} where no token may go, or there is none to hand on
   * @throws AppJwtUnavailableException if the host is allowed, but no token can be had
   */
  public @Nullable String bareAuthorization(URI target) {
    return hosts.allows(target) ? checked(tokens.get()) : null;
  }

  /** Whether a request that goes there may carry a token; asks for none. */
  public boolean allows(URI target) {
    return hosts.allows(target);
  }

  private @Nullable String header(@Nullable String given) {
    String token = checked(given);
    String scheme = hosts.scheme();
    return token == null || scheme == null ? token : scheme + ' ' + token;
  }

  /** A relayed one may be anything; what isn't a token must not get into a header. */
  private static @Nullable String checked(@Nullable String token) {
    return token != null && AuthorizationHeader.isB64Token(token) ? token : null;
  }

  /**
   * Whether to repeat a request that was answered 401, with what {@link #authorization} says then.
   * The refused token is dropped unless it has been already. Waits for the next one.
   *
   * @param authorization the value that the request carried
   * @param status the status of the answer
   * @param challenges all values of its {@code WWW-Authenticate} header
   * @return true where the answer speaks of the bearer token or of nothing at all, and another
   *     token is worth a try
   */
  public boolean renewAfter(String authorization, int status, List<String> challenges) {
    if (!dropAfter(authorization, status, challenges) || renewable == null) {
      return false;
    }
    try {
      return !Objects.equals(renewable.get(), token(authorization));
    } catch (AppJwtUnavailableException e) {
      return false; // the caller gets the 401 that is there
    }
  }

  /**
   * As {@link #renewAfter}, for work that must not block; completes as {@link #authorizationAsync}
   * does, and never fails.
   *
   * @param authorization the value that the request carried
   * @param status the status of the answer
   * @param challenges all values of its {@code WWW-Authenticate} header
   * @return true where the request is to be repeated, with what {@link #authorizationAsync} says
   *     then
   */
  public CompletionStage<Boolean> renewAfterAsync(
      String authorization, int status, List<String> challenges) {
    if (!dropAfter(authorization, status, challenges) || renewable == null) {
      return CompletableFuture.completedStage(false);
    }
    return renewable
        .getAsync()
        .handle(
            (token, failure) -> failure == null && !Objects.equals(token, token(authorization)));
  }

  /**
   * Drops the refused token as {@link #renewAfter} does, for a request that can't be repeated:
   * waits for nothing, and the next request gets another token.
   *
   * @param authorization the value that the request carried
   * @param status the status of the answer
   * @param challenges all values of its {@code WWW-Authenticate} header
   * @return true where the answer speaks of the bearer token or of nothing at all, and this token
   *     is one that can be renewed
   */
  public boolean dropAfter(String authorization, int status, List<String> challenges) {
    if (renewable == null || !asksForAnother(status, challenges)) {
      return false;
    }
    renewable.invalidate(token(authorization));
    return true;
  }

  /** Whether an answer is a reason to send the request again with another token. */
  boolean asksForAnother(int status, List<String> challenges) {
    return status == 401 && renewable != null && (challenges.isEmpty() || namesBearer(challenges));
  }

  private static String token(String authorization) {
    return authorization.substring(authorization.indexOf(' ') + 1);
  }

  /** A challenge begins a value, or follows a comma that isn't quoted (RFC 9110 section 11.6.1). */
  private static boolean namesBearer(List<String> challenges) {
    for (String value : challenges) {
      for (String part : withoutQuoted(value).split(",", -1)) {
        String word = part.strip().toLowerCase(Locale.ROOT);
        if (word.equals("bearer") || word.startsWith("bearer ")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Leaves out quoted strings, in which anything may stand (RFC 9110 section 5.6.4). */
  private static String withoutQuoted(String value) {
    StringBuilder plain = new StringBuilder(value.length());
    boolean quoted = false;
    boolean escaped = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' && !escaped) {
        quoted = !quoted;
      } else if (!quoted) {
        plain.append(c);
      }
      escaped = quoted && !escaped && c == '\\';
    }
    return plain.toString();
  }
}
