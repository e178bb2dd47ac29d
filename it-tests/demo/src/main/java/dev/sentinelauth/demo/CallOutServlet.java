package dev.sentinelauth.demo;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.Sentinel;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Calls the other application with this application's own token, by java.net.http, and hands on
 * what it says. Both applications have one: what the first one's calls is the partner's, which
 * calls back.
 */
@SuppressWarnings("NullAway.Init") // init() is a constructor here
public class CallOutServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private transient HttpClient http;
  private transient URI target;

  @Override
  public void init() {
    ServletContext application = getServletContext();
    Sentinel sentinel = (Sentinel) application.getAttribute("dev.sentinelauth.Sentinel");
    http =
        new AppJwtHttpClient(
            HttpClient.newHttpClient(), sentinel.clientAuthenticator(DemoServers.ACCOUNT));
    target = URI.create(application.getInitParameter(DemoServers.CALLED));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(target).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      response.setStatus(answer.statusCode() == 200 ? 200 : HttpServletResponse.SC_BAD_GATEWAY);
      response.setContentType("text/plain;charset=utf-8");
      response.getWriter().print(request.getRemoteUser() + " called; " + answer.body());
    } catch (AppJwtUnavailableException e) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
