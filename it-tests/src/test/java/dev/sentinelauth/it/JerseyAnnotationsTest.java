package dev.sentinelauth.it;

import static dev.sentinelauth.it.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.JerseyUnderTest.Answer;
import dev.sentinelauth.it.JerseyUnderTest.Container;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** What annotations of resources and locators ask for, of whom. All routes here are optional. */
class JerseyAnnotationsTest {
  private static final AtomicInteger LOCATED = new AtomicInteger();
  private static final List<JerseyUnderTest> SERVERS = new ArrayList<>();
  private static SentinelEmulator emulator;

  interface Described {
    @RequiresScope("a")
    String described();
  }

  @Path("optional/plain")
  public static class Plain implements Described {
    @GET
    public String get() {
      return "ok";
    }

    @GET
    @Path("scopes")
    @RequiresScope({"a", "b"})
    public String scopes() {
      return "ok";
    }

    @GET
    @Path("no-scopes")
    @RequiresScope({})
    public String noScopes() {
      return "ok";
    }

    @GET
    @Path("roles")
    @RolesAllowed({"a", "b"})
    public String roles() {
      return "ok";
    }

    @GET
    @Path("no-roles")
    @RolesAllowed({})
    public String noRoles() {
      return "ok";
    }

    @GET
    @Path("both")
    @RequiresScope("a")
    @RolesAllowed({"b", "c"})
    public String both() {
      return "ok";
    }

    @GET
    @Path("denied")
    @DenyAll
    public String denied() {
      return "ok";
    }

    @GET
    @Path("contradiction")
    @PermitAll
    @RequiresScope("a")
    public String contradiction() {
      return "ok";
    }

    @Override
    @GET
    @Path("described")
    public String described() {
      return "ok";
    }
  }

  @Path("optional/scoped")
  @RequiresScope("a")
  public static class Scoped {
    @GET
    public String get() {
      return "ok";
    }

    @GET
    @Path("other")
    @RequiresScope("b")
    public String other() {
      return "ok";
    }

    @GET
    @Path("permitted")
    @PermitAll
    public String permitted() {
      return "ok";
    }
  }

  /** Neither {@code @RolesAllowed} nor {@code @DenyAll} is inherited by the letter of Java. */
  @RequiresScope("a")
  @RolesAllowed("b")
  public static class Base {}

  @Path("optional/derived")
  public static class Derived extends Base {
    @GET
    public String get() {
      return "ok";
    }
  }

  @Path("optional/closed")
  @DenyAll
  public static class Closed {
    @GET
    public String get() {
      return "ok";
    }

    @POST
    @PermitAll
    public String post() {
      return "ok";
    }
  }

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

  @Path("closed/denied")
  public static class Denied {
    @GET
    @DenyAll
    public String get() {
      return "ok";
    }

    @POST
    public String post() {
      return "ok";
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
              SentinelAuthenticationFeature.class,
              Plain.class,
              Scoped.class,
              Derived.class,
              Closed.class,
              Located.class,
              LocatedWithToken.class,
              Denied.class);
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

  /** Columns: without a token, with one of scope a, of a and b, of c; and how many locators run. */
  @ParameterizedTest
  @CsvSource({
    "GET,  /api/optional/plain,                     200, 200, 200, 200",
    "GET,  /api/optional/plain/scopes,              401, 403, 200, 403",
    "HEAD, /api/optional/plain/scopes,              401, 403, 200, 403",
    "GET,  /api/optional/plain/no-scopes,           401, 200, 200, 200",
    "GET,  /api/optional/plain/roles,               401, 200, 200, 403",
    "GET,  /api/optional/plain/no-roles,            403, 403, 403, 403",
    "GET,  /api/optional/plain/both,                401, 403, 200, 403",
    "GET,  /api/optional/plain/denied,              403, 403, 403, 403",
    "HEAD, /api/optional/plain/denied,              403, 403, 403, 403",
    "GET,  /api/optional/plain/contradiction,       401, 200, 200, 403",
    "GET,  /api/optional/plain/described,           401, 200, 200, 403",
    "GET,  /api/optional/scoped,                    401, 200, 200, 403",
    "GET,  /api/optional/scoped/other,              401, 403, 200, 403",
    "GET,  /api/optional/scoped/permitted,          200, 200, 200, 200",
    "GET,  /api/optional/derived,                   401, 403, 200, 403",
    "GET,  /api/optional/closed,                    403, 403, 403, 403",
    "POST, /api/optional/closed,                    200, 200, 200, 200",
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
    "GET,  /api/closed/denied,                      403, 403, 403, 403",
    "HEAD, /api/closed/denied/,                     403, 403, 403, 403",
    "POST, /api/closed/denied,                      401, 200, 200, 200",
    "PUT,  /api/closed/denied,                      401, 405, 405, 405",
    "GET,  /api/closed/located/denied/anything,     403, 403, 403, 403",
    "GET,  /api/closed/located/plain/denied,        403, 403, 403, 403",
    "GET,  /api/closed/located/plain/deeper/denied, 403, 403, 403, 403",
    "GET,  /api/closed/located/object/denied,       401, 403, 403, 403",
    "GET,  /api/closed/located/plain/more,          401, 403, 200, 403",
    "GET,  /api/closed/nowhere,                     401, 404, 404, 404",
  })
  void annotationsAskOfCallers(
      String method, String path, int anonymous, int withA, int withAB, int withC)
      throws Exception {
    for (JerseyUnderTest server : SERVERS) {
      assertThat(server.send(method, path).status()).as("no token").isEqualTo(anonymous);
      assertThat(statusAs(server, "a", method, path)).as("a").isEqualTo(withA);
      assertThat(statusAs(server, "a b", method, path)).as("a b").isEqualTo(withAB);
      assertThat(statusAs(server, "c", method, path)).as("c").isEqualTo(withC);
    }
  }

  private static int statusAs(JerseyUnderTest server, String scopes, String method, String path)
      throws Exception {
    String token = JerseyUnderTest.token(emulator, scopes);
    return server.send(method, path, "Authorization", "Bearer " + token).status();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/closed/denied, Bearer bad",
    "/api/closed/denied, Bearer",
    "/api/closed/denied, Basic YTpi",
    "/api/closed;x/denied;y, Bearer bad",
    "/api/closed/located/denied/x, Bearer bad",
    "/api/closed/located/plain/denied, Bearer bad",
  })
  void denyAllDoesNotReadTheHeader(String path, String authorization) throws Exception {
    for (JerseyUnderTest server : SERVERS) {
      Answer answer = server.get(path, "Authorization", authorization);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("WWW-Authenticate")).isEmpty();
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  @ParameterizedTest
  @CsvSource({"/api/closed/denied;%25", "/api/closed/./denied", "/api//closed/denied"})
  void ambiguousPathComesBeforeDenyAll(String path) throws Exception {
    for (JerseyUnderTest server : SERVERS) {
      assertThat(server.rawStatus(path)).isEqualTo(400);
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
      statusAs(server, "c", "GET", path);
      assertThat(LOCATED.getAndSet(0)).as("c").isEqualTo(withC);
      statusAs(server, "a b", "GET", path);
      assertThat(LOCATED.getAndSet(0)).as("a b").isEqualTo(withAB);
    }
  }
}
