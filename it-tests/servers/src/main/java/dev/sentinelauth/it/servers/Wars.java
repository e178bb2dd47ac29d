package dev.sentinelauth.it.servers;

import static dev.sentinelauth.it.servers.Expectation.notServed;
import static dev.sentinelauth.it.servers.Expectation.notServedBy;
import static dev.sentinelauth.it.servers.Expectation.passed;
import static dev.sentinelauth.it.servers.Expectation.refused;
import static dev.sentinelauth.it.servers.Expectation.refusedByTheServer;
import static dev.sentinelauth.it.servers.Expectation.served;
import static dev.sentinelauth.it.servers.Expectation.servedToAdmin;
import static dev.sentinelauth.it.servers.Expectation.servedToAnybody;
import static dev.sentinelauth.it.servers.Expectation.unauthorized;
import static dev.sentinelauth.it.servers.Expectation.up;

import dev.sentinelauth.it.servers.app.AnnotatedApi;
import dev.sentinelauth.it.servers.app.AnnotatedClassApi;
import dev.sentinelauth.it.servers.app.Api;
import dev.sentinelauth.it.servers.app.Async;
import dev.sentinelauth.it.servers.app.BehindFilterApplication;
import dev.sentinelauth.it.servers.app.Echo;
import dev.sentinelauth.it.servers.app.Fail;
import dev.sentinelauth.it.servers.app.FeatureApplication;
import dev.sentinelauth.it.servers.app.Forward;
import dev.sentinelauth.it.servers.app.PlainApplication;
import dev.sentinelauth.it.servers.app.WholePath;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All web applications of the table. */
final class Wars {
  static final String SETTINGS = "WEB-INF/sentinel.properties";
  static final String SCOPE = "error=\"insufficient_scope\"";

  /** Where a server has CDI, it is there: Payara's own handling of @RolesAllowed needs it. */
  static final String BEANS =
      """
      <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
      """;

  private final URI sentinel;

  private Wars(URI sentinel) {
    this.sentinel = sentinel;
  }

  /**
   * All of them.
   *
   * @param sentinel where they get their keys
   */
  static List<War> all(URI sentinel) {
    Wars wars = new Wars(sentinel);
    WrongWars wrong = new WrongWars(wars);
    List<War> all = new ArrayList<>(new BroughtAlong(wars).all());
    Collections.addAll(
        all,
        wars.servlet(),
        wars.servletBeforeResources(),
        wars.plainWithFile(),
        wars.plainWithContextParams(),
        wars.feature("feature")
            .file(SETTINGS, wars.settings("/api"))
            .rest()
            .on(server -> !hasFilterForRoles(server)),
        wars.featureBesideAnother(),
        wars.feature("both")
            .file(SETTINGS, wars.settings("/api"))
            .filter(SentinelAuthenticationFilter.class, "REQUEST", "ASYNC", "ERROR")
            .rest(),
        new SocketWar(wars).sockets(),
        new LoginWar(wars).login(),
        new FullWars(wars).beans(),
        wrong.plainWithAnnotations(),
        wrong.wrongFilter("wrong-filter"),
        wrong.wrongFilter("wrong-filter-params").contextParam("sentinel.clock-skew", "soon"),
        wrong.wrongLogin(),
        wrong.wrongFeature(),
        wrong.wrongPlain());
    all.addAll(MechanismWars.all(wars.settings("")));
    return all;
  }

  private War servlet() {
    Rows more = new Rows();
    more.get("{app}/async/again", Caller.NONE, unauthorized())
        .get("{app}/async/again", Caller.READER, served("caller"))
        .get("{app}/async/plain/x", Caller.ADMIN, servedToAdmin())
        .get("{app}/open/async/again", Caller.NONE, servedToAnybody())
        .get("{app}/relay/admin/x", Caller.NONE, unauthorized())
        .get("{app}/relay/admin/x", Caller.READER, served("caller"))
        .get("{app}/open/relay/admin/x", Caller.NONE, servedToAnybody())
        .get("{app}/open/health", Caller.NONE, up())
        .get("{app}/open/health", Caller.EXPIRED, up())
        .row("HEAD", "{app}/open/health", Caller.NONE, up())
        .get("{app}/fail", Caller.NONE, unauthorized())
        .get("{app}/fail", Caller.READER, served(409, "caller", false))
        .get("{app}/page.html", Caller.NONE, unauthorized())
        .get("{app}/page.html", Caller.READER, passed(200))
        .get("{app}/", Caller.NONE, unauthorized())
        .get("{app}/WEB-INF/sentinel.properties", Caller.NONE, notServed())
        .get("{app}/WEB-INF/sentinel.properties", Caller.ADMIN, notServed());
    return new War("servlet")
        .file(SETTINGS, settings(""))
        .file("page.html", "<p>X-Served, but as a file\n")
        .filter(SentinelAuthenticationFilter.class, "REQUEST", "ASYNC", "ERROR")
        .servlet(
            Echo.class,
            "/open/*",
            "/maybe/*",
            "/plain/*",
            "/admin/*",
            "/any/*",
            "/closed/*",
            "/account/*",
            "/partner/*",
            "/write/*",
            "/error")
        .servlet(Async.class, "/async/*", "/open/async/*")
        .servlet(Forward.class, "/relay/*", "/open/relay/*")
        .servlet(Fail.class, "/fail")
        .webXml(
            """
            <servlet>
              <servlet-name>health</servlet-name>
              <servlet-class>dev.sentinelauth.servlet.SentinelHealthServlet</servlet-class>
            </servlet>
            <servlet-mapping>
              <servlet-name>health</servlet-name>
              <url-pattern>/open/health</url-pattern>
            </servlet-mapping>
            <error-page>
              <error-code>409</error-code>
              <location>/error</location>
            </error-page>
            """)
        .rows(Rows.routes(""))
        .rows(more.list());
  }

  /** The servlet filter alone, in front of whichever Jakarta REST the server has. */
  private War servletBeforeResources() {
    Rows rows = new Rows();
    for (Caller caller : List.of(Caller.NONE, Caller.READER)) {
      for (String path : List.of("/ap%69/", "/%61pi/", "/api;/", "/api;x/", "/api;x=/api/")) {
        for (String below : List.of("admin/x", "closed/x", "partner/x")) {
          rows.get("{app}" + path + below, caller, notServed());
        }
        rows.get("{app}" + path + "plain/x", caller, notServedBy("whole"));
      }
    }
    return new War("servlet-rest")
        .file(SETTINGS, settings("/api"))
        .filter(SentinelAuthenticationFilter.class, "REQUEST", "ASYNC", "ERROR")
        .rest()
        .classes(BehindFilterApplication.class, Api.class, WholePath.class)
        .rows(Rows.routes("/api"))
        .rows(asynchronous())
        .rows(rows.list());
  }

  private War plainWithFile() {
    return new War("plain-file")
        .rest()
        .classes(PlainApplication.class, Api.class)
        .file(SETTINGS, settings("/api"))
        .rows(Rows.routes("/api"))
        .rows(asynchronous());
  }

  private War plainWithContextParams() {
    War war =
        new War("plain-params")
            .rest()
            .classes(PlainApplication.class, Api.class)
            .rows(Rows.routes("/api"))
            .rows(asynchronous());
    settings("/api")
        .lines()
        .map(line -> line.split(" = ", 2))
        .forEach(setting -> war.contextParam(setting[0], setting[1]));
    return war;
  }

  War feature(String name) {
    return application(name).rows(asynchronous()).rows(roles(servedToAdmin(), served("caller")));
  }

  /**
   * Payara and GlassFish 8 have a filter of their own for {@code @RolesAllowed} and
   * {@code @PermitAll} (MicroProfile JWT), which asks the container who calls. With the feature
   * alone the container doesn't know, so that filter refuses everybody; with the servlet filter in
   * front, it does.
   */
  private War featureBesideAnother() {
    return application("feature-beside-another")
        .rows(roles(refusedByTheServer(), refusedByTheServer()))
        .file(SETTINGS, settings("/api"))
        .rest()
        .on(Wars::hasFilterForRoles);
  }

  private static boolean hasFilterForRoles(Server server) {
    return server.name().startsWith("payara") || server.name().equals("glassfish");
  }

  private static War application(String name) {
    return new War(name)
        .file("WEB-INF/beans.xml", BEANS)
        .classes(FeatureApplication.class, Api.class, AnnotatedApi.class, AnnotatedClassApi.class)
        .rows(Rows.routes("/api"))
        .rows(annotations());
  }

  static List<Row> asynchronous() {
    return new Rows()
        .get("{app}/api/async/x", Caller.NONE, unauthorized())
        .get("{app}/api/async/x", Caller.READER, served("caller"))
        .list();
  }

  private static List<Row> annotations() {
    String annotated = "{app}/api/annotated/";
    Rows rows = new Rows();
    for (String path :
        List.of(
            annotated + "scope",
            annotated + "locator/plain",
            annotated + "open-locator/scope",
            "{app}/api/annotated-class/plain")) {
      rows.get(path, Caller.NONE, unauthorized())
          .get(path, Caller.READER, refused(403, SCOPE))
          .get(path, Caller.ADMIN, servedToAdmin());
    }
    return rows.get(annotated + "deny", Caller.ADMIN, refused(403))
        .get(annotated + "deny", Caller.NONE, notServed())
        .get(annotated + "role", Caller.NONE, unauthorized())
        .get(annotated + "role", Caller.READER, refused(403, SCOPE))
        .get(annotated + "permit", Caller.NONE, unauthorized())
        .get(annotated + "open-locator/plain", Caller.READER, served("caller"))
        .get("{app}/api/annotated-class/other", Caller.READER, served("caller"))
        .list();
  }

  private static List<Row> roles(Expectation allowed, Expectation permitted) {
    return new Rows()
        .get("{app}/api/annotated/role", Caller.ADMIN, allowed)
        .get("{app}/api/annotated/permit", Caller.READER, permitted)
        .list();
  }

  /** Where they get their keys. */
  URI sentinel() {
    return sentinel;
  }

  /** The same routes for all, below this path. */
  String settings(String mount) {
    return """
        sentinel.account-id = le1, le2
        sentinel.server = %1$s
        sentinel.route.open.path = %2$s/open/*
        sentinel.route.open.access = anonymous
        sentinel.route.maybe.path = %2$s/maybe/*
        sentinel.route.maybe.access = optional
        sentinel.route.admin.path = %2$s/admin/*
        sentinel.route.admin.scopes = admin
        sentinel.route.any.path = %2$s/any/*
        sentinel.route.any.any-scope = admin, owner
        sentinel.route.closed.path = %2$s/closed/*
        sentinel.route.closed.access = deny
        sentinel.route.account.path = %2$s/account/{account}/*
        sentinel.route.partner.path = %2$s/partner/*
        sentinel.route.partner.authorized-parties = partner
        sentinel.route.write.path = %2$s/write/*
        sentinel.route.write.methods = POST
        sentinel.route.write.scopes = admin
        """
        .formatted(sentinel, mount);
  }
}
