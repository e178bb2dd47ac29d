package dev.sentinelauth;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RequestAuthenticator} decided about one request, for adapters: it may pass, or it is
 * answered at once. A plain value: an adapter copies it into its response and decides nothing
 * itself.
 */
public sealed interface Verdict {

  /**
   * The request may pass. At most one of token and user is there; with neither, the caller is
   * anonymous: the route did not ask for more.
   *
   * @param token the verified token, or {@code null} where there is none
   * @param user the user who logged in, or {@code null} where the route doesn't ask for a login
   */
  record Accepted(@Nullable AppJwt token, @Nullable LoggedInUser user) implements Verdict {

    /** A caller with a token, or an anonymous one. */
    public Accepted(@Nullable AppJwt token) {
      this(token, null);
    }

    /** The token's scopes or the user's roles; {@code null} for an anonymous caller. */
    public @Nullable Set<String> roles() {
      if (token != null) {
        return token.scopes();
      }
      return user == null ? null : user.roles();
    }

    /**
     * Whether the caller has a role: a scope of the token, or a role of the user. The names {@code
     * **} (whoever is authenticated) and {@code *} (nobody) mean what the Servlet API says of them.
     *
     * @param role {@code null} is nobody's
     */
    public boolean isInRole(@Nullable String role) {
      Set<String> held = roles();
      return held != null
          && role != null
          && ("**".equals(role) || (!"*".equals(role) && held.contains(role)));
    }
  }

  /**
   * The request is answered by the filter (RFC 6750 section 3, RFC 9457).
   *
   * @param rejection why; its {@link Rejection#code() code} is also the log key and the metric tag
   * @param status the HTTP status
   * @param headers the header fields of the answer, in order: always {@code Content-Type} and
   *     {@code Cache-Control}, and where they apply {@code WWW-Authenticate} and {@code
   *     Retry-After}
   * @param body the {@code application/problem+json} document, UTF-8; not to be changed by the
   *     receiver
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, read once, never compared
  record Refused(Rejection rejection, int status, Map<String, String> headers, byte[] body)
      implements Verdict, Answer {}

  /**
   * No verdict, but an answer all the same: a document of this module's own, which anybody may
   * read.
   *
   * @param status the HTTP status
   * @param headers the header fields of the answer
   * @param body the document, UTF-8; not to be changed by the receiver
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, read once, never compared
  record Document(int status, Map<String, String> headers, byte[] body) implements Answer {}

  /** What an adapter sends, as it is, in place of what the request asks for. */
  sealed interface Answer {
    /** The HTTP status. */
    int status();

    /** The header fields, in order. */
    Map<String, String> headers();

    /** UTF-8; not to be changed by the receiver. */
    byte[] body();
  }
}
