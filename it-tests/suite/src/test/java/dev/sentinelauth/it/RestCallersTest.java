package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.RestUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whom resources and providers see that are there once for all requests: the caller of the request
 * at hand or nobody at all, in every implementation of Jakarta REST.
 */
class RestCallersTest {
  private static SentinelEmulator emulator;

  private static String scopes(@Nullable AppJwt token) {
    return token == null ? "nobody" : String.join("+", token.scopes());
  }

  @Path("optional/who")
  public static class WithField {
    @Context private @Nullable AppJwt token;

    @GET
    public String get() {
      return scopes(token);
    }
  }

  @Path("optional/who")
  public static class WithOptional {
    @Context private Optional<AppJwt> token = Optional.empty();

    @GET
    public String get() {
      return scopes(token.orElse(null));
    }
  }

  @Path("optional/who")
  public static class WithSetter {
    private @Nullable AppJwt token;

    @Context
    public void setToken(@Nullable AppJwt token) {
      this.token = token;
    }

    @GET
    public String get() {
      return scopes(token);
    }
  }

  @Path("optional/who")
  public static class WithParameter {
    @GET
    public String get(@Context @Nullable AppJwt token) {
      return scopes(token);
    }
  }

  /** Says whom it sees in the place of what the resource said. */
  public static class ProviderWithField implements ContainerResponseFilter {
    @Context private @Nullable AppJwt token;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      if (response.getStatus() == 200) {
        response.setEntity(scopes(token));
      }
    }
  }

  /** As {@link ProviderWithField}. */
  public static class ProviderWithOptional implements ContainerResponseFilter {
    @Context private Optional<AppJwt> token = Optional.empty();

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      if (response.getStatus() == 200) {
        response.setEntity(scopes(token.orElse(null)));
      }
    }
  }

  /** An application of the feature and something more. */
  public abstract static class Holding extends Application {
    private final Set<Class<?>> classes;
    private final Set<Object> singletons;

    Holding(Class<?> type, @Nullable Object singleton) {
      classes = Set.of(SentinelAuthenticationFeature.class, type);
      singletons = singleton == null ? Set.of() : Set.of(singleton);
    }

    Holding(Object singleton) {
      classes = Set.of(SentinelAuthenticationFeature.class);
      singletons = Set.of(singleton);
    }

    @Override
    public Set<Class<?>> getClasses() {
      return classes;
    }

    @Override
    @SuppressWarnings("deprecation") // all implementations have it, and nothing better in common
    public Set<Object> getSingletons() {
      return singletons;
    }
  }

  public static class FieldOfInstance extends Holding {
    public FieldOfInstance() {
      super(new WithField());
    }
  }

  public static class OptionalOfInstance extends Holding {
    public OptionalOfInstance() {
      super(new WithOptional());
    }
  }

  public static class SetterOfInstance extends Holding {
    public SetterOfInstance() {
      super(new WithSetter());
    }
  }

  public static class FieldOfClass extends Holding {
    public FieldOfClass() {
      super(WithField.class, null);
    }
  }

  public static class OptionalOfClass extends Holding {
    public OptionalOfClass() {
      super(WithOptional.class, null);
    }
  }

  public static class FieldOfProvider extends Holding {
    public FieldOfProvider() {
      super(WithParameter.class, new ProviderWithField());
    }
  }

  public static class OptionalOfProvider extends Holding {
    public OptionalOfProvider() {
      super(WithParameter.class, new ProviderWithOptional());
    }
  }

  public static class ParameterOfInstance extends Holding {
    public ParameterOfInstance() {
      super(new WithParameter());
    }
  }

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  /** No answer at all is right as well: the application finds out with its first request. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        FieldOfInstance.class,
        OptionalOfInstance.class,
        SetterOfInstance.class,
        FieldOfClass.class,
        OptionalOfClass.class,
        FieldOfProvider.class,
        OptionalOfProvider.class
      })
  void nobodyIsTakenForAnother(Class<? extends Application> application) throws Exception {
    try (RestUnderTest server = new RestUnderTest(application, RestUnderTest.settings(emulator))) {
      for (String scopes : new String[] {"a", "b", "a"}) {
        RawHttp.Answer answer = as(server, scopes);
        assertThat(answer.status() >= 404 ? scopes : answer.body()).isEqualTo(scopes);
      }
      RawHttp.Answer anonymous = server.get("/api/optional/who");
      assertThat(anonymous.status() >= 404 ? "nobody" : anonymous.body()).isEqualTo("nobody");
    }
  }

  @ParameterizedTest
  @ValueSource(classes = ParameterOfInstance.class)
  void parameterOfASingletonIsTheCallerAtHand(Class<? extends Application> application)
      throws Exception {
    try (RestUnderTest server = new RestUnderTest(application, RestUnderTest.settings(emulator))) {
      for (String scopes : new String[] {"a", "b", "a"}) {
        assertThat(as(server, scopes).body()).isEqualTo(scopes);
      }
      assertThat(server.get("/api/optional/who").body()).isEqualTo("nobody");
    }
  }

  private static RawHttp.Answer as(RestUnderTest server, String scopes) throws Exception {
    return server.get(
        "/api/optional/who", "Authorization: Bearer " + RestUnderTest.token(emulator, scopes));
  }
}
