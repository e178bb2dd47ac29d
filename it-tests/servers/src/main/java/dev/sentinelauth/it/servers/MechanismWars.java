package dev.sentinelauth.it.servers;

import static dev.sentinelauth.it.servers.Expectation.closed;
import static dev.sentinelauth.it.servers.Expectation.connected;
import static dev.sentinelauth.it.servers.Expectation.notServed;
import static dev.sentinelauth.it.servers.Expectation.refused;
import static dev.sentinelauth.it.servers.Expectation.refusedByEjb;
import static dev.sentinelauth.it.servers.Expectation.served;
import static dev.sentinelauth.it.servers.Expectation.servedToAdmin;
import static dev.sentinelauth.it.servers.Expectation.servedToAnybody;
import static dev.sentinelauth.it.servers.Expectation.unauthorized;

import dev.sentinelauth.it.servers.app.AdminSocket;
import dev.sentinelauth.it.servers.app.Async;
import dev.sentinelauth.it.servers.app.Echo;
import dev.sentinelauth.it.servers.app.Forward;
import dev.sentinelauth.it.servers.app.Known;
import dev.sentinelauth.it.servers.app.Mechanism;
import dev.sentinelauth.it.servers.app.NoBean;
import dev.sentinelauth.it.servers.app.PlainSocket;
import dev.sentinelauth.it.servers.app.Teller;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.util.List;

/** Applications that let Jakarta Security tell the container who calls. */
final class MechanismWars {
  private static final String SCOPE = "error=\"insufficient_scope\"";

  private static final String[] HANDSHAKE = {
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
  };

  private MechanismWars() {}

  static List<War> all(String settings) {
    return List.of(
        known("mechanism", settings),
        known("mechanism-filter", settings)
            .filter(SentinelAuthenticationFilter.class, "REQUEST", "ASYNC", "ERROR"),
        asynchronous(settings),
        filterAlone(settings),
        wrong(settings),
        noBean(settings),
        unheard(settings),
        leftOut(settings));
  }

  /** Whether it calls mechanisms. */
  private static boolean hears(Server server) {
    return server.full() && !server.name().startsWith("tomee");
  }

  private static War base(String name, Class<?> mechanism, String settings) {
    return new War(name)
        .classes(mechanism)
        .file("WEB-INF/sentinel.properties", settings)
        .file("WEB-INF/beans.xml", Wars.BEANS)
        .file(
            "WEB-INF/jboss-web.xml",
            "<jboss-web><security-domain>%s</security-domain></jboss-web>\n"
                .formatted(WildFly.CALLERS_OF_THE_APPLICATION));
  }

  private static War known(String name, String settings) {
    Rows rows = new Rows();
    for (String way : List.of("servlet", "attribute", "ejb", "security", "injected")) {
      String target = "{app}/known/" + way;
      rows.get(target, Caller.NONE, unauthorized())
          .get(target, Caller.EXPIRED, refused(401, "error=\"invalid_token\""))
          .get(target, Caller.READER, served("caller"))
          .get(target, Caller.ADMIN, servedToAdmin());
      if (!way.equals("security") && !way.equals("injected")) {
        rows.get("{app}/relay/known/" + way, Caller.ADMIN, servedToAdmin());
      }
    }
    rows.get("{app}/known/ejb-role", Caller.READER, refusedByEjb())
        .get("{app}/known/ejb-role", Caller.ADMIN, servedToAdmin())
        .get("{app}/async/known/servlet", Caller.ADMIN, servedToAdmin())
        .get("{app}/async/known/attribute", Caller.ADMIN, servedToAdmin())
        .get("{app}/async/known/ejb-role", Caller.READER, refusedByEjb())
        .get("{app}/open/known/servlet", Caller.NONE, servedToAnybody())
        .get("{app}/guarded/x", Caller.NONE, unauthorized())
        .get("{app}/guarded/x", Caller.READER, notServed())
        .get("{app}/guarded/x", Caller.ADMIN, servedToAdmin())
        .get("{app}/open/guarded/x", Caller.NONE, unauthorized())
        .get("{app}/async/again", Caller.READER, served("caller"))
        .get("{app}/plain/socket", Caller.NONE, unauthorized(), HANDSHAKE)
        .get("{app}/plain/socket", Caller.READER, connected("caller"), HANDSHAKE)
        .get("{app}/admin/socket", Caller.READER, refused(403, SCOPE), HANDSHAKE)
        .get("{app}/admin/socket", Caller.ADMIN, connected("caller"), HANDSHAKE);
    return base(name, Mechanism.class, settings)
        .on(MechanismWars::hears)
        .classes(Teller.class, PlainSocket.class, AdminSocket.class)
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
            "/guarded/*")
        .servlet(Known.class, "/known/*", "/open/known/*")
        .servlet(Async.class, "/async/*")
        .servlet(Forward.class, "/relay/*")
        .webXml(
            """
            <security-constraint>
              <web-resource-collection>
                <web-resource-name>guarded</web-resource-name>
                <url-pattern>/guarded/*</url-pattern>
                <url-pattern>/open/guarded/*</url-pattern>
              </web-resource-collection>
              <auth-constraint>
                <role-name>admin</role-name>
              </auth-constraint>
            </security-constraint>
            <security-role>
              <role-name>admin</role-name>
            </security-role>
            """)
        .rows(Rows.routes(""))
        .rows(rows.list());
  }

  /** GlassFish forgets the caller of an EJB in an asynchronous dispatch, and can't be reminded. */
  private static War asynchronous(String settings) {
    return base("mechanism-async", Mechanism.class, settings)
        .on(server -> hears(server) && !server.name().startsWith("glassfish"))
        .classes(Teller.class)
        .servlet(Known.class, "/known/*")
        .servlet(Async.class, "/async/*")
        .rows(
            new Rows()
                .get("{app}/async/known/ejb", Caller.NONE, unauthorized())
                .get("{app}/async/known/ejb", Caller.READER, served("caller"))
                .get("{app}/async/known/ejb", Caller.ADMIN, servedToAdmin())
                .get("{app}/async/known/ejb-role", Caller.READER, refusedByEjb())
                .get("{app}/async/known/ejb-role", Caller.ADMIN, servedToAdmin())
                .list());
  }

  /** What the container knows without a mechanism: nothing that lets anybody in. */
  private static War filterAlone(String settings) {
    return new War("filter-known")
        .on(MechanismWars::hears)
        .file("WEB-INF/sentinel.properties", settings)
        .file("WEB-INF/beans.xml", Wars.BEANS)
        .filter(SentinelAuthenticationFilter.class, "REQUEST", "ASYNC", "ERROR")
        .classes(Teller.class)
        .servlet(Known.class, "/known/*")
        .servlet(Async.class, "/async/*")
        .rows(
            new Rows()
                .get("{app}/known/servlet", Caller.ADMIN, servedToAdmin())
                .get("{app}/known/attribute", Caller.ADMIN, servedToAdmin())
                .get("{app}/async/known/servlet", Caller.ADMIN, servedToAdmin())
                .get("{app}/known/ejb-role", Caller.NONE, unauthorized())
                .get("{app}/known/ejb-role", Caller.ADMIN, refusedByEjb())
                .get("{app}/async/known/ejb-role", Caller.ADMIN, refusedByEjb())
                .list());
  }

  private static War wrong(String settings) {
    return closedWar("wrong-mechanism", Mechanism.class, settings + "sentinel.clock-skew = soon\n")
        .on(MechanismWars::hears)
        .logs("sentinel.clock-skew");
  }

  private static War noBean(String settings) {
    return closedWar("mechanism-no-bean", NoBean.class, settings)
        .on(Server::full)
        .logs("did not call");
  }

  /** A server without Jakarta Security never calls it, so it has to close the application. */
  private static War unheard(String settings) {
    return closedWar("mechanism-unheard", Mechanism.class, settings).on(server -> !hears(server));
  }

  /** Where this module's initializers are left out, strangers stay out as well. */
  private static War leftOut(String settings) {
    return base("mechanism-left-out", Mechanism.class, settings)
        .on(Server::full)
        .webXml("<absolute-ordering/>\n")
        .servlet(Echo.class, "/plain/*")
        .rows(
            new Rows()
                .get("{app}/plain/x", Caller.NONE, closed())
                .get("{app}/plain/x", Caller.FORGED, closed())
                .list());
  }

  private static War closedWar(String name, Class<?> mechanism, String settings) {
    Rows rows = new Rows();
    for (String path : List.of("/open/x", "/plain/x", "/")) {
      rows.get("{app}" + path, Caller.NONE, closed()).get("{app}" + path, Caller.ADMIN, closed());
    }
    return base(name, mechanism, settings)
        .servlet(Echo.class, "/open/*", "/plain/*")
        .rows(rows.list());
  }
}
