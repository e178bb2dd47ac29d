package dev.sentinelauth.it;

import static dev.sentinelauth.it.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
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
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
}
