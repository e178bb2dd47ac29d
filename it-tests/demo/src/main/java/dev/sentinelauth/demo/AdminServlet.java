package dev.sentinelauth.demo;

import dev.sentinelauth.HtmlPage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A page for administrators. The others learn why they can't see it and what they can do. */
public class AdminServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final HtmlPage PAGE = Page.read("admin.html");
  private static final HtmlPage REFUSED = Page.read("admin-refused.html");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.isUserInRole("admin")) {
      Page.send(
          request,
          response,
          HttpServletResponse.SC_OK,
          "Administration",
          PAGE.with("account", DemoServers.ACCOUNT)
              .with("otherAccount", DemoServers.OTHER_ACCOUNT));
      return;
    }
    Page.send(
        request,
        response,
        HttpServletResponse.SC_FORBIDDEN,
        "Not for you",
        REFUSED
            .with("user", request.getRemoteUser())
            .with("signOut", Page.signOut(request))
            .with("context", request.getContextPath()));
  }
}
