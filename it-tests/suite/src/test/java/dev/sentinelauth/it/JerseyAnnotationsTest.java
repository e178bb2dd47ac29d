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
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What annotations of resources ask for, of whom. */
class JerseyAnnotationsTest {
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

  @BeforeAll
  static void start() throws Exception {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    for (Container container : Container.values()) {
      ResourceConfig application =
          new ResourceConfig(SentinelAuthenticationFeature.class)
              .registerClasses(
                  Plain.class, Scoped.class, Derived.class, Closed.class, Denied.class);
      JerseyUnderTest.configure(application, JerseyUnderTest.settings(emulator));
      SERVERS.add(JerseyUnderTest.start(container, application));
    }
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(JerseyUnderTest::close);
    emulator.close();
  }

  /** Columns: without a token, with one of scope a, of a and b, of c. */
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
    "GET,  /api/closed/denied,                      403, 403, 403, 403",
    "HEAD, /api/closed/denied/,                     403, 403, 403, 403",
    "POST, /api/closed/denied,                      401, 200, 200, 200",
    "PUT,  /api/closed/denied,                      401, 405, 405, 405",
    "GET,  /api/closed/nowhere,                     401, 404, 404, 404"
  })
  void annotationsAskOfCallers(String method, String path, int anonymous, int a, int ab, int c)
      throws Exception {
    for (JerseyUnderTest server : SERVERS) {
      assertThat(server.send(method, path).status()).as("no token").isEqualTo(anonymous);
      assertThat(server.statusWith(JerseyUnderTest.token(emulator, "a"), method, path))
          .as("a")
          .isEqualTo(a);
      assertThat(server.statusWith(JerseyUnderTest.token(emulator, "a b"), method, path))
          .as("a b")
          .isEqualTo(ab);
      assertThat(server.statusWith(JerseyUnderTest.token(emulator, "c"), method, path))
          .as("c")
          .isEqualTo(c);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/closed/denied, Bearer bad",
    "/api/closed/denied, Bearer",
    "/api/closed/denied, Basic YTpi",
    "/api/closed;x/denied;y, Bearer bad"
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
}
