package dev.sentinelauth.demo;

import dev.sentinelauth.HtmlPage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A page whose address says more than its path, so that there is something to return to. */
public class SettingsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final HtmlPage PAGE = Page.read("settings.html");
  private static final HtmlPage NOTIFICATIONS = Page.read("settings-notifications.html");
  private static final HtmlPage PROFILE = Page.read("settings-profile.html");
  private static final HtmlPage CURRENT = HtmlPage.part(" aria-current=\"true\"");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean notifications = "notifications".equals(request.getParameter("tab"));
    Page.send(
        request,
        response,
        HttpServletResponse.SC_OK,
        notifications ? "Notification settings" : "Settings",
        PAGE.with("profile", notifications ? HtmlPage.NOTHING : CURRENT)
            .with("notifications", notifications ? CURRENT : HtmlPage.NOTHING)
            .with(
                "panel",
                notifications ? NOTIFICATIONS : PROFILE.with("user", request.getRemoteUser())));
  }
}
