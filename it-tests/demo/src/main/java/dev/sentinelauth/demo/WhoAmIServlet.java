package dev.sentinelauth.demo;

import dev.sentinelauth.AppJwt;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells callers who they are. No route names it, so it takes a valid token and nothing more. */
public class WhoAmIServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AppJwt token = (AppJwt) request.getUserPrincipal();
    boolean sender = request.isUserInRole("msg.consumer");
    response.setContentType("text/plain;charset=utf-8");
    response
        .getWriter()
        .println(
            "%s of %s, %s"
                .formatted(token.getName(), token.audience(), sender ? "may send" : "may read"));
  }
}
