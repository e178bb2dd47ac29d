package dev.sentinelauth.demo;

import dev.sentinelauth.HtmlPage;
import dev.sentinelauth.LoggedInUser;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells users who they are. Names and roles come from the servlet API. */
public class HomeServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Where the login filter leaves all that is known of the user. */
  private static final String USER = "dev.sentinelauth.LoggedInUser";

  private static final HtmlPage PAGE = Page.read("home.html");
  private static final HtmlPage NOT_FOUND = Page.read("not-found.html");
  private static final HtmlPage BADGE = HtmlPage.part("<span class=\"badge\">{{role}}</span>");
  private static final HtmlPage UNKNOWN = HtmlPage.part("<span class=\"none\">{{text}}</span>");
  private static final HtmlPage TIME =
      HtmlPage.part("<time datetime=\"{{instant}}\">{{text}}</time>");
  private static final DateTimeFormatter READABLE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String below = request.getPathInfo();
    if (below != null && !below.equals("/")) {
      notFound(request, response);
      return;
    }
    boolean admin = request.isUserInRole(LoggedInUser.ADMIN_ROLE);
    boolean lpa = request.isUserInRole(LoggedInUser.LPA_ROLE);
    Page.send(
        request,
        response,
        HttpServletResponse.SC_OK,
        "Home",
        PAGE.with("user", request.getRemoteUser())
            .with("admin", admin ? badge(LoggedInUser.ADMIN_ROLE) : HtmlPage.NOTHING)
            .with("lpa", lpa ? badge(LoggedInUser.LPA_ROLE) : HtmlPage.NOTHING)
            .with("none", admin || lpa ? HtmlPage.NOTHING : UNKNOWN.with("text", "none"))
            .with("since", since((LoggedInUser) request.getAttribute(USER)))
            .with("context", request.getContextPath()));
  }

  private static HtmlPage badge(String role) {
    return BADGE.with("role", role);
  }

  private static HtmlPage since(@Nullable LoggedInUser user) {
    if (user == null) {
      return UNKNOWN.with("text", "unknown");
    }
    Instant at = user.loggedInAt().truncatedTo(ChronoUnit.SECONDS);
    return TIME.with("instant", at.toString()).with("text", READABLE.format(at));
  }

  private static void notFound(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Page.send(
        request,
        response,
        HttpServletResponse.SC_NOT_FOUND,
        "Not found",
        NOT_FOUND.with("context", request.getContextPath()));
  }
}
