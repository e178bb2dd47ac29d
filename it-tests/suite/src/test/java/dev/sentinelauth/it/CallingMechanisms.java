package dev.sentinelauth.it;

import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.Principal;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** As much of Jakarta Security as it takes to ask a mechanism before each request. */
final class CallingMechanisms extends ValveBase {
  private final HttpAuthenticationMechanism mechanism;

  CallingMechanisms(HttpAuthenticationMechanism mechanism) {
    super(true);
    this.mechanism = mechanism;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    AuthenticationStatus status;
    try {
      status =
          mechanism.validateRequest(request.getRequest(), response.getResponse(), context(request));
    } catch (AuthenticationException e) {
      throw new ServletException(e);
    }
    if (status == AuthenticationStatus.SUCCESS || status == AuthenticationStatus.NOT_DONE) {
      getNext().invoke(request, response);
    }
  }

  private static HttpMessageContext context(Request request) {
    return (HttpMessageContext)
        Proxy.newProxyInstance(
            CallingMechanisms.class.getClassLoader(),
            new Class<?>[] {HttpMessageContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isProtected", "isAuthenticationRequest" -> false;
                  case "doNothing" -> AuthenticationStatus.NOT_DONE;
                  case "notifyContainerAboutLogin" -> {
                    request.setUserPrincipal((Principal) arguments[0]);
                    yield AuthenticationStatus.SUCCESS;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
