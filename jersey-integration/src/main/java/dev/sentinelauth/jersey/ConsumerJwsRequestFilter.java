package dev.sentinelauth.jersey;

import dev.sentinelauth.ClientAuthenticator;
import dev.sentinelauth.ConsumerJwsClient;
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
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes requests of a Jakarta REST client on behalf of a consumer, who is named on each: {@code
 * target.request().property(ConsumerJwsRequestFilter.CONSUMER_ID, "John_Doe").post(...)}. Such a
 * request carries the consumer's ConsumerJWS in {@link ConsumerJwsClient#HEADER}, and the bare
 * AppJWT in {@code Authorization}, whatever {@code sentinel.app-jwt.scheme} says. Thread-safe.
 *
 * <p>A request that names no consumer is left alone; register an {@link AppJwtClientRequestFilter}
 * too where it needs an AppJWT. Hosts, a 401, redirects and failures are as described there, and a
 * 401 drops the ConsumerJWS too. Either header is left alone where it is there already.
 */
@ConstrainedTo(RuntimeType.CLIENT)
@Priority(ConsumerJwsRequestFilter.PRIORITY)
public final class ConsumerJwsRequestFilter
    implements ClientRequestFilter, ClientResponseFilter, Feature {

  /** The request property that names the consumer: its {@code ext_consumer_id}, a String. */
  public static final String CONSUMER_ID = "dev.sentinelauth.consumerId";

  /** Before the other filter, which leaves alone what it finds. */
  static final int PRIORITY = Priorities.AUTHENTICATION - 10;

  private final ClientAuthenticator authenticator;
  private final ConsumerJwsClient consumers;

  /**
   * For consumers of the only account.
   *
   * @throws IllegalStateException if several accounts are served, or no client id and secret are
   *     configured
   */
  public ConsumerJwsRequestFilter(Sentinel sentinel) {
    this.authenticator = sentinel.clientAuthenticator();
    this.consumers = sentinel.consumerJwsClient();
  }

  /**
   * For consumers of one of the accounts.
   *
   * @throws IllegalArgumentException if the account is not one of those served
   * @throws IllegalStateException if no client id and secret are configured
   */
  public ConsumerJwsRequestFilter(Sentinel sentinel, String accountId) {
    this.authenticator = sentinel.clientAuthenticator(accountId);
    this.consumers = sentinel.consumerJwsClient(accountId);
  }

  /** Called by the implementation when this is registered. */
  @Override
  public boolean configure(FeatureContext context) {
    return BearerCall.configure(context, this, new Twin(this));
  }

  @Override
  public void filter(ClientRequestContext request) {
    Object named = request.getProperty(CONSUMER_ID);
    if (named == null) {
      return;
    }
    if (!(named instanceof String consumer)) {
      throw new IllegalArgumentException("the property " + CONSUMER_ID + " is no String");
    }
    OnBehalf credentials =
        new OnBehalf(
            authenticator,
            consumers,
            request.getUri(),
            consumer,
            BearerCall.has(request, HttpHeaders.AUTHORIZATION),
            BearerCall.has(request, ConsumerJwsClient.HEADER));
    BearerCall.begin(request, this, authenticator, credentials);
  }

  @Override
  public void filter(ClientRequestContext request, ClientResponseContext response)
      throws IOException {
    BearerCall.end(request, this, response);
  }

  private record OnBehalf(
      ClientAuthenticator authenticator,
      ConsumerJwsClient consumers,
      URI target,
      String consumer,
      boolean hasAppJwt,
      boolean hasJws)
      implements BearerCall.Credentials {
    @Override
    public Map<String, String> headers() {
      Map<String, String> headers = new LinkedHashMap<>();
      if (!hasJws && authenticator.allows(target)) {
        headers.put(ConsumerJwsClient.HEADER, consumers.get(consumer));
      }
      String appJwt = hasAppJwt ? null : authenticator.bareAuthorization(target);
      if (appJwt != null) {
        headers.put(HttpHeaders.AUTHORIZATION, appJwt);
      }
      return headers;
    }

    @Override
    public void refused(Map<String, String> headers) {
      String jws = headers.get(ConsumerJwsClient.HEADER);
      if (jws != null) {
        consumers.invalidate(consumer, jws);
      }
    }
  }

  @ConstrainedTo(RuntimeType.CLIENT)
  @Priority(PRIORITY)
  private static final class Twin extends BearerCall.Twin {
    Twin(ConsumerJwsRequestFilter filter) {
      super(filter);
    }
  }
}
