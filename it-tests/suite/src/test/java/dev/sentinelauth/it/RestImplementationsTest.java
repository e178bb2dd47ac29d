package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.RestUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.RestUnderTest;
import dev.sentinelauth.jersey.RequiresScope;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Scope;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One table of answers for all implementations of Jakarta REST, with the feature and with the plain
 * filter, each registered by its class, below a context path.
 */
class RestImplementationsTest {
  private static SentinelEmulator emulator;
  private static RestUnderTest feature;
  private static RestUnderTest filter;
  private static RestUnderTest annotated;

  @Path("plain")
  public static class Plain {
    @GET
    public String get(@Context SecurityContext caller) {
      return caller.getUserPrincipal() == null
          ? "nobody"
          : String.valueOf(caller.isUserInRole("a"));
    }

    @DELETE
    public String delete() {
      return "deleted";
    }

    @GET
    @Path("{name}")
    public String named(@PathParam("name") String name) {
      return "named";
    }
  }

  @Path("optional/asking")
  @RequiresScope("a")
  public static class Asking {
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
    @Path("roles")
    @RolesAllowed({"b", "c"})
    public String roles() {
      return "ok";
    }

    @GET
    @Path("permitted")
    @PermitAll
    public String permitted() {
      return "ok";
    }

    @GET
    @Path("denied")
    @DenyAll
    public String denied() {
      return "ok";
    }
  }

  /** Named as the proxies of some makers are, which stand for the class that they extend. */
  @Path("optional/gen")
  @RequiresScope("a")
  public static class Gen_Subclass extends Named {}

  /** As {@link Gen_Subclass}. */
  @Path("optional/inner")
  @RequiresScope("a")
  public static class In$$ner extends Named {}

  public static class Named {
    @GET
    public String get() {
      return "ok";
    }
  }

  @Path("optional/located")
  public static class Located {
    @Path("open")
    public Below open() {
      return new Below();
    }

    @Path("scoped/{id}")
    @RequiresScope("a")
    public Below scoped(@PathParam("id") String id) {
      return new Below();
    }

    @Path("object")
    @RequiresScope("a")
    public Object object() {
      return new Below();
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

    @Path("deeper")
    @RequiresScope("b")
    public Below deeper() {
      return new Below();
    }
  }

  @Path("admin")
  public static class Admin {
    @GET
    @Path("{x}")
    public String get() {
      return "admin";
    }
  }

  @Path("optional/injected")
  public static class Injected {
    @GET
    public String get(@Context AppJwt token) {
      return token == null ? "nobody" : String.join("+", token.scopes());
    }
  }

  /** Says itself that there is one for all requests, in words that some implementations heed. */
  @Path("optional/kept")
  @ApplicationWide
  public static class Kept {
    @Context private AppJwt token;

    @GET
    public String get() {
      return String.valueOf(token);
    }
  }

  @Scope
  @Retention(RetentionPolicy.RUNTIME)
  public @interface ApplicationWide {}

  /** Writes whatever there is in its own way. */
  public static class Everything implements MessageBodyWriter<Object> {
    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] all, MediaType media) {
      return type != String.class;
    }

    @Override
    public void writeTo(
        Object entity,
        Class<?> type,
        Type generic,
        Annotation[] all,
        MediaType media,
        MultivaluedMap<String, Object> headers,
        OutputStream out)
        throws IOException {
      out.write("mine".getBytes(StandardCharsets.UTF_8));
    }
  }

  @PreMatching
  @Priority(500)
  public static class OverrideBefore implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      override(request, "X-Before");
    }
  }

  @PreMatching
  @Priority(5000)
  public static class OverrideAfter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      override(request, "X-After");
    }
  }

  private static void override(ContainerRequestContext request, String header) {
    String method = request.getHeaderString(header);
    if (method != null) {
      request.setMethod(method);
    }
  }

  public static class WithFeature extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(
          SentinelAuthenticationFeature.class,
          Plain.class,
          Asking.class,
          Gen_Subclass.class,
          In$$ner.class,
          Located.class,
          Injected.class,
          Kept.class,
          Admin.class,
          Everything.class,
          OverrideBefore.class,
          OverrideAfter.class);
    }
  }

  public static class WithFilter extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(
          SentinelContainerRequestFilter.class,
          Plain.class,
          Admin.class,
          Everything.class,
          OverrideBefore.class,
          OverrideAfter.class);
    }
  }

  public static class WithFilterAndAnnotations extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(SentinelContainerRequestFilter.class, Plain.class, Asking.class, Located.class);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    feature = new RestUnderTest(WithFeature.class, settings());
    filter = new RestUnderTest(WithFilter.class, settings());
    annotated = new RestUnderTest(WithFilterAndAnnotations.class, settings());
  }

  private static Properties settings() {
    Properties settings = RestUnderTest.settings(emulator);
    settings.setProperty(
        "sentinel.resource-metadata",
        "https://x.example.com/app/api/.well-known/oauth-protected-resource");
    settings.setProperty("sentinel.route.named.path", "/api/plain/{name}");
    settings.setProperty("sentinel.route.named.scopes", "named");
    settings.setProperty("sentinel.route.admin.path", "/api/admin/*");
    settings.setProperty("sentinel.route.admin.access", "deny");
    settings.setProperty("sentinel.route.delete.path", "/api/plain");
    settings.setProperty("sentinel.route.delete.methods", "DELETE");
    settings.setProperty("sentinel.route.delete.scopes", "delete");
    return settings;
  }

  @AfterAll
  static void stop() {
    for (RestUnderTest server : new RestUnderTest[] {feature, filter, annotated}) {
      if (server != null) {
        server.close();
      }
    }
    emulator.close();
  }

  /** Columns: without a token, with one of scope a, of named. */
  @ParameterizedTest
  @CsvSource({
    "/api/plain,          401, 200, 200",
    "/api/plain/x,        401, 403, 200",
    "/api/plain;p/x;q,    401, 403, 200",
    "/api/plain/%78,      401, 403, 200",
    "/api/admin/x,        403, 403, 403",
    "/api;admin/x,        400, 400, 400",
    "/api/%61dmin/x,      403, 403, 403",
    "/api//plain,         400, 400, 400",
    "/api/./plain,        400, 400, 400",
    "/api/x/../plain,     400, 400, 400",
    "/api/x%2e%2e/plain,  401, 404, 404",
    "/api/plain%3bx,      400, 400, 400",
    "/api/%2570lain,      400, 400, 400",
    "/api/optional/x,     404, 404, 404"
  })
  void routesAreThoseInsideTheApplication(String path, int anonymous, int a, int named)
      throws Exception {
    for (RestUnderTest server : new RestUnderTest[] {feature, filter}) {
      assertThat(server.get(path).status()).as("no token").isEqualTo(anonymous);
      assertThat(server.statusWith(token("a"), path)).as("a").isEqualTo(a);
      assertThat(server.statusWith(token("named"), path)).as("named").isEqualTo(named);
    }
  }

  private static String token(String scopes) {
    return RestUnderTest.token(emulator, scopes);
  }

  /** Columns: without a token, with one of scope a, of a and b, of c. */
  @ParameterizedTest
  @CsvSource({
    "/api/optional/asking,                     401, 200, 200, 403",
    "/api/optional/asking/other,               401, 403, 200, 403",
    "/api/optional/asking/roles,               401, 403, 200, 200",
    "/api/optional/asking/permitted,           200, 200, 200, 200",
    "/api/optional/asking/denied,              403, 403, 403, 403",
    "/api/optional/gen,                        401, 200, 200, 403",
    "/api/optional/inner,                      401, 200, 200, 403",
    "/api/optional/located/open,               200, 200, 200, 200",
    "/api/optional/located/open/more,          401, 403, 200, 403",
    "/api/optional/located/open/deeper,        401, 403, 200, 403",
    "/api/optional/located/scoped/1,           401, 200, 200, 403",
    "/api/optional/located/scoped/1/more,      401, 403, 200, 403",
    "/api/optional/located/object,             401, 200, 200, 403",
    "/api/optional/located/scoped/1/deeper/deeper, 401, 403, 200, 403"
  })
  void annotationsAskOfCallers(String path, int anonymous, int a, int ab, int c) throws Exception {
    assertThat(feature.get(path).status()).as("no token").isEqualTo(anonymous);
    assertThat(feature.statusWith(token("a"), path)).as("a").isEqualTo(a);
    assertThat(feature.statusWith(token("a b"), path)).as("a b").isEqualTo(ab);
    assertThat(feature.statusWith(token("c"), path)).as("c").isEqualTo(c);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/plain, 200",
    "/api/optional/asking, 500",
    "/api/optional/asking/other, 500",
    "/api/optional/asking/permitted, 200",
    "/api/optional/located/scoped/1, 500",
    "/api/optional/located/open/more, 500"
  })
  void plainFilterDoesNotRunWhatNobodyProtects(String path, int status) throws Exception {
    assertThat(annotated.statusWith(token("a b c"), path)).isEqualTo(status);
  }

  @Test
  void refusalsHaveTheirBytesWhateverWritersThereAre() throws Exception {
    for (RestUnderTest server : new RestUnderTest[] {feature, filter}) {
      RawHttp.Answer refused = server.get("/api/plain");
      assertThat(refused.body()).startsWith("{").contains("\"status\":401");
      assertThat(refused.header("Content-Type")).containsExactly("application/problem+json");
      assertThat(refused.header("Cache-Control")).containsExactly("no-store");
    }
  }

  /** RFC 9728; no resource stands there. */
  @Test
  void metadataHaveTheirBytesWhateverWritersThereAre() throws Exception {
    for (RestUnderTest server : new RestUnderTest[] {feature, filter}) {
      RawHttp.Answer document = server.get("/api/.well-known/oauth-protected-resource");
      assertThat(document.status()).isEqualTo(200);
      assertThat(document.body())
          .isEqualTo(
              "{\"resource\":\"https://x.example.com/app/api\","
                  + "\"bearer_methods_supported\":[\"header\"]}");
      assertThat(document.header("Content-Type")).containsExactly("application/json");
      assertThat(document.header("Cache-Control")).containsExactly("public, max-age=3600");
      assertThat(server.send("HEAD", "/api/.well-known/oauth-protected-resource").body()).isEmpty();
      RawHttp.Answer refused = server.send("POST", "/api/.well-known/oauth-protected-resource");
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.header("Allow")).containsExactly("GET, HEAD");
      assertThat(refused.body()).isEqualTo("{\"status\":405,\"title\":\"Method Not Allowed\"}");
      assertThat(server.get("/api/plain").header("WWW-Authenticate"))
          .containsExactly(
              "Bearer realm=\"sentinel\", resource_metadata=\""
                  + "https://x.example.com/app/api/.well-known/oauth-protected-resource\"");
    }
  }

  /** In CXF the plain filter adds one more while the first request goes through the others. */
  @Test
  void firstRequestIsServedWhateverFiltersComeAfterOurs() throws Exception {
    for (Class<? extends Application> application : List.of(WithFilter.class, WithFeature.class)) {
      try (RestUnderTest server = new RestUnderTest(application, settings())) {
        assertThat(server.statusWith(token("a"), "/api/plain")).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"X-Before", "X-After"})
  void overriddenMethodIsJudged(String header) throws Exception {
    for (RestUnderTest server : new RestUnderTest[] {feature, filter}) {
      String line = header + ": DELETE";
      assertThat(server.statusWith(token("a"), "/api/plain", line)).isEqualTo(403);
      assertThat(server.statusWith(token("delete"), "/api/plain", line)).isEqualTo(200);
    }
  }

  /** CXF and RESTEasy take it for the method that it resembles. */
  @ParameterizedTest
  @ValueSource(strings = {"delete", "Delete"})
  void methodInAnotherCaseNeedsWhatTheOneNeedsThatItResembles(String method) throws Exception {
    for (RestUnderTest server : new RestUnderTest[] {feature, filter}) {
      String authorization = "Authorization: Bearer " + token("a");
      assertThat(server.send(method, "/api/plain", authorization).status()).isEqualTo(403);
    }
  }

  @Test
  void wrongConfigurationServesNothing() throws Exception {
    Properties wrong = settings();
    wrong.setProperty("sentinel.relm", "x");
    try (RestUnderTest server = new RestUnderTest(WithFilter.class, wrong)) {
      for (int i = 0; i < 2; i++) {
        RawHttp.Answer answer = server.get("/api/plain", "Authorization: Bearer " + token("a"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("relm", "sentinelauth");
      }
    }
    try (RestUnderTest server = new RestUnderTest(WithFeature.class, wrong)) {
      assertThat(server.statusWith(token("a"), "/api/plain")).isGreaterThanOrEqualTo(404);
    }
  }

  @Test
  void tokenIsAParameterOfTheMethod() throws Exception {
    for (String scopes : new String[] {"a", "b"}) {
      assertThat(
              feature
                  .get(
                      "/api/optional/injected",
                      "Authorization: Bearer " + RestUnderTest.token(emulator, scopes))
                  .body())
          .isEqualTo(scopes);
    }
    assertThat(feature.get("/api/optional/injected").body()).isEqualTo("nobody");
  }

  /** It would keep the token of its first caller. */
  @Test
  void tokenIsNotInjectedIntoWhatServesAllRequests() throws Exception {
    assertThat(feature.statusWith(token("a"), "/api/optional/kept")).isEqualTo(500);
    assertThat(feature.statusWith(token("b"), "/api/optional/kept")).isEqualTo(500);
  }
}
