package dev.sentinelauth.internal.remote;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

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
   * @param more whom to trust besides those whom the JVM trusts; with any, it is one of our own
   * @throws IllegalStateException if the JVM's trust store can't be read
   */
  static SSLContext context(List<X509Certificate> more) {
    if (!more.isEmpty()) {
      return own(more);
    }
    try {
      SSLContext given = SSLContext.getDefault();
      if (!given.getProtocol().equals(BY_THE_JVM)) {
        return given;
      }
    } catch (NoSuchAlgorithmException broken) {
      // nobody gave one, and the JVM can't make one: what this class is for
    }
    return own(List.of());
  }

  private static SSLContext own(List<X509Certificate> more) {
    try {
      TrustManagerFactory trust = trust(null); // as javax.net.ssl.trustStore and its brothers say
      if (!more.isEmpty()) {
        trust = trust(store(trust, more));
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, NamingTrustManager.of(trust.getTrustManagers()), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the certificates that this JVM trusts can't be read; check javax.net.ssl.trustStore,"
              + " javax.net.ssl.trustStoreType and javax.net.ssl.trustStorePassword",
          e);
    }
  }

  private static TrustManagerFactory trust(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }

  /** One store of all: of two trust managers a context uses the first. */
  private static KeyStore store(TrustManagerFactory jvm, List<X509Certificate> more)
      throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>(more);
    for (TrustManager manager : jvm.getTrustManagers()) {
      if (manager instanceof X509TrustManager trusting) {
        all.addAll(List.of(trusting.getAcceptedIssuers()));
      }
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e); // there is nothing to read
    }
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry("trusted-" + i, all.get(i));
    }
    return store;
  }
}
