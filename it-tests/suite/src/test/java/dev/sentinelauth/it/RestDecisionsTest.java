package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Decision;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.HeardDecisions;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request is one decision in every implementation of Jakarta REST, annotations included. */
class RestDecisionsTest {
  private static SentinelEmulator emulator;
  private static String token;

  /** Who decides. */
  enum Deciders {
    FEATURE(WithFeature.class, false),
    FILTER(WithFilter.class, false),
    FEATURE_AND_FILTER(WithBoth.class, false),
    FEATURE_BEHIND_SERVLET_FILTER(WithFeature.class, true),
    FILTER_BEHIND_SERVLET_FILTER(WithFilter.class, true);

    final Class<? extends Application> application;
    final boolean behindServletFilter;

    Deciders(Class<? extends Application> application, boolean behindServletFilter) {
      this.application = application;
      this.behindServletFilter = behindServletFilter;
    }

    /** Where the filter stands beside the feature, it stops what asks for scopes. */
    boolean enforceAnnotations() {
      return application == WithFeature.class;
    }
  }

  @Path("optional/open")
  public static class Open {
    @GET
    public String get() {
      return "ok";
    }

    @GET
    @Path("failing")
    public String fail() {
      throw new WebApplicationException(409);
    }

    @DELETE
    public String delete() {
      return "deleted";
    }
  }

  @Path("asking")
  public static class Asking {
    @GET
    @RequiresScope("b")
    public String get() {
      return "ok";
    }

    @GET
    @Path("mine")
    @RequiresScope("a")
    public String mine() {
      return "ok";
    }

    @GET
    @Path("denied")
    @DenyAll
    public String denied() {
      return "ok";
    }
  }

  @PreMatching
  @Priority(5000)
  public static class OverrideAfter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      String method = request.getHeaderString("X-After");
      if (method != null) {
        request.setMethod(method);
      }
    }
  }

  public static class WithFeature extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(
          SentinelAuthenticationFeature.class, OverrideAfter.class, Open.class, Asking.class);
    }
  }

  public static class WithFilter extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(SentinelContainerRequestFilter.class, OverrideAfter.class, Open.class);
    }
  }

  public static class WithBoth extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(
          SentinelAuthenticationFeature.class,
          SentinelContainerRequestFilter.class,
          OverrideAfter.class,
          Open.class);
    }
  }

  public static class WithoutAnybodyToEnforce extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(SentinelContainerRequestFilter.class, Asking.class);
    }
  }

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(RestUnderTest.ACCOUNT);
    token = RestUnderTest.token(emulator, "a");
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @ParameterizedTest
  @EnumSource
  void requestIsToldOnce(Deciders deciders) throws Exception {
    HeardDecisions heard = new HeardDecisions();
    Properties more = new Properties();
    more.setProperty("sentinel.route.deletion.path", "/api/optional/open");
    more.setProperty("sentinel.route.deletion.methods", "DELETE");
    more.setProperty("sentinel.route.deletion.access", "deny");
    try (RestUnderTest server =
        start(deciders.application, deciders.behindServletFilter, more, heard)) {
      assertThat(server.get("/api/optional/open").status()).isEqualTo(200);
      Decision anonymous = heard.next();
      assertThat(anonymous.code()).isEqualTo("accepted");
      assertThat(anonymous.path()).isEqualTo("/app/api/optional/open");
      assertThat(anonymous.route()).isEqualTo("optional");
      assertThat(anonymous.authorizedParty()).isNull();
      assertThat(anonymous.clientAddress()).isEqualTo("127.0.0.1");

      assertThat(server.statusWith(token, "/api/optional/open")).isEqualTo(200);
      Decision known = heard.next();
      assertThat(known.code()).isEqualTo("accepted");
      assertThat(known.authorizedParty()).isNotNull();

      assertThat(server.statusWith(token, "/api/optional/open/failing")).isEqualTo(409);
      assertThat(heard.next().code()).isEqualTo("accepted");

      assertThat(server.statusWith(token, "/api/nowhere")).isEqualTo(404);
      Decision nowhere = heard.next();
      assertThat(nowhere.code()).isEqualTo("accepted");
      assertThat(nowhere.path()).isEqualTo("/app/api/nowhere");

      assertThat(server.get("/api/nowhere").status()).isEqualTo(401);
      assertThat(heard.next().code()).isEqualTo("no_token");

      assertThat(server.statusWith(token, "/api/optional/open", "X-After: DELETE")).isEqualTo(403);
      Decision changed = heard.next();
      assertThat(changed.code()).isEqualTo("denied");
      assertThat(changed.method()).isEqualTo("DELETE");
      assertThat(changed.route()).isEqualTo("deletion");

      if (deciders.enforceAnnotations()) {
        assertThat(server.statusWith(token, "/api/asking")).isEqualTo(403);
        Decision scoped = heard.next();
        assertThat(scoped.code()).isEqualTo("insufficient_scope");
        assertThat(scoped.path()).isEqualTo("/app/api/asking");
        assertThat(scoped.authorizedParty()).isNotNull();
        assertThat(scoped.clientAddress()).isEqualTo("127.0.0.1");

        assertThat(server.statusWith(token, "/api/asking/mine")).isEqualTo(200);
        assertThat(heard.next().code()).isEqualTo("accepted");

        assertThat(server.statusWith(token, "/api/asking/denied")).isEqualTo(403);
        assertThat(heard.next().code()).isEqualTo("denied");
      }
    }
    heard.assertThatThereAreNoMore();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatNobodyEnforcesIsRefusedAfterAll(boolean behindServletFilter) throws Exception {
    HeardDecisions heard = new HeardDecisions();
    try (RestUnderTest server =
        start(WithoutAnybodyToEnforce.class, behindServletFilter, new Properties(), heard)) {
      assertThat(server.statusWith(token, "/api/asking")).isEqualTo(500);
      assertThat(heard.next().code()).isEqualTo("internal_error");
    }
    heard.assertThatThereAreNoMore();
  }

  private static RestUnderTest start(
      Class<? extends Application> application,
      boolean behindServletFilter,
      Properties more,
      HeardDecisions heard)
      throws Exception {
    Properties settings = RestUnderTest.settings(emulator);
    settings.putAll(more);
    return new RestUnderTest(
        settings,
        context -> {
          heard.listenIn(context);
          if (behindServletFilter) {
            RestUnderTest.addFilter(
                context, SentinelAuthenticationFilter.class.getName(), Map.of(), "/*");
          }
          RestUnderTest.addServlet(context, application, RestUnderTest.PREFIX, "/api/*");
        });
  }
}
