package dev.sentinelauth.servlet;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.SentinelStatus.Health;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Tells probes whether this application can check tokens: 200 {@code {"status":"up"}} or {@code
 * {"status":"degraded"}}, 503 {@code {"status":"down"}}, and nothing else about it.
 *
 * <pre>{@code
 * <servlet>
 *   <servlet-name>sentinel-health</servlet-name>
 *   <servlet-class>dev.sentinelauth.servlet.SentinelHealthServlet</servlet-class>
 * </servlet>
 * <servlet-mapping>
 *   <servlet-name>sentinel-health</servlet-name>
 *   <url-pattern>/health/sentinel</url-pattern>
 * </servlet-mapping>
 * }</pre>
 *
 * <p>Its path is one like any other: behind the filter it takes a route with {@code access =
 * anonymous} to be asked without a token.
 *
 * <p><b>degraded</b>: callers notice nothing yet, but keys can't be refreshed, an outbound token
 * can't be renewed, or changed settings can't take over. <b>down</b>: tokens of some account can't
 * be checked, because its keys were never fetched, or are past {@code sentinel.jwks.stale-limit};
 * or a filter or feature could not start, or none has started yet. With {@code sentinel.startup =
 * lazy}, no keys are missing before a token asks for them. Of several instances in one application
 * the worst counts.
 *
 * <p>It is for readiness: a restart, which is what a failed liveness probe causes, mends none of
 * it.
 */
public class SentinelHealthServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** For {@code web.xml}, {@code @WebServlet} on a subclass, and programs. */
  public SentinelHealthServlet() {}

  /** Answers GET and HEAD; TRACE too is 405, because it would repeat what the caller sent. */
  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      response.setHeader("Cache-Control", "no-store");
      response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED); // sendError runs a page
      return;
    }
    Health health = ApplicationSentinel.health(WebApplication.attributes(getServletContext()));
    Answer.write(
        response,
        health == Health.DOWN
            ? HttpServletResponse.SC_SERVICE_UNAVAILABLE
            : HttpServletResponse.SC_OK,
        Map.of("Content-Type", "application/json", "Cache-Control", "no-store"),
        ("{\"status\":\"" + health.code() + "\"}").getBytes(StandardCharsets.US_ASCII));
  }
}
