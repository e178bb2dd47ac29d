package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.RequestPath;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.cxf.endpoint.Endpoint;
import org.apache.cxf.jaxrs.ext.ContextProvider;
import org.apache.cxf.jaxrs.model.OperationResourceInfo;
import org.apache.cxf.jaxrs.model.URITemplate;
import org.apache.cxf.jaxrs.provider.ServerProviderFactory;
import org.apache.cxf.jaxrs.utils.HttpUtils;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.PhaseInterceptorChain;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What CXF keeps in its message of the request at hand. Not to be touched where there is no CXF.
 */
final class CxfMessage {
  private static final Logger log = LoggerFactory.getLogger(CxfMessage.class);

  private static final String SERVLET_CONTEXT = "HTTP.CONTEXT";
  private static final String SERVLET_REQUEST = "HTTP.REQUEST";

  /** The property of an endpoint that has the last check. */
  private static final String COMPLETE = "dev.sentinelauth.jersey.complete";

  private static final ReentrantLock completing = new ReentrantLock();

  private CxfMessage() {}

  /** {@code null} where no servlet container serves the request. */
  static @Nullable Object servletContext() {
    return current().get(SERVLET_CONTEXT);
  }

  /** As {@link #servletContext}. */
  static @Nullable Object servletRequest() {
    return current().get(SERVLET_REQUEST);
  }

  /**
   * The path as the client sent it. {@code UriInfo} has one that is put together from what is left
   * after CXF cut the base path off.
   *
   * @return {@code null} where a filter has put another one in its place; empty, which is ambiguous
   *     for core, where CXF doesn't find its base path at the beginning, and so would match the
   *     whole path in place of what is left. It looks for what the servlet container decoded, or
   *     for what stood in the first request that it ever got
   */
  static @Nullable String rawPath() {
    Message message = current();
    if (message.get(Message.REQUEST_URI) instanceof String uri
        && uri.startsWith("/")
        && uri.indexOf('?') < 0) {
      return ClientRequest.beginsWith(uri, HttpUtils.getBaseAddress(message)) ? uri : "";
    }
    return null;
  }

  /** As {@link RequestPath#isCutShort}. */
  static boolean isCutShort() {
    return current().get(URITemplate.TEMPLATE_PARAMETERS) instanceof Map<?, ?> values
        && RequestPath.isCutShort(values, URITemplate.FINAL_MATCH_GROUP);
  }

  /** Lets {@code @Context AppJwt} be a parameter of resource methods. */
  static Object tokenProvider() {
    return new TokenProvider();
  }

  /**
   * Puts the last check into the endpoint that the request at hand goes to, unless it is there: for
   * sub-resource methods CXF asks no {@code DynamicFeature}. To be called before a request is
   * matched; every other request to the endpoint waits for it.
   */
  static void complete() {
    Endpoint endpoint = current().getExchange().getEndpoint();
    if (endpoint.containsKey(COMPLETE)) {
      return;
    }
    completing.lock();
    try {
      if (!endpoint.containsKey(COMPLETE)) {
        ServerProviderFactory providers = ServerProviderFactory.getInstance(current());
        detachPreMatchingFilters(providers);
        providers.registerUserProvider(new UnchangedFilter(null, true));
        endpoint.put(COMPLETE, true);
      }
    } finally {
      completing.unlock();
    }
  }

  /**
   * Puts a copy in the place of the list that requests are walking through right now, this one
   * among them: CXF sorts its list whenever a provider comes, which ends each walk with an
   * exception. There is no other way to come before the first request: what CXF lets a provider see
   * at start doesn't lead here.
   */
  private static void detachPreMatchingFilters(ServerProviderFactory providers) {
    try {
      Field list = ServerProviderFactory.class.getDeclaredField("preMatchContainerRequestFilters");
      list.setAccessible(true);
      list.set(providers, new ArrayList<>((List<?>) list.get(providers)));
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.debug("Requests that come at the same time as the first one may be answered 500", e);
    }
  }

  /** What the request goes to, once that is known. */
  static @Nullable MatchedMethod target() {
    OperationResourceInfo target = current().getExchange().get(OperationResourceInfo.class);
    return target == null
        ? null
        : MatchedMethod.of(
            target.getClassResourceInfo().getServiceClass(), target.getMethodToInvoke());
  }

  private static Message current() {
    Message message = PhaseInterceptorChain.getCurrentMessage();
    if (message == null) {
      throw new IllegalStateException("CXF has no current message");
    }
    return message;
  }

  private static final class TokenProvider implements ContextProvider<@Nullable AppJwt> {
    @Override
    public @Nullable AppJwt createContext(Message message) {
      return message.get(SecurityContext.class) instanceof Caller caller ? caller.token() : null;
    }
  }
}
