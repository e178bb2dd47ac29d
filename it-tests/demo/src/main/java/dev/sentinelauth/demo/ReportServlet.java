package dev.sentinelauth.demo;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers asynchronously. The filter sees the second dispatch too, and the caller is still the
 * same.
 */
public class ReportServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String REPORT = "report";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() != DispatcherType.ASYNC) {
      AsyncContext async = request.startAsync();
      async.start(
          () -> {
            async.getRequest().setAttribute(REPORT, "a report");
            async.dispatch();
          });
      return;
    }
    response.setContentType("text/plain;charset=utf-8");
    response.getWriter().println(request.getAttribute(REPORT) + " for " + request.getRemoteUser());
  }
}
