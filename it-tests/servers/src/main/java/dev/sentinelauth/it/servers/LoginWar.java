package dev.sentinelauth.it.servers;

import static dev.sentinelauth.it.servers.Expectation.notServed;
import static dev.sentinelauth.it.servers.Expectation.redirected;
import static dev.sentinelauth.it.servers.Expectation.served;
import static dev.sentinelauth.it.servers.Expectation.servedToAnybody;

import dev.sentinelauth.it.servers.app.Echo;
import dev.sentinelauth.servlet.SentinelLoginFilter;

/** A web application that logs users in. */
record LoginWar(Wars wars) {

  War login() {
    Rows rows = new Rows();
    rows.get(
            "{app}/pages/x",
            Caller.NONE,
            redirected(wars.sentinel().toString()),
            "Accept: text/html")
        .row("POST", "{app}/pages/x", Caller.NONE, notServed())
        .get("{app}/plain/x", Caller.READER, served("caller"))
        .get("{app}/plain/x", Caller.NONE, notServed())
        .get("{app}/open/x", Caller.NONE, servedToAnybody())
        .get("{app};x/pages/x", Caller.NONE, notServed());
    return new War("login")
        .file(
            Wars.SETTINGS,
            wars.settings("")
                + loginSettings("/login/callback")
                + """
                  sentinel.route.pages.path = /pages/*
                  sentinel.route.pages.access = login
                  sentinel.route.plain.path = /plain/*
                  """)
        .filter(SentinelLoginFilter.class, "REQUEST", "ASYNC")
        .servlet(Echo.class, "/pages/*", "/plain/*", "/open/*")
        .rows(rows.list());
  }

  static String loginSettings(String callback) {
    return """
        sentinel.client-id = installation
        sentinel.client-secret = %s
        sentinel.login.account-id = le1
        sentinel.login.redirect-uri = http://127.0.0.1:8080%s
        """
        .formatted(Callers.CLIENT_SECRET, callback);
  }
}
