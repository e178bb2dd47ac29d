package dev.sentinelauth.internal.remote;

import dev.sentinelauth.internal.remote.NamingTrustManager.RefusedCertificateException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why a call got no answer, where the JDK's client has many wrappings for it. What
 * the other side sent is never repeated, since it may be an echo of a secret; so of the JDK's
 * messages only those are looked at that are its own, and none is passed on.
 */
final class FailureCause {
  private static final Pattern TUNNEL = Pattern.compile("Tunnel failed, got: ([0-9]{3})");
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]{1,40})");

  private FailureCause() {}

  static String of(Throwable failure) {
    List<Throwable> chain = chain(failure);
    String cause = certificate(chain);
    if (cause == null) {
      cause = tls(chain);
    }
    if (cause == null) {
      cause = connection(chain);
    }
    if (cause == null) {
      cause = answer(chain);
    }
    // the class only: messages may hold what the other side sent
    return cause == null ? "connection failed (" + failure.getClass().getSimpleName() + ")" : cause;
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable at = failure; at != null && !chain.contains(at); at = at.getCause()) {
      chain.add(at);
    }
    return chain;
  }

  private static <T> @Nullable T first(List<Throwable> chain, Class<T> type) {
    for (Throwable failure : chain) {
      if (type.isInstance(failure)) {
        return type.cast(failure);
      }
    }
    return null;
  }

  private static boolean says(List<Throwable> chain, String... words) {
    return chain.stream()
        .map(failure -> String.valueOf(failure.getMessage()))
        .anyMatch(message -> Stream.of(words).anyMatch(message::contains));
  }

  private static @Nullable String certificate(List<Throwable> chain) {
    if (first(chain, CertificateException.class) == null
        && first(chain, CertPathValidatorException.class) == null
        && !says(chain, "unable to find valid certification path")) {
      return null;
    }
    RefusedCertificateException refused = first(chain, RefusedCertificateException.class);
    String which = refused == null ? "" : ": " + refused.getMessage();
    if (says(chain, "No subject alternative", "No name matching")) {
      return "the certificate is not for this host" + which;
    }
    if (first(chain, CertificateExpiredException.class) != null) {
      return "certificate expired" + which;
    }
    if (first(chain, CertificateNotYetValidException.class) != null) {
      return "certificate not valid yet" + which;
    }
    return "certificate not trusted" + which;
  }

  private static @Nullable String tls(List<Throwable> chain) {
    SSLException failure = first(chain, SSLException.class);
    if (failure == null) {
      return null;
    }
    if (says(chain, "plaintext connection", "Unsupported or unrecognized SSL message")) {
      return "the answer is no TLS; plain HTTP on that port?";
    }
    String message = String.valueOf(failure.getMessage());
    Matcher alert = ALERT.matcher(message);
    if (alert.find()) {
      return switch (alert.group(1)) {
        case "protocol_version" -> "no TLS version in common (protocol_version)";
        case "certificate_required", "bad_certificate" ->
            "the server asks for a client certificate (" + alert.group(1) + ")";
        default -> "the server ended the TLS handshake (" + alert.group(1) + ")";
      };
    }
    if (says(chain, "protocol version", "No appropriate protocol")) {
      return "no TLS version in common";
    }
    return says(chain, "terminated the handshake")
        ? "connection closed in the TLS handshake"
        : "TLS failed (" + failure.getClass().getSimpleName() + ")";
  }

  private static @Nullable String connection(List<Throwable> chain) {
    if (first(chain, UnresolvedAddressException.class) != null
        || first(chain, UnknownHostException.class) != null) {
      return "host not found";
    }
    if (first(chain, NoRouteToHostException.class) != null || says(chain, "unreachable")) {
      return "no route to the host";
    }
    if (first(chain, ConnectException.class) != null) {
      return "connection refused";
    }
    return first(chain, SocketException.class) != null
            || says(chain, "Connection reset", "Broken pipe")
        ? "connection reset"
        : null;
  }

  private static @Nullable String answer(List<Throwable> chain) {
    for (Throwable failure : chain) {
      Matcher tunnel = TUNNEL.matcher(String.valueOf(failure.getMessage()));
      if (failure instanceof IOException && tunnel.matches()) {
        return "the proxy answers HTTP " + tunnel.group(1);
      }
    }
    if (says(chain, "too many authentication attempts")) {
      return "the proxy refuses user and password";
    }
    if (says(chain, "content length header with 204")) {
      return "HTTP 204 (no document)";
    }
    if (says(chain, "Header size too big")) {
      return "the headers of the answer are too long";
    }
    if (says(chain, "parser received no bytes")) {
      return "connection closed without an answer";
    }
    if (first(chain, ProtocolException.class) != null
        || first(chain, NumberFormatException.class) != null
        || says(chain, "status line", "chunk size", "chunk header", "parsing HTTP")) {
      return "the answer is not valid HTTP";
    }
    return first(chain, EOFException.class) != null || says(chain, "bytes received")
        ? "connection closed in the middle of the answer"
        : null;
  }

  /**
   * The same failure without any words, for the log at DEBUG: what was thrown, and where.
   *
   * @param failure as the JDK gave it
   */
  static Throwable withoutWords(Throwable failure) {
    Throwable shown = null;
    List<Throwable> chain = chain(failure);
    for (int i = chain.size() - 1; i >= 0; i--) {
      shown = new Shown(chain.get(i), shown);
    }
    return shown == null ? failure : shown;
  }

  private static final class Shown extends Exception {
    private static final long serialVersionUID = 1L;

    Shown(Throwable failure, @Nullable Throwable cause) {
      super(failure.getClass().getName(), cause, false, true);
      setStackTrace(failure.getStackTrace());
    }
  }
}
