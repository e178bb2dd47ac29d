package dev.sentinelauth.jersey;

import dev.sentinelauth.ClientAuthenticator;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that carries tokens of ours, from the moment they are attached until its answer is
 * there: what the two client filters do alike.
 */
final class BearerCall {

  /** The headers that a filter adds to one request. */
  @FunctionalInterface
  interface Credentials {
    /** Their values now; empty where nothing may go. */
    Map<String, String> headers();

    /** Called after a server refused these, and the AppJWT among them is dropped. */
    default void refused(Map<String, String> headers) {}
  }

  /** Jersey's {@code ClientProperties.FOLLOW_REDIRECTS}, without needing Jersey. */
  static final String FOLLOW_REDIRECTS = "jersey.config.client.followRedirects";

  private static final String PROPERTY = BearerCall.class.getName();
  private static final String ATTACHED = Attached.class.getName();
  private static final int WORTH_DRAINING = 256 * 1024;

  /** The headers of ours on a request, and on its repeat. */
  private record Attached(ClientAuthenticator authenticator, Set<String> headers) {}

  private final Object owner;
  private final ClientAuthenticator authenticator;
  private final Credentials credentials;
  private final Map<String, String> headers;
  private final RequestCopy copy;
  private final Thread sender = Thread.currentThread();

  private BearerCall(
      Object owner,
      ClientAuthenticator authenticator,
      Credentials credentials,
      Map<String, String> headers,
      RequestCopy copy) {
    this.owner = owner;
    this.authenticator = authenticator;
    this.credentials = credentials;
    this.headers = headers;
    this.copy = copy;
  }

  /**
   * What a filter does when it is registered: turns off redirects, where Jersey looks for that.
   *
   * @param again does the same as the filter, where that is taken for nothing but a feature
   */
  static boolean configure(FeatureContext context, Feature filter, Twin again) {
    // Jersey's connectors for java.net.http and for its own JDK client take it from here alone,
    // and the former wants a Boolean; a request's property does for the others
    context.property(FOLLOW_REDIRECTS, false);
    if (!context.getConfiguration().isRegistered(TokenRemover.class)) {
      context.register(new TokenRemover(), Integer.MAX_VALUE);
    }
    if (!context.getConfiguration().isRegistered(filter)) {
      // CXF: a feature, or a filter, but not both; RESTEasy runs both, which does no harm
      context.register(again);
    }
    return true;
  }

  static boolean has(ClientRequestContext request, String header) {
    return request.getHeaders().keySet().stream().anyMatch(header::equalsIgnoreCase);
  }

  /** Attaches what there is to attach. */
  static void begin(
      ClientRequestContext request,
      Object owner,
      ClientAuthenticator authenticator,
      Credentials credentials) {
    Map<String, String> headers = credentials.headers();
    if (headers.isEmpty()) {
      return;
    }
    refuseRedirects(request);
    // before the copy is made: a repeat goes where the filters behind turn it, too
    request.setProperty(ATTACHED, new Attached(authenticator, headers.keySet()));
    RequestCopy copy = new RequestCopy(request);
    headers.forEach(request.getHeaders()::putSingle);
    request.setProperty(PROPERTY, new BearerCall(owner, authenticator, credentials, headers, copy));
  }

  private static void refuseRedirects(ClientRequestContext request) {
    request.setProperty(FOLLOW_REDIRECTS, false);
    boolean jersey = request.getClass().getName().startsWith("org.glassfish.jersey.");
    if (jersey && !Boolean.FALSE.equals(request.getConfiguration().getProperty(FOLLOW_REDIRECTS))) {
      throw new IllegalStateException(
          "this client may follow redirects, and take a token to other hosts: register the filter"
              + " without naming its contracts, and leave "
              + FOLLOW_REDIRECTS
              + " to it");
    }
  }

  /** Looks at the answer; where the token was refused, replaces it by the answer to a repeat. */
  static void end(ClientRequestContext request, Object owner, ClientResponseContext response)
      throws IOException {
    BearerCall call = of(request);
    if (call == null || call.owner != owner) {
      return;
    }
    request.removeProperty(PROPERTY);
    String authorization = call.headers.get(HttpHeaders.AUTHORIZATION);
    if (authorization != null && call.isWorthRepeating(authorization, response)) {
      Map<String, String> renewed = call.credentials.headers();
      if (!renewed.isEmpty()) {
        discard(response);
        RequestCopy.replace(response, call.copy.send(request.getClient(), renewed));
      }
    }
  }

  private boolean isWorthRepeating(String authorization, ClientResponseContext response) {
    int status = response.getStatus();
    List<String> challenges =
        response.getHeaders().getOrDefault(HttpHeaders.WWW_AUTHENTICATE, List.of());
    if (!authenticator.dropAfter(authorization, status, challenges)) {
      return false;
    }
    credentials.refused(headers);
    return copy.isRepeatable()
        && mayWait()
        && authenticator.renewAfter(authorization, status, challenges);
  }

  /**
   * Whether this thread may wait for a token and for the answer to a repeat. One that hands over
   * the answers of an asynchronous connector may not: there are few of them, all might wait, and
   * then none is left to read what they wait for.
   */
  private boolean mayWait() {
    return Thread.currentThread() == sender;
  }

  /** So that its connection serves the repeat: some pools have none to spare. */
  private static void discard(ClientResponseContext response) throws IOException {
    InputStream body = response.getEntityStream();
    // closed only where there is more: RESTEasy takes that for the end of the whole answer
    if (body != null && body.readNBytes(WORTH_DRAINING).length == WORTH_DRAINING) {
      body.close();
    }
  }

  private static @Nullable BearerCall of(ClientRequestContext request) {
    return request.getProperty(PROPERTY) instanceof BearerCall call ? call : null;
  }

  /**
   * Takes the tokens off again where a filter in between has turned the request to a host that may
   * not have them.
   */
  @ConstrainedTo(RuntimeType.CLIENT)
  @Priority(Integer.MAX_VALUE)
  private static final class TokenRemover implements ClientRequestFilter {
    @Override
    public void filter(ClientRequestContext request) {
      if (request.getProperty(ATTACHED) instanceof Attached attached
          && !attached.authenticator().allows(request.getUri())) {
        request.removeProperty(PROPERTY);
        attached.headers().forEach(request.getHeaders()::remove);
      }
    }
  }

  /** A filter's work without its being a feature; a class for each, which has its priority. */
  @ConstrainedTo(RuntimeType.CLIENT)
  abstract static class Twin implements ClientRequestFilter, ClientResponseFilter {
    private final ClientRequestFilter onRequest;
    private final ClientResponseFilter onResponse;

    <F extends ClientRequestFilter & ClientResponseFilter> Twin(F filter) {
      onRequest = filter;
      onResponse = filter;
    }

    @Override
    public final void filter(ClientRequestContext request) throws IOException {
      onRequest.filter(request);
    }

    @Override
    public final void filter(ClientRequestContext request, ClientResponseContext response)
        throws IOException {
      onResponse.filter(request, response);
    }
  }
}
