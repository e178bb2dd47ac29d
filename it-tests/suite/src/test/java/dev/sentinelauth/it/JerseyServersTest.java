package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.JerseyUnderTest;
import dev.sentinelauth.it.support.JerseyUnderTest.Answer;
import dev.sentinelauth.it.support.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to register, in every server: requests are judged before Jersey matches them. */
class JerseyServersTest {
  private static SentinelEmulator emulator;

  enum Registration {
    FEATURE_CLASS,
    FEATURE_INSTANCE,
    FEATURE_WITH_SENTINEL,
    FILTER_CLASS,
    FILTER_WITH_SENTINEL
  }

  @Path("who")
  public static class Who {
    @GET
    public String who(@Context SecurityContext caller) {
      return caller.getUserPrincipal() == null
          ? "nobody"
          : caller.getAuthenticationScheme()
              + " "
              + caller.isUserInRole("a")
              + " "
              + caller.isUserInRole("b");
    }

    @GET
    @Path("{name}")
    public String who(@Context SecurityContext caller, @Context ContainerRequestContext request) {
      return who(caller) + " " + (request.getProperty("dev.sentinelauth.AppJwt") != null);
    }
  }

  @Path("optional/who")
  public static class OptionalWho extends Who {}

  /** An application that turns every exception into an answer of its own. */
  public static class CatchAll implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable exception) {
      return Response.status(599).entity("mapped").build();
    }
  }

  public static class Cors implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      response.getHeaders().putSingle("Access-Control-Allow-Origin", "*");
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

  static Stream<Arguments> everywhere() {
    return Stream.of(Container.values())
        .flatMap(c -> Stream.of(Registration.values()).map(r -> Arguments.of(c, r)));
  }

  private static JerseyUnderTest start(
      Container container, Registration registration, List<Sentinel> own) throws Exception {
    ResourceConfig application =
        new ResourceConfig(Who.class, OptionalWho.class, CatchAll.class, Cors.class);
    JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
    switch (registration) {
      case FEATURE_CLASS -> application.register(SentinelAuthenticationFeature.class);
      case FEATURE_INSTANCE -> application.register(new SentinelAuthenticationFeature());
      case FEATURE_WITH_SENTINEL ->
          application.register(new SentinelAuthenticationFeature(sentinel(own)));
      case FILTER_CLASS -> application.register(SentinelContainerRequestFilter.class);
      case FILTER_WITH_SENTINEL ->
          application.register(new SentinelContainerRequestFilter(sentinel(own)));
    }
    return JerseyUnderTest.start(container, application);
  }

  private static Sentinel sentinel(List<Sentinel> own) {
    Sentinel sentinel = Sentinel.create(SentinelConfig.load(JerseyUnderTest.settings(emulator)));
    own.add(sentinel);
    return sentinel;
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void requestsAreJudgedBeforeTheyAreMatched(Container container, Registration registration)
      throws Exception {
    String token = JerseyUnderTest.token(emulator, "a c");
    List<Sentinel> own = new ArrayList<>();
    try (JerseyUnderTest server = start(container, registration, own)) {
      Answer refused = server.get("/api/who");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"sentinel\"");
      assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
      assertThat(refused.body()).contains("\"status\":401");
      assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("*");

      assertThat(server.getAs(token, "/api/who").body()).isEqualTo("Bearer true false");
      assertThat(server.getAs(token, "/api/who/x").body()).isEqualTo("Bearer true false true");
      assertThat(server.getAs(token + "x", "/api/who").status()).isEqualTo(401);

      assertThat(server.get("/api/nowhere").status()).isEqualTo(401);
      assertThat(server.getAs(token, "/api/nowhere").status()).isEqualTo(599); // the application's
      assertThat(server.send("OPTIONS", "/api/who").status()).isEqualTo(401);
      assertThat(server.send("OPTIONS", "/api/who", "Authorization", "Bearer " + token).status())
          .isEqualTo(200);
      Answer head = server.send("HEAD", "/api/who");
      assertThat(head.status()).isEqualTo(401);
      assertThat(head.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"sentinel\"");

      assertThat(server.get("/api/optional/who").body()).isEqualTo("nobody");
      assertThat(server.getAs(token, "/api/optional/who").body()).isEqualTo("Bearer true false");
    } finally {
      own.forEach(Sentinel::close);
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void thePathIsJudgedAsTheClientSentIt(Container container, Registration registration)
      throws Exception {
    String bearer = "Authorization: Bearer " + JerseyUnderTest.token(emulator, "a");
    List<Sentinel> own = new ArrayList<>();
    try (JerseyUnderTest server = start(container, registration, own)) {
      assertThat(server.rawStatus("/api/who", bearer)).isEqualTo(200);
      assertThat(server.rawStatus("/api/who;x", bearer)).isEqualTo(200);
      assertThat(server.rawStatus("/api/optional;x/who")).isEqualTo(200);
      for (String path :
          List.of(
              "/api/optional/../who",
              "/api/who/./x",
              "/api//who",
              "/api/;x/who",
              "/api/optional;%25/who",
              "/api/optional/%2e%2e/who",
              "/api/who%3bx",
              "/api/%2577ho")) {
        assertThat(server.rawStatus(path, bearer)).as(path).isEqualTo(400);
      }
    } finally {
      own.forEach(Sentinel::close);
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void severalAuthorizationHeadersAreRefused(Container container, Registration registration)
      throws Exception {
    String bearer = "Authorization: Bearer " + JerseyUnderTest.token(emulator, "a");
    List<Sentinel> own = new ArrayList<>();
    try (JerseyUnderTest server = start(container, registration, own)) {
      assertThat(server.rawStatus("/api/who", bearer, bearer)).isEqualTo(400);
      assertThat(server.rawStatus("/api/who", bearer, "authorization: Basic YTpi")).isEqualTo(400);
    } finally {
      own.forEach(Sentinel::close);
    }
  }
}
