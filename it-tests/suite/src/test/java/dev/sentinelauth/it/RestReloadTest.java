package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that change while an application runs, in every implementation of Jakarta REST. */
class RestReloadTest {
  @TempDir java.nio.file.Path directory;

  @Path("who")
  public static class Who {
    @GET
    public String get() {
      return "somebody";
    }
  }

  public static class WithFeature extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Who.class, SentinelAuthenticationFeature.class);
    }
  }

  @Test
  void routesAndAudienceTakeOverWhileTheKeysStay() throws Exception {
    try (SentinelEmulator emulator = SentinelEmulator.start()) {
      emulator.addAccount(RestUnderTest.ACCOUNT);
      java.nio.file.Path file = directory.resolve("api.properties");
      String settings =
          """
          sentinel.config.reload = 100ms
          sentinel.account-id = %s
          sentinel.server = %s
          """
              .formatted(RestUnderTest.ACCOUNT, emulator.uri());
      Files.writeString(file, settings);
      String token = RestUnderTest.token(emulator, "a");
      try (RestUnderTest server =
          new RestUnderTest(
              WithFeature.class,
              RestUnderTest.settings(emulator),
              Map.of("sentinel.config", file.toUri().toString()))) {
        assertThat(server.statusWith(token, "/api/who")).isEqualTo(200);

        Files.writeString(
            file, settings + "sentinel.route.who.path = /api/who\nsentinel.route.who.scopes = b\n");
        await(server, token, 403);
        Files.writeString(file, settings + "sentinel.audience = other\n");
        await(server, token, 401);
        Files.writeString(file, settings);
        await(server, token, 200);

        assertThat(emulator.host().count(Endpoint.JWKS)).isEqualTo(1);
      }
    }
  }

  private static void await(RestUnderTest server, String token, int status) {
    Verifications.await(
        "status " + status,
        Duration.ofSeconds(20),
        () -> {
          try {
            return server.statusWith(token, "/api/who") == status;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
