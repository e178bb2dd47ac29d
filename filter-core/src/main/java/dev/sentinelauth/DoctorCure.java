package dev.sentinelauth;

import dev.sentinelauth.internal.remote.FetchException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be done about a call that failed, by what our own code says of the failure. */
final class DoctorCure {
  private static final String SLOW =
      "A firewall that drops the call, or a proxy that has to be used (sentinel.http.proxy). If it"
          + " is merely slow: sentinel.http.connect-timeout, sentinel.http.request-timeout.";
  private static final String PASSWORD =
      "Give the proxy its user and password: sentinel.http.proxy-credentials, best as"
          + " ${file:/path}; the JVM needs -Djdk.http.auth.tunneling.disabledSchemes= (empty).";
  private static final String BETWEEN =
      "Something between here and the server ends the connection: a proxy, a firewall, a balancer."
          + " Try again, and then have its log looked at.";

  /** The first one whose words the failure holds. */
  private static final Map<String, String> BY_WORDS =
      Map.ofEntries(
          Map.entry(
              "certificate not trusted",
              "Put the certificate of the issuer that is named (a company's own, or that of a proxy"
                  + " that looks into TLS) into a PEM file, and name it in"
                  + " sentinel.http.trusted-certificates."),
          Map.entry(
              "certificate is not for this host",
              "Put the name that the certificate is for into sentinel.server, or have the server"
                  + " given another certificate."),
          Map.entry(
              "certificate expired",
              "Look at this machine's clock; if it is right, whoever runs that server, or the proxy"
                  + " before it, has to renew the certificate."),
          Map.entry("certificate not valid yet", "Look at this machine's clock: it may be slow."),
          Map.entry(
              "the answer is no TLS",
              "The port is right and the scheme isn't, or a proxy answers: look at the address."),
          Map.entry(
              "no TLS version in common",
              "The server, or a proxy before it, is too old for this JVM, or this JVM's"
                  + " jdk.tls.disabledAlgorithms is too strict."),
          Map.entry(
              "asks for a client certificate",
              "Give the application an HttpClient of its own that has one:"
                  + " Sentinel.Builder.httpClient."),
          Map.entry(
              "host not found",
              "Look for a slip in the host's name (sentinel.server, sentinel.domain-api.uri,"
                  + " sentinel.http.proxy) and at the name resolution of this machine. Where only a"
                  + " proxy can resolve it, set sentinel.http.proxy."),
          Map.entry(
              "connection refused",
              "Nobody listens at this address, or a firewall says no: look at host and port, and"
                  + " whether a proxy has to be used (sentinel.http.proxy)."),
          Map.entry(
              "no route to the host",
              "Look at the network of this machine. If it is IPv6 that leads nowhere:"
                  + " -Djava.net.preferIPv4Stack=true."),
          Map.entry("no connection in time", SLOW),
          Map.entry("no complete answer within", SLOW),
          Map.entry("HTTP 407", PASSWORD),
          Map.entry("the proxy refuses user and password", PASSWORD),
          Map.entry("the proxy answers HTTP 407", PASSWORD),
          Map.entry(
              "the proxy answers HTTP",
              "The proxy doesn't open the way to this host: have it allowed there."),
          Map.entry(
              "redirects are not followed",
              "The address is that of something else, or a proxy sends people to a page of its own:"
                  + " have this JVM's calls let through."),
          Map.entry(
              "is not a JSON object",
              "Something else answers in the place of Sentinel, say a proxy with a page of its own:"
                  + " have this JVM's calls let through, and look at the address."),
          Map.entry(
              "neither LivePerson's nor in sentinel.app-jwt.hosts",
              "If that host is to be trusted with secrets and keys, add it to"
                  + " sentinel.app-jwt.hosts."),
          Map.entry("names no host for the service", "Look for a slip in the account id."),
          Map.entry(
              "javax.net.ssl.trustStore", "Name a trust store that this JVM can open, or none."),
          Map.entry("connection reset", BETWEEN),
          Map.entry("connection closed", BETWEEN));

  /** A plain no, and not "later" or a proxy's word; what is fetched has lost its status by now. */
  private static final Pattern REFUSAL = Pattern.compile("\\bHTTP 4(?!07|08|29)[0-9]{2}\\b");

  private DoctorCure() {}

  /** Whether the other side said no and will say so again. */
  static boolean isRefusal(FetchException failure) {
    return failure.isRefusal() || REFUSAL.matcher(String.valueOf(failure.getMessage())).find();
  }

  /** What to do about a failure, or {@code null} where nobody knows. */
  static @Nullable String of(FetchException failure) {
    String said = String.valueOf(failure.getMessage());
    // the longest first, so that the more exact word counts
    String known =
        BY_WORDS.entrySet().stream()
            .filter(entry -> said.contains(entry.getKey()))
            .max(Map.Entry.comparingByKey((a, b) -> Integer.compare(a.length(), b.length())))
            .map(Map.Entry::getValue)
            .orElse(null);
    if (known != null) {
      return known;
    }
    if (isRefusal(failure)) {
      return "The address or the account id is another: look for a slip in sentinel.account-id,"
          + " sentinel.server, sentinel.region and sentinel.jwks.uri.";
    }
    if (said.contains("HTTP 429") || said.contains("HTTP 5")) {
      return "It is the other side's trouble: try again later.";
    }
    return null;
  }

  /** The same for the token endpoint, which knows the installation. */
  static @Nullable String ofToken(FetchException failure) {
    return failure.isClientUnknown()
        ? "Compare sentinel.client-id and sentinel.client-secret with what LivePerson gave, to the"
            + " last character: one that was cut short, that belongs to another installation or"
            + " account, or that was replaced is refused so."
        : of(failure);
  }
}
