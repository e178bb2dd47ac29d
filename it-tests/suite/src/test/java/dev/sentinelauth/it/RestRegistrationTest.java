package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.RestUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import dev.sentinelauth.jersey.SentinelRestInitializer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain filter, registered in ways that nobody thought of: it holds, or nothing is served. */
class RestRegistrationTest {
  private static SentinelEmulator emulator;

  /** The instance that several applications share. */
  private static SentinelContainerRequestFilter shared;

  /** What the filter is registered for. */
  private static Class<?> contract;

  @Path("plain")
  public static class Plain {
    @GET
    public String get() {
      return "plain";
    }
  }

  @Path("asking")
  public static class Asking {
    @Path("below")
    @RequiresScope("other")
    public Plain below() {
      return new Plain();
    }
  }

  /** All that is below is known in a request only. */
  @Path("over")
  public static class Over {
    @Path("it")
    public Object it() {
      return new Plain();
    }
  }

  /** Makes a request to another resource of what the client asked for. */
  @PreMatching
  public static class Elsewhere implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      String path = request.getHeaderString("X-Path");
      if (path != null) {
        request.setRequestUri(request.getUriInfo().getBaseUriBuilder().path(path).build());
      }
    }
  }

  public static class First extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Plain.class, Asking.class, Elsewhere.class);
    }

    @Override
    @SuppressWarnings("deprecation") // no other way that all implementations know
    public Set<Object> getSingletons() {
      return Set.of(shared);
    }
  }

  public static class Second extends First {}

  /** Registers an instance. */
  public static class InstanceForOneContract implements Feature {
    @Override
    public boolean configure(FeatureContext context) {
      context.register(shared, contract);
      return true;
    }
  }

  /** Registers the class. */
  public static class ClassForOneContract implements Feature {
    @Override
    public boolean configure(FeatureContext context) {
      context.register(SentinelContainerRequestFilter.class, contract);
      return true;
    }
  }

  public static class WithInstance extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(InstanceForOneContract.class, Plain.class, Elsewhere.class, Over.class);
    }
  }

  public static class WithClass extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(ClassForOneContract.class, Plain.class, Elsewhere.class, Over.class);
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

  private static Properties settings() {
    Properties settings = RestUnderTest.settings(emulator);
    settings.setProperty("sentinel.route.closed.path", "/{x}/plain");
    settings.setProperty("sentinel.route.closed.scopes", "plain");
    return settings;
  }

  private static String token(String scopes) {
    return RestUnderTest.token(emulator, scopes);
  }

  @Test
  void instanceSharedByTwoApplicationsHoldsInBoth() throws Exception {
    try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings()))) {
      shared = new SentinelContainerRequestFilter(sentinel);
      try (RestUnderTest server =
          new RestUnderTest(
              settings(),
              context -> {
                RestUnderTest.addServlet(
                    context,
                    First.class,
                    Map.of("resteasy.servlet.mapping.prefix", "/one"),
                    "/one/*");
                RestUnderTest.addServlet(
                    context,
                    Second.class,
                    Map.of("resteasy.servlet.mapping.prefix", "/two"),
                    "/two/*");
              })) {
        for (String base : new String[] {"/one", "/two"}) {
          assertThat(server.get(base + "/plain").status()).isEqualTo(401);
          assertThat(server.statusWith(token("plain"), base + "/plain")).isEqualTo(200);
          assertThat(server.statusWith(token("a"), base + "/nowhere", "X-Path: plain"))
              .as(base)
              .isEqualTo(403);
          assertThat(server.statusWith(token("plain"), base + "/asking/below"))
              .as(base)
              .isEqualTo(500);
        }
      }
    }
  }

  @Test
  void instanceSharedByTwoWebApplicationsJudgesNoneByThePathsOfTheOther() throws Exception {
    try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings()))) {
      shared = new SentinelContainerRequestFilter(sentinel);
      try (RestUnderTest one = deploy("/app");
          RestUnderTest two = deploy("/app/other")) {
        for (RestUnderTest each : List.of(two, one, two)) {
          assertThat(each.get("/api/plain").status()).isIn(401, 500);
          assertThat(each.statusWith(token("a"), "/api/plain")).isIn(403, 500);
        }
      }
    }
  }

  @Test
  void instanceServesAnotherWebApplicationAfterTheFirstHasEnded() throws Exception {
    shared = new SentinelContainerRequestFilter();
    for (String contextPath : List.of("/app", "/other", "/other")) {
      try (RestUnderTest server = deploy(contextPath)) {
        assertThat(server.get("/api/plain").status()).as(contextPath).isEqualTo(401);
        assertThat(server.statusWith(token("a"), "/api/plain")).as(contextPath).isEqualTo(403);
        assertThat(server.statusWith(token("plain"), "/api/plain")).as(contextPath).isEqualTo(200);
      }
    }
  }

  private static RestUnderTest deploy(String contextPath) throws Exception {
    return new RestUnderTest(
        contextPath,
        settings(),
        context -> {
          context.addApplicationListener(SentinelRestInitializer.class.getName());
          RestUnderTest.addServlet(context, First.class, RestUnderTest.PREFIX, "/api/*");
        });
  }

  @ParameterizedTest
  @ValueSource(
      classes = {ContainerRequestFilter.class, DynamicFeature.class, MessageBodyWriter.class})
  void instanceForOneOfItsContractsLeavesNothingOpen(Class<?> only) throws Exception {
    try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings()))) {
      shared = new SentinelContainerRequestFilter(sentinel);
      contract = only;
      assertNothingIsOpen(WithInstance.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {ContainerRequestFilter.class, DynamicFeature.class, MessageBodyWriter.class})
  void classForOneOfItsContractsLeavesNothingOpen(Class<?> only) throws Exception {
    contract = only;
    assertNothingIsOpen(WithClass.class);
  }

  private static void assertNothingIsOpen(Class<? extends Application> application)
      throws Exception {
    try (RestUnderTest server = new RestUnderTest(application, settings())) {
      assertThat(server.get("/api/plain").status()).isIn(401, 500, 503);
      assertThat(server.get("/api/over/it").status()).isIn(401, 500, 503);
      assertThat(server.statusWith(token("a"), "/api/nowhere", "X-Path: plain")).isNotEqualTo(200);
    }
  }
}
