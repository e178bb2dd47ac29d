package dev.sentinelauth.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/** The page for everybody: what this is, and where the login begins. */
public class StartServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String context = Page.escape(request.getContextPath());
    URI whoAmI =
        URI.create(request.getRequestURL().toString())
            .resolve(request.getContextPath() + "/whoami");
    Page.send(
        request,
        response,
        HttpServletResponse.SC_OK,
        "Welcome",
        """
        <h1>Messages, for those who may read them</h1>
        <p class="lead">A small web application behind Sentinel Auth Filters. People sign in with
        LivePerson; programs bring a token. The application itself has no code for either.</p>
        <div class="cards">
        <section class="card" aria-labelledby="people">
        <h2 id="people">For people</h2>
        <p>Sign in at Sentinel, which is emulated here: say who you are and which roles you have,
        and come back.</p>
        <p class="buttons"><a class="button primary" href="%1$s/app/">Sign in</a>
        <a href="%1$s/app/settings?tab=notifications">or go to a page deep inside</a></p>
        </section>
        <section class="card" aria-labelledby="programs">
        <h2 id="programs">For programs</h2>
        <p>Without a token, the API answers 401 and says what it wants:</p>
        <pre><code>curl -i '%2$s'</code></pre>
        <p>The console that started this demo prints the commands that get a token and use it.</p>
        </section>
        </div>"""
            .formatted(context, Page.escape(whoAmI.toString())));
  }
}
