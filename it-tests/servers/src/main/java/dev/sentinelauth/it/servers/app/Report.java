package dev.sentinelauth.it.servers.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Session;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** What a servlet or resource says when it was reached, and as whom. */
public final class Report {

  /** Stands in every answer that one of ours has given; a refusal must not have it. */
  static final String SERVED = "X-Served";

  private Report() {}

  static String of(@Nullable Principal principal, boolean admin) {
    return "who=" + (principal == null ? "-" : principal.getName()) + " admin=" + admin;
  }

  /** To whoever connected a web socket. */
  static void send(Session session) throws IOException {
    session.getBasicRemote().sendText(of(session.getUserPrincipal(), false));
  }

  static void write(HttpServletRequest request, HttpServletResponse response, String by)
      throws IOException {
    write(response, by, of(request.getUserPrincipal(), request.isUserInRole("admin")));
  }

  static void write(HttpServletResponse response, String by, String report) throws IOException {
    response.setHeader(SERVED, by);
    response.setContentType("text/plain;charset=UTF-8");
    response.getOutputStream().print(report);
  }
}
