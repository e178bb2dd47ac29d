package dev.sentinelauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A public key that signatures are checked with, for as long as it is trusted. The object's
 * identity stands for the trust: remembered tokens hold the key that vouched for them, and a
 * refresh that drops the key ends its term for all of them at once.
 */
final class TrustedKey {

  /**
   * What the verifiers are told about a token, by its {@code alg}: they ask for no more, and to
   * make one takes as long as to read a token's.
   */
  private static final Map<String, JWSHeader> HEADERS =
      Stream.of(JWSAlgorithm.Family.RSA, JWSAlgorithm.Family.EC)
          .flatMap(Collection::stream)
          .collect(Collectors.toUnmodifiableMap(JWSAlgorithm::getName, JWSHeader::new));

  private final @Nullable String keyId;
  private final PublicKey publicKey;
  private final @Nullable JWSAlgorithm onlyAlgorithm;
  private final JWSVerifier verifier;

  /** That of the chosen provider, or {@code null} where none was chosen. */
  private final @Nullable JWSVerifier preferred;

  private final SignatureProvider provider;

  /**
   * The first millisecond at which it is no longer trusted; moved on by each fetch that still holds
   * it.
   */
  private volatile long trustedUntil;

  private TrustedKey(
      @Nullable String keyId,
      PublicKey publicKey,
      @Nullable JWSAlgorithm onlyAlgorithm,
      JWSVerifier verifier,
      @Nullable JWSVerifier preferred,
      SignatureProvider provider) {
    this.keyId = keyId;
    this.publicKey = publicKey;
    this.onlyAlgorithm = onlyAlgorithm;
    this.verifier = verifier;
    this.preferred = preferred;
    this.provider = provider;
  }

  /** An RSA key without a {@link RsaStrength#weakness}. */
  static TrustedKey rsa(
      @Nullable String keyId,
      RSAPublicKey key,
      @Nullable JWSAlgorithm onlyAlgorithm,
      SignatureProvider provider) {
    String weakness = RsaStrength.weakness(key);
    if (weakness != null) {
      throw new IllegalArgumentException("it " + weakness);
    }
    return new TrustedKey(
        keyId, key, onlyAlgorithm, new RSASSAVerifier(key), provider.verifier(key), provider);
  }

  static TrustedKey ec(
      @Nullable String keyId,
      ECPublicKey key,
      @Nullable JWSAlgorithm onlyAlgorithm,
      SignatureProvider provider)
      throws JOSEException {
    return new TrustedKey(
        keyId, key, onlyAlgorithm, new ECDSAVerifier(key), provider.verifier(key), provider);
  }

  @Nullable String keyId() {
    return keyId;
  }

  /** Its kind and size in bits, for people: {@code RSA 2048}. */
  String size() {
    int bits =
        publicKey instanceof RSAPublicKey rsa
            ? rsa.getModulus().bitLength()
            : publicKey instanceof ECPublicKey ec
                ? ec.getParams().getCurve().getField().getFieldSize()
                : 0;
    return publicKey.getAlgorithm() + " " + bits;
  }

  /**
   * Whether {@code kty}, {@code crv} and {@code alg} of the key allow tokens with this {@code alg}.
   */
  boolean fits(String algorithm) {
    JWSHeader header = HEADERS.get(algorithm);
    return header != null
        && (onlyAlgorithm == null || onlyAlgorithm.equals(header.getAlgorithm()))
        && verifier.supportedJWSAlgorithms().contains(header.getAlgorithm());
  }

  /** How many bytes each of its signatures has (RFC 7518 sections 3.3 to 3.5). */
  int signatureLength() {
    return publicKey instanceof RSAPublicKey rsa
        ? (rsa.getModulus().bitLength() + 7) / 8
        : publicKey instanceof ECPublicKey ec
            ? 2 * ((ec.getParams().getOrder().bitLength() + 7) / 8)
            : 0;
  }

  /**
   * Whether the signature is right. Anything that keeps it from being checked means that it is not.
   */
  boolean signed(CompactJws jws) {
    try {
      return verifies(jws);
    } catch (JOSEException e) {
      return false;
    }
  }

  /**
   * Whether the signature is right.
   *
   * @throws JOSEException if that can't be told, because whoever is to check it lacks the algorithm
   */
  boolean verifies(CompactJws jws) throws JOSEException {
    JWSHeader header = HEADERS.get(jws.header().algorithm());
    if (header == null) {
      throw new JOSEException("no algorithm for signatures");
    }
    JWSVerifier by =
        preferred != null && provider.checks(header.getAlgorithm()) ? preferred : verifier;
    return by.verify(header, jws.signedPart(), new Decoded(jws.signature()));
  }

  /**
   * A signature that has been decoded, and more strictly than Nimbus would do it again. Its decoder
   * treats the text as a secret, which a signature isn't, and takes several times as long.
   */
  private static final class Decoded extends Base64URL {
    private static final long serialVersionUID = 1L;

    private final byte[] signature;

    Decoded(byte[] signature) {
      super("");
      this.signature = signature;
    }

    @Override
    public byte[] decode() {
      return signature;
    }
  }

  boolean sameAs(TrustedKey other) {
    return publicKey.equals(other.publicKey)
        && Objects.equals(keyId, other.keyId)
        && Objects.equals(onlyAlgorithm, other.onlyAlgorithm);
  }

  void trustUntil(long millis) {
    trustedUntil = millis;
  }

  void retire() {
    trustedUntil = Long.MIN_VALUE;
  }

  boolean isTrusted(long now) {
    return now < trustedUntil;
  }

  /** Whether a curve is one that {@code ES256}, {@code ES384} or {@code ES512} use. */
  static boolean isUsable(Curve curve) {
    return curve.equals(Curve.P_256) || curve.equals(Curve.P_384) || curve.equals(Curve.P_521);
  }
}
