package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelListener;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.JerseyUnderTest;
import dev.sentinelauth.it.support.JerseyUnderTest.Answer;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.annotation.security.DenyAll;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The servlet filter in front, the Jersey feature behind it, one Sentinel for both. */
class JerseyBehindServletFilterTest {
  private static SentinelEmulator emulator;

  @Path("who")
  public static class Who {
    @GET
    public String who(@Context SecurityContext caller, @Context AppJwt token) {
      return caller.getAuthenticationScheme() + " " + (caller.getUserPrincipal() == token);
    }

    @GET
    @Path("scoped")
    @RequiresScope("b")
    public String scoped() {
      return "ok";
    }

    @GET
    @Path("denied")
    @DenyAll
    public String denied() {
      return "ok";
    }

    @Path("below")
    public Below below() {
      return new Below();
    }
  }

  public static class Below {
    @GET
    @DenyAll
    public String denied() {
      return "ok";
    }
  }

  private static final class Count implements SentinelListener {
    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger lookups = new AtomicInteger();
    final Queue<Rejection> refusals = new ConcurrentLinkedQueue<>();

    @Override
    public void accepted(AppJwt token) {
      accepted.incrementAndGet();
    }

    @Override
    public void refused(Rejection rejection) {
      refusals.add(rejection);
    }

    @Override
    public void cacheHit() {
      lookups.incrementAndGet();
    }

    @Override
    public void cacheMiss() {
      lookups.incrementAndGet();
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

  /** All settings are context-params, so that both see the same. */
  private static Consumer<ServletContextHandler> settings(Count count) {
    return context -> {
      JerseyUnderTest.settings(emulator)
          .forEach((name, value) -> context.setInitParameter((String) name, (String) value));
      context.setAttribute("dev.sentinelauth.SentinelListener", count);
    };
  }

  private static ResourceConfig application() {
    return new ResourceConfig(SentinelAuthenticationFeature.class, Who.class);
  }

  @Test
  void requestIsVerifiedOnce() throws Exception {
    Count count = new Count();
    String token = JerseyUnderTest.token(emulator, "a");
    try (JerseyUnderTest server =
        JerseyUnderTest.startServlet(
            application(),
            settings(count)
                .andThen(
                    context ->
                        JerseyUnderTest.addFilter(
                            context,
                            new SentinelAuthenticationFilter(),
                            DispatcherType.REQUEST)))) {
      assertThat(server.getAs(token, "/api/who").body()).isEqualTo("Bearer true");
      assertThat(count.lookups).hasValue(1);
      assertThat(count.accepted).hasValue(1);
      assertThat(server.getAs(token, "/api/who/scoped").status()).isEqualTo(403);
      assertThat(server.getAs(token, "/api/who/denied").status()).isEqualTo(403);
      assertThat(count.lookups).hasValue(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/who/denied, 403, DENIED",
    "/api/who/below, 403, DENIED",
    "/api/who/denied;%25, 400, AMBIGUOUS_PATH",
    "/api/who/below;%25, 400, AMBIGUOUS_PATH"
  })
  void refusalWhereNobodyMayIsToldOnceWhateverTheHeaderSays(
      String path, int status, Rejection refusal) throws Exception {
    Count count = new Count();
    try (JerseyUnderTest server = JerseyUnderTest.startServlet(application(), settings(count))) {
      for (String authorization : new String[] {"", "Basic YTpi", "Bearer", "Bearer bad"}) {
        assertThat(server.get(path, "Authorization", authorization).status()).isEqualTo(status);
        assertThat(count.refusals).as(authorization).containsExactly(refusal);
        count.refusals.clear();
      }
    }
  }

  @Test
  void bothAnswerAlike() throws Exception {
    String token = JerseyUnderTest.token(emulator, "a");
    try (JerseyUnderTest feature =
            JerseyUnderTest.startServlet(application(), settings(new Count()));
        JerseyUnderTest filter =
            JerseyUnderTest.startServlet(
                new ResourceConfig(Who.class),
                settings(new Count())
                    .andThen(
                        context ->
                            JerseyUnderTest.addFilter(
                                context,
                                new SentinelAuthenticationFilter(),
                                DispatcherType.REQUEST)))) {
      for (String authorization :
          new String[] {
            "", "Basic YTpi", "Bearer", "Bearer a b", "Bearer x", "Bearer " + token + "x"
          }) {
        Answer one = feature.get("/api/who", "Authorization", authorization);
        Answer other = filter.get("/api/who", "Authorization", authorization);
        assertThat(one.status()).as(authorization).isEqualTo(other.status());
        assertThat(one.body()).as(authorization).isEqualTo(other.body());
        for (String header :
            new String[] {"Content-Type", "Cache-Control", "WWW-Authenticate", "Content-Length"}) {
          assertThat(one.header(header)).as(header).isEqualTo(other.header(header));
        }
      }
    }
  }

  @Test
  void sentinelIsSharedAndClosedWithTheApplication() throws Exception {
    AtomicReference<ServletContextHandler> handler = new AtomicReference<>();
    try (JerseyUnderTest server =
        JerseyUnderTest.startServlet(
            application(),
            settings(new Count())
                .andThen(
                    context -> {
                      handler.set(context);
                      JerseyUnderTest.addFilter(
                          context, new SentinelAuthenticationFilter(), DispatcherType.REQUEST);
                    }))) {
      assertThat(handler.get().getServletContext().getAttribute("dev.sentinelauth.Sentinel"))
          .isInstanceOf(Sentinel.class);
      assertThat(server.get("/api/who").status()).isEqualTo(401);
    }
    assertThat(handler.get().getServletContext().getAttribute("dev.sentinelauth.Sentinel"))
        .isNull();
  }
}
