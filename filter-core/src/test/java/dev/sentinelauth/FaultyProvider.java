package dev.sentinelauth;

import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureSpi;

/** A provider whose RS256 signatures all get the same answer. */
final class FaultyProvider extends Provider {
  private static final long serialVersionUID = 1L;

  private final String answer;

  /**
   * @param answer {@code true}, {@code false}, or {@code error} for what happens without a native
   *     library
   */
  FaultyProvider(String answer) {
    super("Faulty", "1", "for tests");
    this.answer = answer;
    putService(
        new Service(this, "Signature", "SHA256withRSA", Always.class.getName(), null, null) {
          @Override
          public Object newInstance(Object parameter) {
            return new Always(FaultyProvider.this.answer);
          }
        });
  }

  private static final class Always extends SignatureSpi {
    private final String answer;

    Always(String answer) {
      this.answer = answer;
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      if (answer.equals("error")) {
        throw new UnsatisfiedLinkError("no native library");
      }
      return Boolean.parseBoolean(answer);
    }

    @Override
    protected void engineInitVerify(PublicKey key) {}

    @Override
    protected void engineInitSign(PrivateKey key) {}

    @Override
    protected void engineUpdate(byte octet) {}

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {}

    @Override
    protected byte[] engineSign() {
      return new byte[0];
    }

    @Deprecated
    @Override
    protected void engineSetParameter(String name, Object value) {}

    @Deprecated
    @Override
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }
}
