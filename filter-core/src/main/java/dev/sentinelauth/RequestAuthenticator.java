package dev.sentinelauth;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about whole requests: path, route, {@code Authorization} header, token, account and scopes. Both adapters ask
 * it, so both answer alike. Thread-safe.
 */
public final class RequestAuthenticator {

  /** The name of the request attribute under which adapters keep {@link #attribute} of the verdict. */
  public static final String VERDICT_ATTRIBUTE = "dev.sentinelauth.Verdict";

  /** The name of the request attribute with the {@link AppJwt} of an authenticated caller, for applications. */
  public static final String TOKEN_ATTRIBUTE = "dev.sentinelauth.AppJwt";

  RequestAuthenticator() {}

  /** What adapters keep in the request, so that whoever sees the same request again keeps the verdict. */
  public Object attribute(Verdict.Accepted verdict) {
    return new Kept(this, verdict);
  }

  /**
   * The verdict that is kept in a request.
   *
   * @param attribute the value found under {@link #VERDICT_ATTRIBUTE}, whatever it is
   * @return the verdict, if this same authenticator gave it; else {@code null}, and the request is to be judged
   */
  public Verdict.@Nullable Accepted accepted(@Nullable Object attribute) {
    return attribute instanceof Kept kept && kept.by == this ? kept.verdict : null;
  }

  private record Kept(RequestAuthenticator by, Verdict.Accepted verdict) {}

  /**
   * Judges a request. Never throws: a fault of this module is logged and answered 500.
   *
   * @param method the request method, as sent
   * @param rawPath the path of the client's request as it was sent: encoded, with path parameters, without the query
   * @param rawContextPath the leading part of it that belongs to the web application's context, encoded; empty for none
   * @param authorization all values of the {@code Authorization} header, one element for each header field
   */
  public Verdict authenticate(
      String method, String rawPath, String rawContextPath, List<String> authorization) {
    throw new UnsupportedOperationException();
  }

  /**
   * Asks for scopes beyond those of the route, as an annotation does.
   *
   * @param verdict what {@link #authenticate} said
   * @param scopes all of them are needed
   * @return the same verdict, or a refusal: 401 for an anonymous caller, 403 for one who lacks a scope
   */
  public Verdict requireScopes(Verdict.Accepted verdict, Set<String> scopes) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #requireScopes}, but one of the scopes is enough. */
  public Verdict requireAnyScope(Verdict.Accepted verdict, Set<String> scopes) {
    throw new UnsupportedOperationException();
  }

  /** The refusal of something that nobody may do: 403 without a challenge. */
  public Verdict.Refused deny() {
    throw new UnsupportedOperationException();
  }

  /** The answer to a fault in the authentication itself: logs it with its stack trace and gives a 500 without detail. */
  public Verdict.Refused fault(Throwable cause) {
    throw new UnsupportedOperationException();
  }
}
