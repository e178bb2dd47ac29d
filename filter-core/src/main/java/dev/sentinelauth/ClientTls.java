package dev.sentinelauth;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The TLS of our calls: it trusts whom the JVM trusts, and has no key of its own to show.
 *
 * <p>It isn't the JVM's default context, because that one opens {@code javax.net.ssl.keyStore} as
 * well and can't be made where this fails: GlassFish names a key store there whose password it
 * doesn't tell. Sentinel asks for no client certificate, so a key store that is none of our
 * business must not be able to stop us.
 */
final class ClientTls {
  /** What {@link SSLContext#getProtocol} says of the one that the JVM made by itself. */
  private static final String BY_THE_JVM = "Default";

  private ClientTls() {}

  /**
   * The context that somebody gave the JVM by {@link SSLContext#setDefault}, as application servers
   * do on an administrator's word; else one of our own.
   *
   * @throws IllegalStateException if the JVM's trust store can't be read
   */
  static SSLContext context() {
    try {
      SSLContext given = SSLContext.getDefault();
      if (!given.getProtocol().equals(BY_THE_JVM)) {
        return given;
      }
    } catch (NoSuchAlgorithmException broken) {
      // nobody gave one, and the JVM can't make one: what this class is for
    }
    return own();
  }

  private static SSLContext own() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init((KeyStore) null); // as javax.net.ssl.trustStore and its brothers say
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the certificates that this JVM trusts can't be read; check javax.net.ssl.trustStore,"
              + " javax.net.ssl.trustStoreType and javax.net.ssl.trustStorePassword",
          e);
    }
  }
}
