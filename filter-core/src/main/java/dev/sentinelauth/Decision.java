package dev.sentinelauth;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about one request, for applications that keep an audit trail. One request is one
 * decision, however often it is looked at.
 *
 * <p>Of a token that was refused, it tells what that token <em>claims</em>. All text is printable
 * ASCII, whatever a caller sent: anything else is escaped, as {@code \}{@code u000a}, and what is
 * long is cut. The token itself is no part of it.
 *
 * @param method of the request
 * @param path the raw path of the request, without the query; what stands in path parameters is
 *     {@code ;***}
 * @param route the name of the route, {@code null} where none matches
 * @param rejection why the request was refused; {@code null} where it was let in
 * @param authorizedParty the {@code azp} of the token, or {@code null}
 * @param audience the {@code aud} of the token, at most five; of a user who logged in the account;
 *     empty where there is neither
 * @param keyId the {@code kid} of the token, or {@code null}
 * @param clientAddress where the request came from as the server says, which is a proxy's address
 *     where the server isn't told to look behind it; {@code null} where the server doesn't say
 * @param at when it was decided
 */
public record Decision(
    String method,
    String path,
    @Nullable String route,
    @Nullable Rejection rejection,
    @Nullable String authorizedParty,
    List<String> audience,
    @Nullable String keyId,
    @Nullable String clientAddress,
    Instant at) {

  /** Copies the list. */
  public Decision {
    audience = List.copyOf(audience);
  }

  /** The stable {@link Rejection#code() code} of the rejection, or {@code accepted}. */
  public String code() {
    return rejection == null ? "accepted" : rejection.code();
  }
}
