package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Decision;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.HeardDecisions;
import dev.sentinelauth.it.support.JerseyUnderTest;
import dev.sentinelauth.it.support.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One request is one decision in each server that Jersey runs in, and after dispatches into it. */
class JerseyDecisionsTest {
  private static SentinelEmulator emulator;
  private static String token;

  @Path("who")
  public static class Who {
    @GET
    public String who() {
      return "ok";
    }

    @GET
    @Path("scoped")
    @RequiresScope("b")
    public String scoped() {
      return "ok";
    }

    @GET
    @Path("later")
    public void later(@Suspended AsyncResponse response) {
      response.resume("ok");
    }

    @Path("below")
    @RolesAllowed("b")
    public Who below() {
      return this;
    }
  }

  /** Hands requests on to a resource. */
  private static final class Dispatching extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      request.startAsync().dispatch(request.getParameter("to"));
    }
  }

  private final HeardDecisions heard = new HeardDecisions();

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    token = JerseyUnderTest.token(emulator, "a");
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private Sentinel sentinel() {
    return Sentinel.builder(SentinelConfig.load(JerseyUnderTest.settings(emulator)))
        .listener(heard)
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void requestIsToldOnceInEachServer(Container container) throws Exception {
    try (Sentinel sentinel = sentinel();
        JerseyUnderTest server =
            JerseyUnderTest.start(
                container,
                new ResourceConfig(Who.class)
                    .register(new SentinelAuthenticationFeature(sentinel)))) {
      assertThat(server.getAs(token, "/api/who").status()).isEqualTo(200);
      Decision accepted = heard.next();
      assertThat(accepted.code()).isEqualTo("accepted");
      // the JDK's server doesn't give its requests away
      assertThat(accepted.clientAddress())
          .isEqualTo(container == Container.JDK ? null : "127.0.0.1");
      // nor can it suspend them
      assertThat(server.getAs(token, "/api/who/later").status())
          .isEqualTo(container == Container.JDK ? 500 : 200);
      assertThat(heard.next().code()).isEqualTo("accepted");
      assertThat(server.getAs(token, "/api/who/scoped").status()).isEqualTo(403);
      Decision refused = heard.next();
      assertThat(refused.code()).isEqualTo("insufficient_scope");
      assertThat(refused.clientAddress()).isEqualTo(accepted.clientAddress());
      assertThat(server.getAs(token, "/api/who/below").status()).isEqualTo(403);
      assertThat(heard.next().code()).isEqualTo("insufficient_scope");
      assertThat(server.getAs(token, "/api/nowhere").status()).isEqualTo(404);
      assertThat(heard.next().code()).isEqualTo("accepted");
    }
    heard.assertThatThereAreNoMore();
  }

  @Test
  void requestThatIsRefusedBehindAnAsynchronousDispatchIsOneRefusal() throws Exception {
    try (Sentinel sentinel = sentinel();
        JerseyUnderTest server =
            JerseyUnderTest.startServlet(
                new ResourceConfig(Who.class).register(new SentinelAuthenticationFeature(sentinel)),
                context -> {
                  JerseyUnderTest.addFilter(
                      context, new SentinelAuthenticationFilter(sentinel), DispatcherType.REQUEST);
                  ServletHolder dispatching = new ServletHolder(new Dispatching());
                  dispatching.setAsyncSupported(true);
                  context.addServlet(dispatching, "/go");
                })) {
      assertThat(server.getAs(token, "/go?to=/api/who/scoped").status()).isEqualTo(403);
      Decision refused = heard.next();
      assertThat(refused.code()).isEqualTo("insufficient_scope");
      assertThat(refused.path()).isEqualTo("/app/go");
      assertThat(server.getAs(token, "/go?to=/api/who").status()).isEqualTo(200);
      assertThat(heard.next().code()).isEqualTo("accepted");
      assertThat(server.getAs(token, "/go?to=/api/who/later").status()).isEqualTo(200);
      assertThat(heard.next().code()).isEqualTo("accepted");
    }
    heard.assertThatThereAreNoMore();
  }
}
