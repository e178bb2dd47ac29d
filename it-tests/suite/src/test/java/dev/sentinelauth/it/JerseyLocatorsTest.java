package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.JerseyUnderTest;
import dev.sentinelauth.it.support.JerseyUnderTest.Answer;
import dev.sentinelauth.it.support.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.annotation.security.DenyAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotations of sub-resource locators hold for all that is behind them, before they run. */
class JerseyLocatorsTest {
  private static final AtomicInteger LOCATED = new AtomicInteger();
  private static final List<JerseyUnderTest> SERVERS = new ArrayList<>();
  private static SentinelEmulator emulator;

  @Path("optional/located")
  public static class Located {
    @Path("plain")
    public Below plain() {
      return located();
    }

    @Path("scoped/{id}")
    @RequiresScope("a")
    public Below scoped(@PathParam("id") String id) {
      return located();
    }

    @Path("class")
    @RequiresScope("a")
    public Class<Below> asClass() {
      LOCATED.incrementAndGet();
      return Below.class;
    }

    @Path("object")
    @RequiresScope("a")
    public Object object() {
      return located();
    }

    @Path("denied")
    @DenyAll
    public Below denied() {
      return located();
    }

    private static Below located() {
      LOCATED.incrementAndGet();
      return new Below();
    }
  }

  @Path("closed/located")
  public static class LocatedWithToken extends Located {
    @Override
    @Path("denied")
    @DenyAll
    public Below denied() {
      return super.denied();
    }
  }

  public static class Below {
    @GET
    public String get() {
      return "ok";
    }

    @GET
    @Path("more")
    @RequiresScope("b")
    public String more() {
      return "ok";
    }

    @GET
    @Path("denied")
    @DenyAll
    public String denied() {
      return "ok";
    }

    @Path("deeper")
    @RequiresScope("b")
    public Below deeper() {
      LOCATED.incrementAndGet();
      return new Below();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    for (Container container : Container.values()) {
      ResourceConfig application =
          new ResourceConfig(
              SentinelAuthenticationFeature.class, Located.class, LocatedWithToken.class);
      JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
      SERVERS.add(JerseyUnderTest.start(container, application));
    }
  }

  @AfterAll
  static void stop() {
    for (JerseyUnderTest server : SERVERS) {
      server.close();
    }
    emulator.close();
  }

  /** Columns: without a token, with one of scope a, of a and b, of c. */
  @ParameterizedTest
  @CsvSource({
    "GET,  /api/optional/located/plain,             200, 200, 200, 200",
    "GET,  /api/optional/located/plain/more,        401, 403, 200, 403",
    "GET,  /api/optional/located/plain/denied,      403, 403, 403, 403",
    "GET,  /api/optional/located/scoped/1,          401, 200, 200, 403",
    "GET,  /api/optional/located/scoped/1/more,     401, 403, 200, 403",
    "GET,  /api/optional/located/scoped/1/deeper,   401, 403, 200, 403",
    "GET,  /api/optional/located/class/more,        401, 403, 200, 403",
    "GET,  /api/optional/located/object/more,       401, 403, 200, 403",
    "GET,  /api/optional/located/denied,            403, 403, 403, 403",
    "GET,  /api/optional/located/denied/anything,   403, 403, 403, 403",
    "GET,  /api/closed/located/denied/anything,     403, 403, 403, 403",
    "GET,  /api/closed/located/plain/denied,        403, 403, 403, 403",
    "GET,  /api/closed/located/plain/deeper/denied, 403, 403, 403, 403",
    "GET,  /api/closed/located/object/denied,       401, 403, 403, 403",
    "GET,  /api/closed/located/plain/more,          401, 403, 200, 403"
  })
  void locatorsAskOfCallers(
      String method, String path, int anonymous, int withA, int withAB, int withC)
      throws Exception {
    for (JerseyUnderTest server : SERVERS) {
      assertThat(server.send(method, path).status()).as("no token").isEqualTo(anonymous);
      assertThat(server.statusWith(JerseyUnderTest.token(emulator, "a"), method, path))
          .as("a")
          .isEqualTo(withA);
      assertThat(server.statusWith(JerseyUnderTest.token(emulator, "a b"), method, path))
          .as("a b")
          .isEqualTo(withAB);
      assertThat(server.statusWith(JerseyUnderTest.token(emulator, "c"), method, path))
          .as("c")
          .isEqualTo(withC);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/closed/located/denied/x",
        "/api/closed/located/plain/denied",
        "/api/closed;x/located;y/plain/denied"
      })
  void denyAllDoesNotReadTheHeader(String path) throws Exception {
    for (JerseyUnderTest server : SERVERS) {
      Answer answer = server.get(path, "Authorization", "Bearer bad");
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("WWW-Authenticate")).isEmpty();
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/optional/located/scoped/1/more, 0, 0, 1",
    "/api/optional/located/class,         0, 0, 1",
    "/api/optional/located/scoped/1/deeper/more, 0, 0, 2",
    "/api/closed/located/denied/x,        0, 0, 0",
    "/api/closed/located/plain/denied,    0, 1, 1",
    "/api/closed/located/plain/more,      0, 1, 1",
  })
  void locatorRunsOnlyForCallersThatItLetsIn(String path, int anonymous, int withC, int withAB)
      throws Exception {
    for (JerseyUnderTest server : SERVERS) {
      LOCATED.set(0);
      server.get(path);
      assertThat(LOCATED.getAndSet(0)).as("no token").isEqualTo(anonymous);
      server.statusWith(JerseyUnderTest.token(emulator, "c"), "GET", path);
      assertThat(LOCATED.getAndSet(0)).as("c").isEqualTo(withC);
      server.statusWith(JerseyUnderTest.token(emulator, "a b"), "GET", path);
      assertThat(LOCATED.getAndSet(0)).as("a b").isEqualTo(withAB);
    }
  }
}
