package dev.sentinelauth.servlet;

import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.RequestPath;
import dev.sentinelauth.Verdict;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.apache.cxf.Bus;
import org.apache.cxf.interceptor.Fault;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;
import org.apache.cxf.transport.Destination;
import org.apache.cxf.transport.DestinationWithEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Holds CXF to the path that the servlet filter judged. For CXF alone, which finds it by {@code
 * META-INF/cxf/bus-extensions.txt} and makes one for each bus; nobody else needs it.
 *
 * <p>CXF picks an endpoint by the path that the servlet container decoded, and then looks for the
 * address of that endpoint (context path, mapping, {@code @ApplicationPath} or whatever the address
 * comes from) at the beginning of the raw path. Where it doesn't find it, it matches the whole path
 * in place of what is left, and another resource than the one that was judged. No servlet filter
 * can tell which addresses there are, so this is looked at where CXF has them. A request that was
 * judged by no filter of this module is none of its business.
 */
public final class CxfPathGuard extends AbstractPhaseInterceptor<Message> {
  private static final String REST = "org.apache.cxf.jaxrs.";
  private static final String TEMPLATE_VALUES = "jaxrs.template.parameters";

  /** What a sub-resource locator has left over: not a value. */
  private static final String REST_OF_PATH = "FINAL_MATCH_GROUP";

  /** Called by CXF. */
  public CxfPathGuard(Bus bus) {
    super(Phase.PRE_INVOKE); // a resource has been matched, and nothing of it has run
    bus.getInInterceptors().add(this);
  }

  @Override
  public void handleMessage(Message message) {
    if (!(message.get("HTTP.REQUEST") instanceof HttpServletRequest request)
        || !(message.get("HTTP.RESPONSE") instanceof HttpServletResponse response)
        || !isForResources(message)) {
      return;
    }
    Gate judge = judge(request);
    if (judge == null || isMatchedAsJudged(message, request)) {
      return;
    }
    Verdict verdict =
        judge
            .authenticator()
            .authenticate(
                request.getMethod(), new RequestPath("", ""), List.of(), new Incoming(request));
    try {
      Gate.answer(
          verdict instanceof Verdict.Refused refused
              ? refused
              : RequestAuthenticator.notConfigured(),
          request,
          response);
    } catch (IOException e) {
      throw new Fault(e);
    }
    message.getInterceptorChain().abort();
  }

  private static boolean isForResources(Message message) {
    var binding = message.getExchange().getBinding();
    return binding != null && binding.getClass().getName().startsWith(REST);
  }

  /** The gate that let the request in; {@code null} for none. */
  private static @Nullable Gate judge(HttpServletRequest request) {
    if (request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE) != null) {
      for (Gate gate : WebApplication.of(request.getServletContext()).gates()) {
        if (gate.kept(request) != null) {
          return gate;
        }
      }
    }
    return null;
  }

  private static boolean isMatchedAsJudged(Message message, HttpServletRequest request) {
    String address = address(message, request);
    return address != null
        && message.get(Message.REQUEST_URI) instanceof String path
        && beginsWith(path, address)
        && (path.indexOf(';') < 0 || !isCutShort(message));
  }

  /** The path of the endpoint's address, as CXF looks for it. */
  private static @Nullable String address(Message message, HttpServletRequest request) {
    Object address = request.getAttribute("org.apache.cxf.transport.endpoint.address");
    Destination destination = message.getExchange().getDestination();
    if (address == null && destination instanceof DestinationWithEndpoint known) {
      address = known.getEndpointInfo().getAddress();
    }
    try {
      return address == null ? null : new URI(address.toString()).getRawPath();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static boolean beginsWith(String path, String address) {
    int length = address.length();
    while (length > 0 && address.charAt(length - 1) == '/') {
      length--;
    }
    return path.regionMatches(0, address, 0, length)
        && (path.length() == length || path.charAt(length) == '/' || path.charAt(length) == '?');
  }

  private static boolean isCutShort(Message message) {
    return message.get(TEMPLATE_VALUES) instanceof Map<?, ?> values
        && RequestPath.isCutShort(values, REST_OF_PATH);
  }
}
