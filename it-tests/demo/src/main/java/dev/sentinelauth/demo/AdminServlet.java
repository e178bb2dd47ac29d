package dev.sentinelauth.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A page for administrators. The others learn why they can't see it and what they can do. */
public class AdminServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.isUserInRole("admin")) {
      Page.send(
          request,
          response,
          HttpServletResponse.SC_OK,
          "Administration",
          """
          <h1>Administration</h1>
          <p class="lead">You can see this page because you have the role <code>admin</code>.</p>
          <section class="card narrow">
          <h2>Accounts</h2>
          <dl>
          <dt>%s</dt><dd>signed in here</dd>
          <dt>%s</dt><dd>served here too</dd>
          </dl>
          </section>"""
              .formatted(DemoServers.ACCOUNT, DemoServers.OTHER_ACCOUNT));
      return;
    }
    Page.send(
        request,
        response,
        HttpServletResponse.SC_FORBIDDEN,
        "Not for you",
        """
        <section class="card narrow">
        <p class="status">403 Forbidden</p>
        <h1>This page is for administrators</h1>
        <p>You are signed in as <strong>%s</strong>, who does not have the role <code>admin</code>.
        To see the page, sign out and sign in again with &ldquo;Administrator&rdquo; ticked.</p>
        <div class="buttons">%s <a href="%s/app/">Back to the home page</a></div>
        </section>"""
            .formatted(
                Page.escape(request.getRemoteUser()),
                Page.signOut(request),
                Page.escape(request.getContextPath())));
  }
}
