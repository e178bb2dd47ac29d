package dev.sentinelauth.demo;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelStatus;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A health check for everybody: whether tokens of all accounts can be checked. */
public class HealthServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Sentinel sentinel = (Sentinel) getServletContext().getAttribute("dev.sentinelauth.Sentinel");
    SentinelStatus status = sentinel.status();
    response.setStatus(
        status.ready() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("text/plain;charset=utf-8");
    response.getWriter().println(status.ready() ? "ready" : "no keys");
  }
}
