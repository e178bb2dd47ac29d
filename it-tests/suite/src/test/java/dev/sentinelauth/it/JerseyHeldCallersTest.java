package dev.sentinelauth.it;

import static dev.sentinelauth.it.JerseyInjectionTest.scopes;
import static dev.sentinelauth.it.support.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

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
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.process.internal.RequestScoped;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds a token by way of something else, in Jersey: where it serves more than one request,
 * nobody is taken for an earlier caller.
 */
class JerseyHeldCallersTest {
  private static SentinelEmulator emulator;

  /** Of one request by its binding. */
  public static class OfRequest {
    @Inject @Nullable AppJwt token;
  }

  /** Of one request, around another object of it. */
  public static class Outer {
    private final OfRequest inner;

    @Inject
    public Outer(OfRequest inner) {
      this.inner = inner;
    }
  }

  /** Of one request, and asks at every use. */
  public static class Asking {
    @Inject Provider<AppJwt> token;
  }

  @Path("optional/held")
  @Singleton
  public static class HoldsService {
    private final OfRequest service;

    @Inject
    public HoldsService(OfRequest service) {
      this.service = service;
    }

    @GET
    public String get() {
      return scopes(service.token);
    }
  }

  @Path("optional/held")
  @Singleton
  public static class HoldsOuter {
    private Outer outer;

    @Inject
    public void setOuter(Outer outer) {
      this.outer = outer;
    }

    @GET
    public String get() {
      return scopes(outer.inner.token);
    }
  }

  /** There once, and held by whoever likes. */
  public static class Shared {
    private final OfRequest service;

    @Inject
    public Shared(OfRequest service) {
      this.service = service;
    }
  }

  @Path("optional/held")
  public static class UsesShared {
    private final Shared shared;

    @Inject
    public UsesShared(Shared shared) {
      this.shared = shared;
    }

    @GET
    public String get() {
      return scopes(shared.service.token);
    }
  }

  /** A provider that takes what is shared when it is needed, and says whom it sees. */
  public static class AnswersFromShared implements ContainerResponseFilter {
    @Inject Provider<Shared> shared;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      response.setEntity(scopes(shared.get().service.token));
    }
  }

  @Path("optional/held")
  public static class Plain {
    @GET
    public String get() {
      return "plain";
    }
  }

  @Path("optional/held")
  @Singleton
  public static class HoldsOptional {
    @Inject Optional<AppJwt> token;

    @GET
    public String get() {
      return scopes(token.orElse(null));
    }
  }

  @Path("optional/held")
  @Singleton
  public static class HoldsOptionalOfConstructor {
    private final Optional<AppJwt> token;

    @Inject
    public HoldsOptionalOfConstructor(Optional<AppJwt> token) {
      this.token = token;
    }

    @GET
    public String get() {
      return scopes(token.orElse(null));
    }
  }

  public static class SharedOptional {
    @Inject Optional<AppJwt> token;
  }

  @Path("optional/held")
  public static class UsesSharedOptional {
    @Inject SharedOptional shared;

    @GET
    public String get() {
      return scopes(shared.token.orElse(null));
    }
  }

  @Path("optional/held")
  public static class OptionalOfRequest {
    @Inject Optional<AppJwt> token;

    @GET
    public String get() {
      return scopes(token.orElse(null));
    }
  }

  @Path("optional/held")
  public static class ByService {
    @Inject OfRequest service;
    @Inject Outer outer;

    @GET
    public String get() {
      return scopes(service.token) + (outer.inner == service ? "" : " differs");
    }
  }

  @Path("optional/held")
  @Singleton
  public static class AsksService {
    @Inject Provider<OfRequest> service;
    @Inject Asking asking;

    @GET
    public String get(@Context @Nullable AppJwt token) {
      return scopes(service.get().token) + (asking.token.get() == token ? "" : " differs");
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

  private static ResourceConfig application(Object... components) {
    ResourceConfig application = new ResourceConfig(SentinelAuthenticationFeature.class);
    for (Object component : components) {
      if (component instanceof Class<?> type) {
        application.register(type);
      } else {
        application.register(component);
      }
    }
    application.register(
        new AbstractBinder() {
          @Override
          protected void configure() {
            bindAsContract(OfRequest.class).in(RequestScoped.class);
            bindAsContract(Outer.class).in(RequestScoped.class);
            bindAsContract(Asking.class).in(RequestScoped.class);
            bindAsContract(Shared.class).in(Singleton.class);
            bindAsContract(SharedOptional.class).in(Singleton.class);
          }
        });
    return JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
  }

  private static void assertNobodyIsTakenForAnother(Container container, Object... components)
      throws Exception {
    JerseyUnderTest started;
    try {
      started = JerseyUnderTest.start(container, application(components));
    } catch (Exception e) {
      assertThat(e).hasStackTraceContaining("AppJwt");
      return;
    }
    try (JerseyUnderTest server = started) {
      for (String scopes : new String[] {"a", "b", "a"}) {
        Answer answer = server.getAs(JerseyUnderTest.token(emulator, scopes), "/api/optional/held");
        assertThat(answer.status() == 500 ? scopes : answer.body()).isEqualTo(scopes);
      }
      Answer anonymous = server.get("/api/optional/held");
      assertThat(anonymous.status() == 500 ? "nobody" : anonymous.body()).isEqualTo("nobody");
    }
  }

  private static void assertEverybodyIsSeen(Container container, Object... components)
      throws Exception {
    try (JerseyUnderTest server = JerseyUnderTest.start(container, application(components))) {
      for (String scopes : new String[] {"a", "b", "a"}) {
        String token = JerseyUnderTest.token(emulator, scopes);
        assertThat(server.getAs(token, "/api/optional/held").body()).isEqualTo(scopes);
      }
      assertThat(server.get("/api/optional/held").body()).isEqualTo("nobody");
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void singletonResourceDoesNotKeepTheServiceOfItsFirstRequest(Container container)
      throws Exception {
    assertNobodyIsTakenForAnother(container, HoldsService.class);
    assertNobodyIsTakenForAnother(container, HoldsOuter.class);
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void singletonServiceDoesNotKeepTheServiceOfItsFirstRequest(Container container)
      throws Exception {
    assertNobodyIsTakenForAnother(container, UsesShared.class);
    assertNobodyIsTakenForAnother(container, Plain.class, AnswersFromShared.class);
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void optionalTokenIsNotKept(Container container) throws Exception {
    assertNobodyIsTakenForAnother(container, HoldsOptional.class);
    assertNobodyIsTakenForAnother(container, HoldsOptionalOfConstructor.class);
    assertNobodyIsTakenForAnother(container, UsesSharedOptional.class);
    assertNobodyIsTakenForAnother(container, new OptionalOfRequest());
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void optionalTokenOfAResourceIsItsCallers(Container container) throws Exception {
    assertEverybodyIsSeen(container, OptionalOfRequest.class);
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void whatIsOfTheRequestOrAsksAtEveryUseSeesItsCaller(Container container) throws Exception {
    assertEverybodyIsSeen(container, ByService.class);
    assertEverybodyIsSeen(container, AsksService.class);
  }
}
