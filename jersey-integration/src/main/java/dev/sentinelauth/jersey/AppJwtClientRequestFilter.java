package dev.sentinelauth.jersey;

import dev.sentinelauth.ClientAuthenticator;
import dev.sentinelauth.Sentinel;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds an AppJWT to the requests of a Jakarta REST client, whatever the implementation: {@code
 * ClientBuilder.newClient().register(new AppJwtClientRequestFilter(sentinel))}. Thread-safe.
 *
 * <p>Only requests to the hosts of {@code sentinel.app-jwt.hosts} carry one, over https, or http to
 * a loopback host; all others go out as they are, and so does a request that has an {@code
 * Authorization} header already. Where no token can be had for an allowed host, the call fails with
 * a {@link jakarta.ws.rs.ProcessingException} whose cause is the {@link
 * dev.sentinelauth.AppJwtUnavailableException}.
 *
 * <p>A 401 that speaks of the bearer token, or of nothing, drops the token, and the request is sent
 * once more through the same client, unless its entity can be written only once (a stream, a
 * reader, {@code StreamingOutput}, multipart). The repeat passes the client's filters again. What
 * is registered on a {@code WebTarget} alone takes no part in it, so register this filter, and
 * whatever writes entities, on the client. Where a connector hands over an asynchronous answer on a
 * thread of its own (Jersey's for java.net.http, its JDK client and Netty; not the default one),
 * nothing may wait there: the caller gets the 401, and the next request another token.
 *
 * <p>Redirects are not followed: the caller sees the 3xx. In Jersey this turns them off for the
 * whole client, because some connectors know no other way; a request that would carry a token
 * though they are on is refused. RESTEasy and CXF follow none unless told to, and must not be told.
 *
 * <p>The token of an incoming request is never handed on, unless by {@link #relaying}.
 */
@ConstrainedTo(RuntimeType.CLIENT)
@Priority(Priorities.AUTHENTICATION)
public final class AppJwtClientRequestFilter
    implements ClientRequestFilter, ClientResponseFilter, Feature {
  private final ClientAuthenticator authenticator;

  /**
   * Adds the token of the only account.
   *
   * @throws IllegalStateException if several accounts are served, or no client id and secret are
   *     configured
   */
  public AppJwtClientRequestFilter(Sentinel sentinel) {
    this(sentinel.clientAuthenticator());
  }

  /**
   * Adds the token of one of the accounts.
   *
   * @throws IllegalArgumentException if the account is not one of those served
   * @throws IllegalStateException if no client id and secret are configured
   */
  public AppJwtClientRequestFilter(Sentinel sentinel, String accountId) {
    this(sentinel.clientAuthenticator(accountId));
  }

  private AppJwtClientRequestFilter(ClientAuthenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * Hands on a token that somebody else gave, say that of an incoming request, to the same hosts
   * and no others. It can't be renewed, so a 401 stays one.
   *
   * @param token asked for each request, on the thread that sends it (for an asynchronous one, not
   *     the caller's); a token, or a whole header value with {@code Bearer} in front. {@code null},
   *     or what is no bearer token, leaves the request without one.
   */
  public static AppJwtClientRequestFilter relaying(
      Sentinel sentinel, Supplier<@Nullable String> token) {
    return new AppJwtClientRequestFilter(sentinel.relayingClientAuthenticator(token));
  }

  /** Called by the implementation when this is registered. */
  @Override
  public boolean configure(FeatureContext context) {
    return BearerCall.configure(context, this, new Twin(this));
  }

  @Override
  public void filter(ClientRequestContext request) {
    if (BearerCall.has(request, HttpHeaders.AUTHORIZATION)) {
      return;
    }
    URI target = request.getUri();
    BearerCall.Credentials credentials =
        () -> {
          String authorization = authenticator.authorization(target);
          return authorization == null
              ? Map.of()
              : Map.of(HttpHeaders.AUTHORIZATION, authorization);
        };
    BearerCall.begin(request, this, authenticator, credentials);
  }

  @Override
  public void filter(ClientRequestContext request, ClientResponseContext response)
      throws IOException {
    BearerCall.end(request, this, response);
  }

  @ConstrainedTo(RuntimeType.CLIENT)
  @Priority(Priorities.AUTHENTICATION)
  private static final class Twin extends BearerCall.Twin {
    Twin(AppJwtClientRequestFilter filter) {
      super(filter);
    }
  }
}
