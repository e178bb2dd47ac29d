package dev.sentinelauth.it.servers;

import static dev.sentinelauth.it.servers.Expectation.notServed;
import static dev.sentinelauth.it.servers.Expectation.passed;
import static dev.sentinelauth.it.servers.Expectation.refused;
import static dev.sentinelauth.it.servers.Expectation.served;
import static dev.sentinelauth.it.servers.Expectation.servedToAdmin;
import static dev.sentinelauth.it.servers.Expectation.servedToAnybody;
import static dev.sentinelauth.it.servers.Expectation.unauthorized;

import java.util.ArrayList;
import java.util.List;

/** Collects the rows of the table, and has those that several web applications share. */
final class Rows {
  private static final String INVALID = "error=\"invalid_token\"";
  private static final String SCOPE = "error=\"insufficient_scope\"";
  private static final String ROOT = "{app}";
  private static final String NEEDS_ADMIN = SCOPE;

  private final List<Row> rows = new ArrayList<>();

  Rows get(String target, Caller caller, Expectation expectation, String... headers) {
    return row("GET", target, caller, expectation, headers);
  }

  Rows row(String method, String target, Caller caller, Expectation expected, String... headers) {
    rows.add(new Row(method, target, caller, List.of(headers), expected));
    return this;
  }

  List<Row> list() {
    return rows;
  }

  /** The routes that all applications have, seen from outside: {@code {app}}, or below it. */
  static List<Row> routes(String mount) {
    String base = ROOT + mount;
    Rows rows = new Rows();
    anonymousAndOptional(rows, base);
    tokens(rows, base);
    needs(rows, base);
    methods(rows, base);
    oddPaths(rows, mount);
    return rows.list();
  }

  private static void anonymousAndOptional(Rows rows, String base) {
    rows.get(base + "/open/x", Caller.NONE, servedToAnybody())
        .get(base + "/open/x", Caller.EXPIRED, servedToAnybody())
        .get(base + "/maybe/x", Caller.NONE, servedToAnybody())
        .get(base + "/maybe/x", Caller.READER, served("caller"))
        .get(base + "/maybe/x", Caller.EXPIRED, refused(401, INVALID));
  }

  private static void tokens(Rows rows, String base) {
    String plain = base + "/plain/x";
    rows.get(plain, Caller.NONE, unauthorized())
        .get(plain, Caller.NONE, unauthorized(), "Authorization: Basic YTpi")
        .get(plain, Caller.READER, served("caller"))
        .get(plain, Caller.ADMIN, servedToAdmin())
        .get(plain, Caller.OTHER_ACCOUNT, served("caller"))
        .get(plain, Caller.FOREIGN, refused(401, INVALID))
        .get(plain, Caller.EXPIRED, refused(401, INVALID))
        .get(plain, Caller.FORGED, refused(401, INVALID))
        .get(
            plain,
            Caller.READER,
            refused(400, "error=\"invalid_request\""),
            "Authorization: Bearer a.b.c")
        .get(base + "/nothing/there", Caller.NONE, unauthorized())
        .get(base + "/nothing/there", Caller.READER, passed(404));
  }

  private static void needs(Rows rows, String base) {
    rows.get(base + "/admin/x", Caller.NONE, unauthorized())
        .get(base + "/admin/x", Caller.READER, refused(403, NEEDS_ADMIN + ", error_description"))
        .get(base + "/admin/x", Caller.ADMIN, servedToAdmin())
        // where it is a servlet's mapping, it has to stand there as it is
        .get(
            base + "/%61dmin/x",
            Caller.READER,
            base.equals(ROOT) ? notServed() : refused(403, NEEDS_ADMIN))
        .get(base + "/any/x", Caller.READER, refused(403, SCOPE))
        .get(base + "/any/x", Caller.ADMIN, servedToAdmin())
        .get(base + "/closed/x", Caller.NONE, refused(403))
        .get(base + "/closed/x", Caller.ADMIN, refused(403))
        .get(base + "/closed", Caller.ADMIN, refused(403))
        .get(base + "/closed/", Caller.ADMIN, refused(403))
        .get(base + "/account/le1/x", Caller.NONE, unauthorized())
        .get(base + "/account/le1/x", Caller.READER, served("caller"))
        .get(base + "/account/le1/x", Caller.OTHER_ACCOUNT, refused(403, SCOPE))
        .get(base + "/account/le2/x", Caller.READER, refused(403, SCOPE))
        .get(base + "/account/le2/x", Caller.OTHER_ACCOUNT, served("caller"))
        .get(base + "/partner/x", Caller.READER, refused(403, SCOPE))
        .get(base + "/partner/x", Caller.PARTNER, served("partner"));
  }

  private static void methods(Rows rows, String base) {
    rows.get(base + "/write/x", Caller.READER, served("caller"))
        .row("POST", base + "/write/x", Caller.READER, refused(403, NEEDS_ADMIN))
        .row("POST", base + "/write/x", Caller.ADMIN, servedToAdmin())
        .row("HEAD", base + "/admin/x", Caller.NONE, unauthorized())
        .row("HEAD", base + "/admin/x", Caller.READER, refused(403, NEEDS_ADMIN))
        .row("HEAD", base + "/admin/x", Caller.ADMIN, servedToAdmin())
        .row("HEAD", base + "/open/x", Caller.NONE, servedToAnybody())
        .row("OPTIONS", base + "/plain/x", Caller.NONE, unauthorized())
        .row("OPTIONS", base + "/closed/x", Caller.ADMIN, refused(403))
        .row("DELETE", base + "/closed/x", Caller.ADMIN, refused(403))
        .row("DELETE", base + "/plain/x", Caller.NONE, unauthorized());
  }

  /** What two servers could read differently; none of it may reach anything. */
  private static void oddPaths(Rows rows, String mount) {
    for (String target :
        List.of(
            "{app};x" + mount + "/admin/x",
            "{app}" + mount + ";x/admin/x",
            "{app}" + mount + "/open;x/../admin/x",
            "{app}" + mount + "/open/../admin/x",
            "{app}" + mount + "/open/%2e%2e/admin/x",
            "{app}" + mount + "/open/%2E./admin/x",
            "{app}" + mount + "/open/..;/admin/x",
            "{app}" + mount + "/open/..%2fadmin/x",
            "{app}" + mount + "/open/%5c..%5cadmin/x",
            "{app}" + mount + "//admin/x",
            "{app}" + mount + "/./admin/x",
            "{app}" + mount + "/admin;x/y",
            "{app}" + mount + "/admin/x;y=z",
            "{app}" + mount + "/admin/x%3by",
            "{app}" + mount + "/admin%00/x",
            "{app}" + mount + "/admin/%252e%252e/x",
            "/{app}" + mount + "/admin/x",
            "/x/..{app}" + mount + "/admin/x",
            "/%2e{app}" + mount + "/admin/x")) {
      rows.get(target, Caller.NONE, notServed()).get(target, Caller.READER, notServed());
    }
  }
}
