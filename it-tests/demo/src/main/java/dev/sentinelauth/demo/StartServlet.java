package dev.sentinelauth.demo;

import dev.sentinelauth.HtmlPage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/** The page for everybody: what this is, and where the login begins. */
public class StartServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final HtmlPage PAGE = Page.read("start.html");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    URI whoAmI =
        URI.create(request.getRequestURL().toString())
            .resolve(request.getContextPath() + "/whoami");
    Page.send(
        request,
        response,
        HttpServletResponse.SC_OK,
        "Welcome",
        PAGE.with("context", request.getContextPath()).with("whoAmI", whoAmI.toString()));
  }
}
