package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.JerseyUnderTest;
import dev.sentinelauth.it.support.JerseyUnderTest.Answer;
import dev.sentinelauth.it.support.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.hk2.api.Factory;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.filter.HttpMethodOverrideFilter;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Applications that start wrong, start again, or change requests on their way. */
class JerseyLifecycleTest {
  private static SentinelEmulator emulator;

  @Path("who")
  public static class Who {
    @GET
    public String who() {
      return "somebody";
    }
  }

  @Path("deletable")
  public static class Deletable {
    @POST
    public String post() {
      return "posted";
    }

    @DELETE
    public String delete() {
      return "deleted";
    }
  }

  @BeforeAll
  static void startEmulator() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
  }

  @AfterAll
  static void stopEmulator() {
    emulator.close();
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void wrongConfigurationStopsTheApplication(Container container) {
    ResourceConfig application = new ResourceConfig(Who.class, SentinelAuthenticationFeature.class);
    JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
    application.property("sentinel.relm", "x");
    assertThatThrownBy(() -> JerseyUnderTest.start(container, application))
        .hasStackTraceContaining("sentinel.relm")
        .hasStackTraceContaining("did you mean")
        .hasStackTraceContaining("Jakarta REST configuration property");
  }

  /** Some servers go on without a provider that throws. */
  @ParameterizedTest
  @EnumSource(Container.class)
  void plainFilterWithWrongConfigurationServesNothing(Container container) throws Exception {
    ResourceConfig application =
        new ResourceConfig(Who.class, SentinelContainerRequestFilter.class);
    JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
    application.property("sentinel.relm", "x");
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application)) {
      for (String path : List.of("/api/who", "/api/open/who", "/api/nowhere")) {
        Answer answer = server.getAs(JerseyUnderTest.token(emulator, "a"), path);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).doesNotContain("relm", "sentinelauth");
      }
    }
  }

  /** Knows of a servlet container, and fails when it's asked for it. */
  public static final class Failing implements Factory<ServletContext> {
    @Override
    public ServletContext provide() {
      throw new IllegalStateException("not now");
    }

    @Override
    public void dispose(ServletContext context) {}
  }

  /** Without its context path no path can be judged. */
  @ParameterizedTest
  @EnumSource(Container.class)
  void nothingIsServedWhereTheServletContextCantBeHad(Container container) throws Exception {
    ResourceConfig application =
        new ResourceConfig(Who.class, SentinelContainerRequestFilter.class);
    JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
    application.register(
        new AbstractBinder() {
          @Override
          protected void configure() {
            bindFactory(Failing.class).to(ServletContext.class).ranked(Integer.MAX_VALUE);
          }
        });
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application)) {
      String token = JerseyUnderTest.token(emulator, "a");
      assertThat(server.getAs(token, "/api/who").status()).isEqualTo(500);
      assertThat(server.get("/api/open/who").status()).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void reloadedApplicationGoesOnAuthenticating(Container container) throws Exception {
    List<org.glassfish.jersey.server.spi.Container> running = new ArrayList<>();
    ResourceConfig again = new ResourceConfig(Who.class, SentinelAuthenticationFeature.class);
    JerseyUnderTest.configure(again, JerseyUnderTest.settings(emulator));
    ResourceConfig application = new ResourceConfig(again);
    application.register(
        new AbstractContainerLifecycleListener() {
          @Override
          public void onStartup(org.glassfish.jersey.server.spi.Container container) {
            running.add(container);
          }
        });
    String token = JerseyUnderTest.token(emulator, "a");
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application)) {
      assertThat(server.getAs(token, "/api/who").status()).isEqualTo(200);
      running.get(0).reload();
      assertThat(server.getAs(token, "/api/who").status()).isEqualTo(200);
      assertThat(server.get("/api/who").status()).isEqualTo(401);
      running.get(0).reload(again);
      assertThat(server.getAs(token, "/api/who").status()).isEqualTo(200);
      assertThat(server.get("/api/who").status()).isEqualTo(401);
    }
  }

  /** What the client can change by a header is judged as it then stands. */
  @ParameterizedTest
  @EnumSource(Container.class)
  void overriddenMethodIsJudged(Container container) throws Exception {
    ResourceConfig application =
        new ResourceConfig(Deletable.class, SentinelAuthenticationFeature.class);
    JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
    application
        .register(HttpMethodOverrideFilter.class)
        .property("sentinel.route.delete.path", "/api/deletable")
        .property("sentinel.route.delete.methods", "DELETE")
        .property("sentinel.route.delete.access", "deny");
    String bearer = "Bearer " + JerseyUnderTest.token(emulator, "a");
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application)) {
      assertThat(server.send("POST", "/api/deletable", "Authorization", bearer).body())
          .isEqualTo("posted");
      assertThat(server.send("DELETE", "/api/deletable", "Authorization", bearer).status())
          .isEqualTo(403);
      Answer overridden =
          server.send(
              "POST",
              "/api/deletable",
              "Authorization",
              bearer,
              "X-HTTP-Method-Override",
              "DELETE");
      assertThat(overridden.status()).isEqualTo(403);
      assertThat(overridden.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }
}
