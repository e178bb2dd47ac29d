package dev.sentinelauth.jersey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The feature in Jersey itself, without a server around it. */
class SentinelAuthenticationFeatureTest {
  private static final String ACCOUNT = "le81823118";
  private static final URI BASE = URI.create("http://localhost/api/");

  private static SentinelEmulator emulator;
  private static Installation caller;
  private static ApplicationHandler application;

  /** What is asked for, from nothing to the impossible. */
  @Path("")
  public static class Resource {
    @GET
    @Path("who")
    public String who(@Context AppJwt jwt) {
      return jwt == null ? "nobody" : jwt.getName() + " may " + String.join(" ", jwt.scopes());
    }

    @GET
    @Path("scopes")
    @RequiresScope({"msg.read", "msg.write"})
    public String scopes() {
      return "served";
    }

    @GET
    @Path("roles")
    @RolesAllowed({"msg.read", "msg.write"})
    public String roles() {
      return "served";
    }

    @GET
    @Path("nobody")
    @DenyAll
    public String nobody() {
      return "served";
    }
  }

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    caller = emulator.install(Installation.forApi(ACCOUNT, "msg.read").withClientId("caller"));
    application =
        new ApplicationHandler(
            new ResourceConfig(Resource.class)
                .register(SentinelAuthenticationFeature.class)
                .property("sentinel.account-id", ACCOUNT)
                .property("sentinel.server", emulator.uri().toString())
                .property("sentinel.startup", "required")
                .property("sentinel.route.open.path", "/api/who")
                .property("sentinel.route.open.access", "optional"));
    // as a server does
    application.onStartup(null);
  }

  @AfterAll
  static void stop() {
    application.onShutdown(null);
    emulator.close();
  }

  private static String token() {
    return emulator.mint(caller).compact();
  }

  private static ContainerResponse get(String path, String... authorization) throws Exception {
    ContainerRequest request =
        new ContainerRequest(
            BASE,
            BASE.resolve(path),
            "GET",
            null,
            new MapPropertiesDelegate(),
            application.getConfiguration());
    for (String value : authorization) {
      request.header(HttpHeaders.AUTHORIZATION, value);
    }
    return application.apply(request).get(10, TimeUnit.SECONDS);
  }

  @Test
  void callerIsInjected() throws Exception {
    assertThat(get("who", "Bearer " + token()).getEntity()).isEqualTo("caller may msg.read");
    assertThat(get("who").getEntity()).isEqualTo("nobody");
  }

  @ParameterizedTest
  @CsvSource({"scopes, 401, 403", "roles, 401, 200", "nobody, 403, 403", "nowhere, 401, 404"})
  void annotationsHold(String path, int withoutToken, int withToken) throws Exception {
    assertThat(get(path).getStatus()).isEqualTo(withoutToken);
    assertThat(get(path, "Bearer " + token()).getStatus()).isEqualTo(withToken);
  }

  @Test
  void refusalNamesItsReason() throws Exception {
    String expired =
        emulator
            .mint(caller)
            .issuedAt(emulator.clock().instant().minus(Duration.ofDays(1)))
            .compact();

    ContainerResponse refusal = get("roles", "Bearer " + expired);

    assertThat(refusal.getStatus()).isEqualTo(401);
    assertThat(refusal.getHeaderString(HttpHeaders.WWW_AUTHENTICATE))
        .startsWith("Bearer realm=\"sentinel\", error=\"invalid_token\", error_description=");
    assertThat(refusal.getHeaderString(HttpHeaders.CACHE_CONTROL)).isEqualTo("no-store");
    assertThat(refusal.getMediaType()).hasToString("application/problem+json");
  }

  @Test
  void twoTokensAreNotChosenFrom() throws Exception {
    assertThat(get("roles", "Bearer " + token(), "Bearer " + token()).getStatus()).isEqualTo(400);
  }
}
