package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.JerseyUnderTest;
import dev.sentinelauth.it.support.JerseyUnderTest.Answer;
import dev.sentinelauth.it.support.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.annotation.Annotation;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.hk2.api.PerLookup;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.process.internal.RequestScoped;
import org.glassfish.jersey.server.ManagedAsync;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who the caller is, wherever a resource asks. */
class JerseyInjectionTest {
  private static final List<String> PATHS =
      List.of(
          "injected",
          "injected/field",
          "injected/setter",
          "injected/below",
          "injected/initialized",
          "injected/class",
          "constructed");
  private static final List<String> ASYNCHRONOUS = List.of("injected/later", "injected/suspended");

  private static SentinelEmulator emulator;

  static String scopes(@Nullable AppJwt token) {
    return token == null ? "nobody" : String.join("+", token.scopes());
  }

  @Path("optional/injected")
  public static class Injected {
    @Context private @Nullable AppJwt field;
    private @Nullable AppJwt set;

    @Context
    public void setToken(@Nullable AppJwt token) {
      this.set = token;
    }

    @GET
    public String parameter(@Context @Nullable AppJwt token) {
      return scopes(token);
    }

    @GET
    @Path("field")
    public String field() {
      return scopes(field);
    }

    @GET
    @Path("setter")
    public String setter() {
      return scopes(set);
    }

    @GET
    @Path("later")
    public CompletionStage<String> later(
        @Context @Nullable AppJwt token, @Context SecurityContext caller) {
      Principal principal = caller.getUserPrincipal();
      return CompletableFuture.supplyAsync(
          () -> scopes(token) + (principal == token ? "" : " differs"));
    }

    @GET
    @Path("suspended")
    @ManagedAsync
    public void suspended(
        @Context @Nullable AppJwt token,
        @Context SecurityContext caller,
        @Suspended AsyncResponse response) {
      response.resume(scopes(token) + (caller.getUserPrincipal() == token ? "" : " differs"));
    }

    @Path("below")
    public Below below(@Context ResourceContext resources) {
      return resources.getResource(Below.class);
    }

    @Path("initialized")
    public Below initialized(@Context ResourceContext resources) {
      return resources.initResource(new Below());
    }

    @Path("class")
    public Class<Below> asClass() {
      return Below.class;
    }
  }

  public static class Below {
    @Context private @Nullable AppJwt field;

    @GET
    public String get(@Context @Nullable AppJwt token) {
      return scopes(token) + (field == token ? "" : " differs");
    }
  }

  /** The constructor is how Jakarta REST injects into final fields. */
  @Path("optional/constructed")
  public static class Constructed {
    private final @Nullable AppJwt token;

    public Constructed(@Context @Nullable AppJwt token) {
      this.token = token;
    }

    @GET
    public String get() {
      return scopes(token);
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

  private static ResourceConfig application() {
    ResourceConfig application =
        new ResourceConfig(SentinelAuthenticationFeature.class, Injected.class, Constructed.class);
    return JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void tokenIsInjected(Container container) throws Exception {
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application())) {
      List<String> paths = new ArrayList<>(PATHS);
      if (container != Container.JDK) { // whose adapter ends the exchange when the method returns
        paths.addAll(ASYNCHRONOUS);
      }
      for (String path : paths) {
        // Different callers one after the other: nobody sees another's token.
        for (String scopes : new String[] {"a", "b c"}) {
          String token = JerseyUnderTest.token(emulator, scopes);
          assertThat(server.getAs(token, "/api/optional/" + path).body())
              .as(path)
              .isEqualTo(scopes.replace(' ', '+'));
        }
        assertThat(server.get("/api/optional/" + path).body()).as(path).isEqualTo("nobody");
      }
    }
  }

  @Path("shared")
  @Singleton
  public static class Shared {
    @Context private @Nullable AppJwt token;

    @GET
    public String get() {
      return scopes(token);
    }
  }

  public static class SharedFilter implements ContainerResponseFilter {
    private final @Nullable AppJwt token;

    public SharedFilter(@Context @Nullable AppJwt token) {
      this.token = token;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      response.getHeaders().putSingle("X-Scopes", scopes(token));
    }
  }

  /** It would show the token of its first caller to all others. */
  @ParameterizedTest
  @EnumSource(Container.class)
  void tokenIsNotInjectedIntoWhatServesAllRequests(Container container) {
    for (Class<?> shared : List.of(Shared.class, SharedFilter.class)) {
      assertThatThrownBy(
              () -> JerseyUnderTest.start(container, application().register(shared)).close())
          .hasStackTraceContaining(shared.getName())
          .hasStackTraceContaining("AppJwt");
    }
    assertThatThrownBy(
            () -> JerseyUnderTest.start(container, application().register(new Shared())).close())
        .hasStackTraceContaining("AppJwt");
  }

  /** A service of the application, bound in whatever scope. */
  public static class Service {
    @Inject @Nullable AppJwt token;
  }

  /** Asks at every use, so it may be there for all requests. */
  @Singleton
  public static class AskingService {
    @Inject Provider<AppJwt> token;
  }

  @Path("optional/served")
  public static class Served {
    @Inject Service service;

    @GET
    public String get() {
      return scopes(service.token);
    }
  }

  @Path("optional/asking")
  public static class Asking {
    @Inject AskingService service;

    @GET
    public String get() {
      return scopes(service.token.get());
    }
  }

  /** One for all requests by its binding alone. */
  @Path("optional/bound")
  public static class Bound {
    @Context private @Nullable AppJwt token;

    @GET
    public String get() {
      return scopes(token);
    }
  }

  /** The sub-resource is there for all requests, and is injected in one of them. */
  @Path("optional/shared-below")
  public static class SharedBelow {
    private static final Below BELOW = new Below();
    private static final AtomicBoolean INJECTED = new AtomicBoolean();

    @Path("x")
    public Below below(@Context ResourceContext resources) {
      return INJECTED.compareAndSet(false, true) ? resources.initResource(BELOW) : BELOW;
    }
  }

  private static AbstractBinder bind(Class<?> type, Class<? extends Annotation> scope) {
    return new AbstractBinder() {
      @Override
      protected void configure() {
        bindAsContract(type).in(scope);
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void serviceThatOutlivesRequestsIsNotInjected(Container container) throws Exception {
    for (Class<? extends Annotation> scope : List.of(Singleton.class, PerLookup.class)) {
      ResourceConfig application =
          application().register(Served.class).register(bind(Service.class, scope));
      try (JerseyUnderTest server = JerseyUnderTest.start(container, application)) {
        for (String scopes : new String[] {"a", "b"}) {
          Answer answer =
              server.getAs(JerseyUnderTest.token(emulator, scopes), "/api/optional/served");
          assertThat(answer.status()).as(scope.getName()).isEqualTo(500);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void serviceOfTheRequestIsInjected(Container container) throws Exception {
    ResourceConfig application =
        application().register(Served.class).register(bind(Service.class, RequestScoped.class));
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application)) {
      for (String scopes : new String[] {"a", "b"}) {
        String token = JerseyUnderTest.token(emulator, scopes);
        assertThat(server.getAs(token, "/api/optional/served").body()).isEqualTo(scopes);
      }
      assertThat(server.get("/api/optional/served").body()).isEqualTo("nobody");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void providerAsksAtEveryUse(Container container) throws Exception {
    ResourceConfig application =
        application().register(Asking.class).register(bind(AskingService.class, Singleton.class));
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application)) {
      for (String scopes : new String[] {"a", "b"}) {
        String token = JerseyUnderTest.token(emulator, scopes);
        assertThat(server.getAs(token, "/api/optional/asking").body()).isEqualTo(scopes);
      }
      assertThat(server.get("/api/optional/asking").body()).isEqualTo("nobody");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void nobodySeesTheTokenOfAnother(Container container) throws Exception {
    ResourceConfig application =
        application()
            .register(Bound.class)
            .register(SharedBelow.class)
            .register(bind(Bound.class, Singleton.class));
    SharedBelow.INJECTED.set(false);
    SharedBelow.BELOW.field = null;
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application)) {
      for (String path : List.of("bound", "shared-below/x")) {
        for (String scopes : new String[] {"a", "b", "c"}) {
          Answer answer =
              server.getAs(JerseyUnderTest.token(emulator, scopes), "/api/optional/" + path);
          if (answer.status() != 500) {
            assertThat(answer.body()).as(path).isEqualTo(scopes);
          }
        }
        Answer anonymous = server.get("/api/optional/" + path);
        assertThat(anonymous.status() == 500 || anonymous.body().equals("nobody"))
            .as(path)
            .isTrue();
      }
    }
  }
}
