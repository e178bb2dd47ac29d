package dev.sentinelauth.demo;

import dev.sentinelauth.LoggedInUser;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells users who they are. Names and roles come from the servlet API. */
public class HomeServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Where the login filter leaves all that is known of the user. */
  private static final String USER = "dev.sentinelauth.LoggedInUser";

  private static final List<String> ROLES = List.of(LoggedInUser.ADMIN_ROLE, LoggedInUser.LPA_ROLE);
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
    String user = Page.escape(request.getRemoteUser());
    Page.send(
        request,
        response,
        HttpServletResponse.SC_OK,
        "Home",
        """
        <h1>Hello, %1$s</h1>
        <p class="lead">You are signed in. This is what the application knows about you.</p>
        <div class="cards">
        <section class="card" aria-labelledby="you">
        <h2 id="you">You</h2>
        <dl>
        <dt>Name</dt><dd>%1$s</dd>
        <dt>Roles</dt><dd class="badges">%2$s</dd>
        <dt>Signed in</dt><dd>%3$s</dd>
        </dl>
        </section>
        <section class="card" aria-labelledby="next">
        <h2 id="next">What to try</h2>
        <p><a href="%4$s/app/settings?tab=notifications">Settings, second tab</a>: copy the address,
        sign out and open it. After signing in you are there again.</p>
        <p><a href="%4$s/app/admin">Administration</a>: for those who have the role
        <code>admin</code>; the others are told so.</p>
        <p>Sign out, then press the browser's back button: nothing of yours is left to see.</p>
        </section>
        </div>"""
            .formatted(
                user,
                badges(request),
                since((LoggedInUser) request.getAttribute(USER)),
                Page.escape(request.getContextPath())));
  }

  private static String badges(HttpServletRequest request) {
    String badges =
        ROLES.stream()
            .filter(request::isUserInRole)
            .map(role -> "<span class=\"badge\">" + role + "</span>")
            .collect(Collectors.joining());
    return badges.isEmpty() ? "<span class=\"none\">none</span>" : badges;
  }

  private static String since(@Nullable LoggedInUser user) {
    if (user == null) {
      return "<span class=\"none\">unknown</span>";
    }
    Instant at = user.loggedInAt().truncatedTo(ChronoUnit.SECONDS);
    return "<time datetime=\"%s\">%s</time>".formatted(at, READABLE.format(at));
  }

  private static void notFound(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Page.send(
        request,
        response,
        HttpServletResponse.SC_NOT_FOUND,
        "Not found",
        """
        <section class="card narrow">
        <p class="status">404 Not found</p>
        <h1>There is no such page</h1>
        <p><a href="%s/app/">Back to the home page</a></p>
        </section>"""
            .formatted(Page.escape(request.getContextPath())));
  }
}
