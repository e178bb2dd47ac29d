package dev.sentinelauth.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A page whose address says more than its path, so that there is something to return to. */
public class SettingsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean notifications = "notifications".equals(request.getParameter("tab"));
    Page.send(
        request,
        response,
        HttpServletResponse.SC_OK,
        notifications ? "Notification settings" : "Settings",
        """
        <h1>Settings</h1>
        <nav aria-label="Settings"><ul>
        <li><a href="?tab=profile"%s>Profile</a></li>
        <li><a href="?tab=notifications"%s>Notifications</a></li>
        </ul></nav>
        %s"""
            .formatted(
                current(!notifications),
                current(notifications),
                notifications
                    ? """
                    <section class="card narrow below" id="mail">
                    <h2>By mail</h2>
                    <p>A summary of unread messages, each morning.</p>
                    </section>
                    <section class="card narrow below" id="sounds">
                    <h2>Sounds</h2>
                    <p>One for a new message, and none at night.</p>
                    </section>"""
                    : """
                    <section class="card narrow below" id="profile">
                    <h2>Profile</h2>
                    <p>Your name comes from Sentinel: %s. It can be changed there only.</p>
                    </section>"""
                        .formatted(Page.escape(request.getRemoteUser()))));
  }

  private static String current(boolean current) {
    return current ? " aria-current=\"true\"" : "";
  }
}
