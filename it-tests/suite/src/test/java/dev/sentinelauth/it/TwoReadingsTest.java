package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.JerseyUnderTest;
import dev.sentinelauth.it.support.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Properties;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Jersey finds its resources by a reading of the path of its own: it cuts the base path off by its
 * length, and compares templates with what is still encoded. No such difference opens what a route
 * closes.
 */
class TwoReadingsTest {
  private static SentinelEmulator emulator;

  @Path("{any: .*}")
  public static class Anything {
    @GET
    public String get(@PathParam("any") String any) {
      return "in " + any;
    }
  }

  @Path("health")
  public static class Health {
    @GET
    public String get() {
      return "healthy";
    }
  }

  /** Forwards to what the query says. */
  public static final class Forwarding extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      try {
        request.getRequestDispatcher(request.getQueryString()).forward(request, response);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(JerseyUnderTest.ACCOUNT);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static Properties settings() {
    Properties settings = JerseyUnderTest.settings(emulator);
    settings.setProperty("sentinel.route.health.path", "/api/health, /api/users/me");
    settings.setProperty("sentinel.route.health.access", "anonymous");
    settings.setProperty("sentinel.route.admin.path", "/api/admin/*, /api/users/{id}");
    settings.setProperty("sentinel.route.admin.scopes", "admin");
    settings.setProperty("sentinel.route.account.path", "/api/account/{account}/*");
    settings.setProperty("sentinel.route.closed.path", "/closed");
    settings.setProperty("sentinel.route.closed.access", "deny");
    settings.setProperty("sentinel.route.front.path", "/front");
    settings.setProperty("sentinel.route.front.access", "anonymous");
    return settings;
  }

  private static ResourceConfig application() {
    return new ResourceConfig(Anything.class, Health.class);
  }

  private static void assertNothingIsWalkedAround(JerseyUnderTest jersey) throws Exception {
    String token = "Authorization: Bearer " + JerseyUnderTest.token(emulator, "a");
    assertThat(jersey.rawStatus("/api/health")).isEqualTo(200);
    assertThat(jersey.rawStatus("/api/health;v=1")).isEqualTo(200);
    assertThat(jersey.rawStatus("/api/users/me")).isEqualTo(200);
    assertThat(jersey.rawStatus("/api/any%40thing", token)).isEqualTo(200);
    assertThat(jersey.rawStatus("/api/account/" + JerseyUnderTest.ACCOUNT + "/x", token))
        .isEqualTo(200);
    for (String path :
        new String[] {
          "/api;admin/health",
          "/api;x/health",
          "/api;/health",
          "/%61pi/health",
          "/api;admin/x",
          "/api/users/%6de",
          "/api/users/m%65",
        }) {
      assertThat(jersey.rawStatus(path)).as(path).isIn(400, 401, 403, 404);
    }
    for (String path :
        new String[] {
          "/api;admin/x",
          "/api;account/le2/messages",
          "/api;le2/account/" + JerseyUnderTest.ACCOUNT + "/x",
          "/api/%61dmin/x",
          "/api/users/%6de",
        }) {
      assertThat(jersey.rawStatus(path, token)).as(path).isIn(400, 401, 403, 404);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void featureIsNotWalkedAround(Container container) throws Exception {
    ResourceConfig application =
        JerseyUnderTest.configure(
            application().register(SentinelAuthenticationFeature.class), settings());
    try (JerseyUnderTest jersey = JerseyUnderTest.start(container, application)) {
      assertNothingIsWalkedAround(jersey);
    }
  }

  @Test
  void servletFilterInFrontOfJerseyIsNotWalkedAround() throws Exception {
    try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings()));
        JerseyUnderTest jersey =
            JerseyUnderTest.startServlet(
                application(),
                context ->
                    JerseyUnderTest.addFilter(
                        context,
                        new SentinelAuthenticationFilter(sentinel),
                        DispatcherType.REQUEST))) {
      assertNothingIsWalkedAround(jersey);
    }
  }

  @Test
  void featureJudgesWhatTheClientAskedForAndNotWhatAServletForwardsTo() throws Exception {
    ResourceConfig application =
        JerseyUnderTest.configure(
            application().register(SentinelAuthenticationFeature.class), settings());
    try (JerseyUnderTest jersey =
        JerseyUnderTest.startServlet(
            application,
            context -> {
              context.addServlet(new ServletHolder("closed", new Forwarding()), "/closed");
              context.addServlet(new ServletHolder("front", new Forwarding()), "/front");
            })) {
      assertThat(jersey.rawStatus("/closed?/api/health")).isEqualTo(403);
      assertThat(jersey.rawStatus("/front?/api/admin/x")).isEqualTo(200);
    }
  }
}
