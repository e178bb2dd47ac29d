package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwtHttpClient;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that calls its own resources over HTTP, and the two ways past its own filter. */
@Timeout(60)
class OwnResourcesTest {

  /** Of the test, so that no application leaves it behind. */
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** An open page that asks another resource of the same application. */
  public static class Page extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      HttpClient client = CLIENT;
      if (request.getParameter("token") != null) {
        Sentinel sentinel =
            (Sentinel) getServletContext().getAttribute("dev.sentinelauth.Sentinel");
        client = new AppJwtHttpClient(client, sentinel.clientAuthenticator());
      }
      String own =
          "http://127.0.0.1:" + request.getLocalPort() + request.getContextPath() + "/own/";
      HttpRequest call =
          HttpRequest.newBuilder(URI.create(own + request.getParameter("path"))).build();
      try {
        HttpResponse<String> answer = client.send(call, BodyHandlers.ofString());
        response.getWriter().print(answer.statusCode() + " " + answer.body());
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  /** The name of the caller. */
  public static class Own extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.getRemoteUser());
    }
  }

  private final ServletFixture fixture;
  @TempDir private Path directory;

  OwnResourcesTest() throws IOException {
    fixture = new ServletFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @MethodSource("dev.sentinelauth.it.support.WebContainer$Kind#inUse")
  void ownCallComesInLikeAnyOtherUnlessItHasARouteOrAToken(WebContainer.Kind kind)
      throws Exception {
    WebApp app =
        fixture
            .app(directory, DispatcherType.REQUEST)
            .servlet(Page.class, "/public/page")
            .servlet(Own.class, "/own/*")
            .file(
                "WEB-INF/sentinel.properties",
                fixture.properties()
                    + """
                      sentinel.client-id = %s
                      sentinel.client-secret = %s
                      sentinel.app-jwt.hosts = *.liveperson.net, *.liveperson.com, 127.0.0.1
                      sentinel.route.status.path = /own/status
                      sentinel.route.status.access = anonymous
                      """
                        .formatted(
                            fixture.installation.clientId(), fixture.installation.clientSecret()));
    try (WebContainer container = kind.deploy(app)) {
      assertThat(page(container, "path=api")).startsWith("401 {");
      assertThat(page(container, "path=status")).isEqualTo("200 null");
      assertThat(page(container, "path=api&token"))
          .isEqualTo("200 " + fixture.installation.clientId());
    }
  }

  private static String page(WebContainer container, String query) throws Exception {
    URI page = URI.create("http://127.0.0.1:" + container.port() + "/app/public/page?" + query);
    return CLIENT.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
  }
}
