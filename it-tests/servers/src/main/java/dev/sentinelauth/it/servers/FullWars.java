package dev.sentinelauth.it.servers;

import static dev.sentinelauth.it.servers.Expectation.refused;
import static dev.sentinelauth.it.servers.Expectation.served;
import static dev.sentinelauth.it.servers.Expectation.servedToAdmin;
import static dev.sentinelauth.it.servers.Expectation.unauthorized;

import dev.sentinelauth.it.servers.app.Api;
import dev.sentinelauth.it.servers.app.BeanApplication;
import dev.sentinelauth.it.servers.app.BeanServlet;
import dev.sentinelauth.it.servers.app.CdiApi;
import dev.sentinelauth.it.servers.app.Counter;
import dev.sentinelauth.it.servers.app.EjbApi;
import dev.sentinelauth.it.servers.app.Greeter;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;

/** Web applications that only a server with all of Jakarta EE can run. */
record FullWars(Wars wars) {

  War beans() {
    Rows rows = new Rows();
    rows.get("{app}/bean/x", Caller.NONE, unauthorized())
        .get("{app}/bean/x", Caller.READER, served("caller"))
        .get("{app}/api/cdi/plain", Caller.NONE, unauthorized())
        .get("{app}/api/cdi/plain", Caller.READER, served("caller"))
        .get("{app}/api/cdi/scope", Caller.READER, refused(403, Wars.SCOPE))
        .get("{app}/api/cdi/scope", Caller.ADMIN, servedToAdmin())
        .get("{app}/api/cdi/deny", Caller.ADMIN, refused(403))
        .get("{app}/api/ejb/plain", Caller.NONE, unauthorized())
        .get("{app}/api/ejb/plain", Caller.READER, served("caller"))
        .get("{app}/api/ejb/scope", Caller.READER, refused(403, Wars.SCOPE))
        .get("{app}/api/ejb/scope", Caller.ADMIN, servedToAdmin());
    return new War("beans")
        .on(Server::full)
        .rest()
        .classes(
            BeanApplication.class,
            CdiApi.class,
            EjbApi.class,
            Greeter.class,
            Counter.class,
            Api.class)
        .file(Wars.SETTINGS, wars.settings("/api"))
        .file("WEB-INF/beans.xml", Wars.BEANS)
        .filter(SentinelAuthenticationFilter.class, "REQUEST", "ASYNC")
        .servlet(BeanServlet.class, "/bean/*")
        .rows(rows.list());
  }
}
