package dev.sentinelauth.it.hunt;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * All of another web application, which is open to everybody: hands requests on to the one that is
 * hunted in. Its paths look like paths there.
 */
final class HuntNeighbour extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Where it is. */
  static final String CONTEXT_PATH = "/neighbour";

  /** How it hands requests on: the first character of the query, before the path. */
  static final List<String> WAYS = List.of("forward:", "include:", "async:");

  /** What it reports as its way of handing on. */
  static final String DISPATCH = "NEIGHBOUR";

  private final String contextPath;

  private HuntNeighbour(String contextPath) {
    this.contextPath = contextPath;
  }

  /**
   * What makes a web application one.
   *
   * @param contextPath of the application that is hunted in
   */
  static ServletContainerInitializer of(String contextPath) {
    return (classes, context) -> {
      ServletRegistration.Dynamic servlet =
          context.addServlet("everything", new HuntNeighbour(contextPath));
      servlet.setAsyncSupported(true);
      servlet.addMapping("/*");
    };
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    ServletContext other = getServletContext().getContext(contextPath);
    String query = request.getQueryString();
    int colon = query == null ? -1 : query.indexOf(':');
    if (other == null || query == null || !query.startsWith("/", colon + 1)) {
      response.setStatus(404);
      return;
    }
    String target = query.substring(colon + 1);
    RequestDispatcher dispatcher = other.getRequestDispatcher(target);
    if (dispatcher == null) {
      response.setStatus(404);
      return;
    }
    new HuntSighting("neighbour", request.getMethod(), "", List.of(), false, DISPATCH, null)
        .of(request.getHeader(HuntSighting.REQUEST));
    switch (query.substring(0, colon + 1)) {
      case "forward:" -> dispatcher.forward(request, response);
      case "include:" -> dispatcher.include(request, response);
      default -> request.startAsync(request, response).dispatch(other, target);
    }
  }
}
