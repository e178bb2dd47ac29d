package dev.sentinelauth.jersey;

import dev.sentinelauth.AppJwt;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import org.apache.cxf.jaxrs.ext.ContextProvider;
import org.apache.cxf.jaxrs.model.OperationResourceInfo;
import org.apache.cxf.jaxrs.provider.ServerProviderFactory;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.PhaseInterceptorChain;
import org.jspecify.annotations.Nullable;

/**
 * What CXF keeps in its message of the request at hand. Not to be touched where there is no CXF.
 */
final class CxfMessage {
  private static final String SERVLET_CONTEXT = "HTTP.CONTEXT";

  private CxfMessage() {}

  /** {@code null} where no servlet container serves the request. */
  static @Nullable Object servletContext() {
    return current().get(SERVLET_CONTEXT);
  }

  /**
   * The path as the client sent it. {@code UriInfo} has one that is put together from what is left
   * after CXF cut the base path off.
   *
   * @return {@code null} where a filter has put another one in its place
   */
  static @Nullable String rawPath() {
    return current().get(Message.REQUEST_URI) instanceof String uri
            && uri.startsWith("/")
            && uri.indexOf('?') < 0
        ? uri
        : null;
  }

  /** Lets {@code @Context AppJwt} be a parameter of resource methods. */
  static Object tokenProvider() {
    return new TokenProvider();
  }

  /**
   * Lets a filter see sub-resource methods too, for which CXF asks no {@code DynamicFeature}. To be
   * called before the first request is matched.
   */
  static void register(ContainerRequestFilter filter) {
    ServerProviderFactory.getInstance(current()).registerUserProvider(filter);
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
