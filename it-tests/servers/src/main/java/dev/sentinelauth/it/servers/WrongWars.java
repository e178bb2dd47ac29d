package dev.sentinelauth.it.servers;

import static dev.sentinelauth.it.servers.Expectation.closed;

import dev.sentinelauth.it.servers.app.AnnotatedApi;
import dev.sentinelauth.it.servers.app.AnnotatedClassApi;
import dev.sentinelauth.it.servers.app.Api;
import dev.sentinelauth.it.servers.app.Echo;
import dev.sentinelauth.it.servers.app.FeatureApplication;
import dev.sentinelauth.it.servers.app.PlainAnnotatedApplication;
import dev.sentinelauth.it.servers.app.PlainApplication;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.servlet.SentinelLoginFilter;
import java.util.List;

/**
 * Web applications with a mistake in them: nothing of them may be served, whatever the server does
 * about it.
 */
record WrongWars(Wars wars) {

  /** The filter alone can't enforce annotations, so it has to say so and serve nothing. */
  War plainWithAnnotations() {
    return new War("plain-annotated")
        .rest()
        .file("WEB-INF/beans.xml", Wars.BEANS)
        .classes(PlainAnnotatedApplication.class, Api.class, AnnotatedApi.class)
        .file(Wars.SETTINGS, wars.settings("/api"))
        .rows(
            new Rows()
                .get("{app}/api/annotated/scope", Caller.READER, closed())
                .get("{app}/api/annotated/scope", Caller.ADMIN, closed())
                .get("{app}/api/annotated/open-locator/scope", Caller.READER, closed())
                .list())
        .logs("SentinelAuthenticationFeature");
  }

  /** Nothing but the filter could stop this one. */
  War wrongFilter(String name) {
    War war =
        new War(name)
            .filter(SentinelAuthenticationFilter.class, "REQUEST", "ASYNC", "ERROR")
            .servlet(Echo.class, "/open/*", "/plain/*")
            .rows(allClosed("/open/x", "/plain/x"))
            .logs("sentinel.clock-skew");
    return war.file(
        Wars.SETTINGS,
        wars.settings("") + (name.equals("wrong-filter") ? "sentinel.clock-skew = soon\n" : ""));
  }

  War wrongLogin() {
    return new War("wrong-login")
        .file(
            Wars.SETTINGS,
            wars.settings("")
                + LoginWar.loginSettings("/wrong-login/callback")
                + "sentinel.clock-skew = soon\n")
        .filter(SentinelLoginFilter.class, "REQUEST", "ASYNC")
        .servlet(Echo.class, "/open/*", "/plain/*")
        .rows(allClosed("/open/x", "/plain/x", "/callback"))
        .logs("sentinel.clock-skew");
  }

  War wrongFeature() {
    return new War("wrong-feature")
        .rest()
        .classes(FeatureApplication.class, Api.class, AnnotatedApi.class, AnnotatedClassApi.class)
        .file(Wars.SETTINGS, wars.settings("/api") + "sentinel.clock-skew = soon\n")
        .rows(allClosed("/api/open/x", "/api/plain/x", "/api/annotated/permit"))
        .logs("sentinel.clock-skew");
  }

  War wrongPlain() {
    return new War("wrong-plain")
        .rest()
        .classes(PlainApplication.class, Api.class)
        .file(Wars.SETTINGS, wars.settings("/api") + "sentinel.clock-skew = soon\n")
        .rows(allClosed("/api/open/x", "/api/plain/x"))
        .logs("sentinel.clock-skew");
  }

  private static List<Row> allClosed(String... paths) {
    Rows rows = new Rows();
    for (String path : paths) {
      rows.get("{app}" + path, Caller.NONE, closed()).get("{app}" + path, Caller.ADMIN, closed());
    }
    return rows.list();
  }
}
