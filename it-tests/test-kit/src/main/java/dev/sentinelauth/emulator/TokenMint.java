package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One token to be made to order: good as it comes, and as hostile as it is asked to be.
 *
 * <p>Each method changes this mint and returns it. It is not thread-safe; {@link #compact} may be
 * called again and again.
 */
public final class TokenMint {
  private final Map<String, @Nullable Object> header = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();
  private @Nullable String rawHeader;
  private @Nullable String payload;
  private @Nullable String payloadAfterSigning;
  private SigningKey key;
  private Function<byte[], String> signer;

  TokenMint(SigningKey key, Map<String, ?> claims) {
    header.put("kid", key.kid());
    header.put("typ", "JWT");
    header.put("alg", key.algorithm());
    this.claims.putAll(claims);
    this.key = key;
    this.signer = signer(key.algorithm(), key);
  }

  /** Sets a claim: a string, a number, a boolean, a list, a map or {@code null}. */
  public TokenMint claim(String name, @Nullable Object value) {
    claims.put(name, value);
    return this;
  }

  /** Leaves a claim out. */
  public TokenMint withoutClaim(String name) {
    claims.remove(name);
    return this;
  }

  /** Sets a header member, without any effect on how the token is really signed. */
  public TokenMint header(String name, @Nullable Object value) {
    header.put(name, value);
    return this;
  }

  /** Leaves a header member out. */
  public TokenMint withoutHeader(String name) {
    header.remove(name);
    return this;
  }

  /** Moves {@code iat}, and {@code exp} with it. */
  public TokenMint issuedAt(Instant instant) {
    long lifetime = seconds("exp") - seconds("iat");
    claims.put("iat", instant.getEpochSecond());
    return lifetime(Duration.ofSeconds(lifetime));
  }

  /** Sets {@code exp} to that long after {@code iat}. */
  public TokenMint lifetime(Duration lifetime) {
    return claim("exp", seconds("iat") + lifetime.toSeconds());
  }

  /** Sets {@code exp}. */
  public TokenMint expiresAt(Instant instant) {
    return claim("exp", instant.getEpochSecond());
  }

  /** Uses this text for the payload, be it JSON or not; the claims are forgotten. */
  public TokenMint payload(String raw) {
    payload = raw;
    return this;
  }

  /** Uses this text for the header, be it JSON or not; the members set here are forgotten. */
  public TokenMint rawHeader(String raw) {
    rawHeader = raw;
    return this;
  }

  /** Signs with that key, and says so in {@code kid} and {@code alg}. */
  public TokenMint signedWith(SigningKey other) {
    header("kid", other.kid()).header("alg", other.algorithm());
    return signatureBy(other);
  }

  /** Signs with that key, while the header goes on about the other. */
  public TokenMint signatureBy(SigningKey other) {
    key = other;
    signer = signer(other.algorithm(), other);
    return this;
  }

  /** Signs with an algorithm of RFC 7518 that fits the key, and says so in {@code alg}. */
  public TokenMint algorithm(String name) {
    signer = signer(name, key);
    return header("alg", name);
  }

  /** Signs with HS256, HS384 or HS512 over a shared secret, and says so in {@code alg}. */
  public TokenMint hmac(String algorithm, byte[] secret) {
    byte[] copy = secret.clone();
    signer = input -> encode(JwsAlgorithm.authenticate(algorithm, copy, input));
    return header("alg", algorithm);
  }

  /** Says {@code alg: none} and has an empty signature (RFC 7515 appendix A.5). */
  public TokenMint unsigned() {
    return header("alg", "none").withoutSignature();
  }

  /** Has an empty signature, while the header promises one. */
  public TokenMint withoutSignature() {
    return rawSignature("");
  }

  /** Has this text where the signature belongs. */
  public TokenMint rawSignature(String text) {
    signer = input -> text;
    return this;
  }

  /** Puts another payload under the signature of the first. */
  public TokenMint payloadAfterSigning(String raw) {
    payloadAfterSigning = raw;
    return this;
  }

  /** The token, in the compact serialization of RFC 7515 section 7.1. */
  public String compact() {
    String head = encode(rawHeader != null ? rawHeader : Json.write(header));
    String body = encode(payload != null ? payload : Json.write(claims));
    String signature = signer.apply((head + "." + body).getBytes(UTF_8));
    if (payloadAfterSigning != null) {
      body = encode(payloadAfterSigning);
    }
    return head + "." + body + "." + signature;
  }

  private long seconds(String claim) {
    if (claims.get(claim) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException(claim + " is no number here; set it with claim()");
  }

  private static Function<byte[], String> signer(String algorithm, SigningKey key) {
    return input -> encode(JwsAlgorithm.sign(algorithm, key.pair().getPrivate(), input));
  }

  private static String encode(String text) {
    return encode(text.getBytes(UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64Url.encode(bytes);
  }
}
