package dev.sentinelauth.internal.remote;

import dev.sentinelauth.internal.codec.Text;
import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts whom another one trusts, and says which certificate it was where that one says no: the
 * JDK's own exceptions don't.
 */
final class NamingTrustManager extends X509ExtendedTrustManager {

  /** A certificate was refused; the cause says why. */
  static final class RefusedCertificateException extends CertificateException {
    private static final long serialVersionUID = 1L;

    RefusedCertificateException(X509Certificate refused, CertificateException why) {
      super(
          "subject "
              + Text.printable(refused.getSubjectX500Principal().getName(), 200)
              + ", issuer "
              + Text.printable(refused.getIssuerX500Principal().getName(), 200),
          why);
    }
  }

  private final X509ExtendedTrustManager trusting;

  private NamingTrustManager(X509ExtendedTrustManager trusting) {
    this.trusting = trusting;
  }

  /** The same trust managers; the first of its kind is the one that a context uses. */
  static TrustManager[] of(TrustManager[] managers) {
    TrustManager[] naming = managers.clone();
    for (int i = 0; i < naming.length; i++) {
      if (naming[i] instanceof X509ExtendedTrustManager trusting) {
        naming[i] = new NamingTrustManager(trusting);
      }
    }
    return naming;
  }

  private static CertificateException refused(X509Certificate[] chain, CertificateException why) {
    if (chain.length == 0) {
      return why;
    }
    X509Certificate refused = chain[0];
    for (Throwable cause = why; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException path
          && path.getCertPath() != null
          && path.getIndex() >= 0) {
        Certificate found = path.getCertPath().getCertificates().get(path.getIndex());
        refused = found instanceof X509Certificate x509 ? x509 : refused;
      }
    }
    return new RefusedCertificateException(refused, why);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      trusting.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      throw refused(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    try {
      trusting.checkServerTrusted(chain, authType, socket);
    } catch (CertificateException e) {
      throw refused(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      trusting.checkServerTrusted(chain, authType);
    } catch (CertificateException e) {
      throw refused(chain, e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    trusting.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    trusting.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    trusting.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trusting.getAcceptedIssuers();
  }
}
