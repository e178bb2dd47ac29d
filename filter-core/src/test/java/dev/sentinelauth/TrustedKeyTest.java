package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedKeyTest {
  private static final byte[] SIGNED_PART = "header.payload".getBytes(US_ASCII);

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS512", "PS256"})
  void signatureOfTheRsaKeyIsRightAndNoOther(String algorithm) throws JOSEException {
    RSAKey key = new RSAKeyGenerator(2048).generate();
    TrustedKey trusted = TrustedKey.rsa("key", key.toRSAPublicKey(), null, SignatureProvider.JVM);
    assertSignatures(trusted, algorithm, sign(new RSASSASigner(key), algorithm));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256"})
  void signatureOfTheEcKeyIsRightAndNoOther(String algorithm) throws JOSEException {
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    TrustedKey trusted = TrustedKey.ec("key", key.toECPublicKey(), null, SignatureProvider.JVM);
    byte[] signature = sign(new ECDSASigner(key), algorithm);
    assertSignatures(trusted, algorithm, signature);
    assertThat(trusted.signed(jws(algorithm, new byte[signature.length]))).isFalse();
  }

  private static void assertSignatures(TrustedKey trusted, String algorithm, byte[] signature) {
    assertThat(trusted.signed(jws(algorithm, signature))).isTrue();
    for (int i = 0; i < signature.length; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(trusted.signed(jws(algorithm, changed))).as("byte %s changed", i).isFalse();
    }
    assertThat(trusted.signed(jws(algorithm, new byte[0]))).isFalse();
    assertThat(trusted.signed(jws(algorithm, new byte[1]))).isFalse();
    assertThat(trusted.signed(jws(algorithm, new byte[8192]))).isFalse();
  }

  private static byte[] sign(JWSSigner signer, String algorithm) throws JOSEException {
    return signer.sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), SIGNED_PART).decode();
  }

  private static CompactJws jws(String algorithm, byte[] signature) {
    return new CompactJws(
        new CompactJws.Header(algorithm, "key"), Map.of(), SIGNED_PART, signature);
  }
}
