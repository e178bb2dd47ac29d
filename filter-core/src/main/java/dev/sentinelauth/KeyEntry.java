package dev.sentinelauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.codec.Text;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a JWK set (RFC 7517 section 4): a key, or why it is passed over. Only the members
 * that say which key it is and what it is for are read; whatever else is in there (certificates,
 * times, names of one's own) can be as damaged as it likes.
 *
 * @param number its place in the set, from 1
 * @param keyId its {@code kid}, or {@code null} where it has none that can be read
 * @param key {@code null} for an entry that is passed over
 * @param reason why it is, as a phrase that can follow "it" and may be logged; {@code null} for a
 *     key
 * @param fault why, by kind; {@code null} for a key
 */
record KeyEntry(
    int number,
    @Nullable String keyId,
    @Nullable TrustedKey key,
    @Nullable String reason,
    @Nullable Fault fault) {

  /** Why an entry is passed over. */
  enum Fault {
    /** It isn't meant for what keys are needed for here: nobody has to do anything. */
    FOR_OTHER_USE,
    BROKEN,
    WEAK
  }

  private static final int LONGEST_SHOWN = 60;

  /** Ends the reading of an entry. No stack trace: it is somebody's input, not a fault. */
  private static final class PassedOverException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final String reason;

    PassedOverException(Fault fault, String reason) {
      super(reason, null, false, false);
      this.fault = fault;
      this.reason = reason;
    }
  }

  /**
   * Reads an entry.
   *
   * @param number its place in the set
   * @param provider checks the signatures
   */
  static KeyEntry read(byte[] entry, int number, SignatureProvider provider) {
    String keyId = null;
    try {
      Map<String, @Nullable Object> members = Json.object(entry);
      keyId = text(members, "kid");
      return new KeyEntry(number, keyId, key(members, keyId, provider), null, null);
    } catch (MalformedJsonException e) {
      return new KeyEntry(number, null, null, "is " + e.getMessage(), Fault.BROKEN);
    } catch (PassedOverException e) {
      return new KeyEntry(number, keyId, null, e.reason, e.fault);
    }
  }

  /** The entry for a log line or a status: its name, or its place, and why it is passed over. */
  String shown() {
    return (keyId == null ? "(entry " + number + ")" : Text.printable(keyId, LONGEST_SHOWN))
        + ": "
        + reason;
  }

  private static TrustedKey key(
      Map<String, @Nullable Object> members, @Nullable String keyId, SignatureProvider provider)
      throws PassedOverException {
    checkPurpose(members);
    String algorithm = text(members, "alg");
    JWSAlgorithm only = algorithm == null ? null : JWSAlgorithm.parse(algorithm);
    String type = text(members, "kty");
    if (type == null) {
      throw new PassedOverException(Fault.BROKEN, "has no kty");
    }
    return switch (type) {
      case "RSA" -> rsa(members, keyId, only, provider);
      case "EC" -> ec(members, keyId, only, provider);
      default -> throw new PassedOverException(Fault.FOR_OTHER_USE, "is of kty " + shown(type));
    };
  }

  private static void checkPurpose(Map<String, @Nullable Object> members)
      throws PassedOverException {
    String use = text(members, "use");
    if (use != null && !use.equals("sig")) {
      throw new PassedOverException(Fault.FOR_OTHER_USE, "is for use " + shown(use));
    }
    Object operations = members.get("key_ops");
    if (operations == null) {
      return;
    }
    if (!(operations instanceof List<?> list)) {
      throw new PassedOverException(Fault.BROKEN, "has key_ops that are no array");
    }
    if (!list.contains("verify")) { // values that nobody has heard of may stand beside it
      throw new PassedOverException(Fault.FOR_OTHER_USE, "has key_ops without verify");
    }
  }

  private static TrustedKey rsa(
      Map<String, @Nullable Object> members,
      @Nullable String keyId,
      @Nullable JWSAlgorithm only,
      SignatureProvider provider)
      throws PassedOverException {
    try {
      RSAKey key = RSAKey.parse(needed(members, "RSA", "n", "e"));
      BigInteger modulus = key.getModulus().decodeToBigInteger();
      BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
      String weakness = RsaStrength.weakness(modulus, exponent);
      if (weakness != null && modulus.signum() > 0) {
        throw new PassedOverException(Fault.WEAK, weakness);
      }
      return TrustedKey.rsa(keyId, key.toRSAPublicKey(), only, provider);
    } catch (ParseException | JOSEException | RuntimeException broken) {
      // Nimbus throws unchecked ones, too; their messages may hold a part of the entry
      throw new PassedOverException(Fault.BROKEN, "has an n or e that makes no RSA key");
    }
  }

  private static TrustedKey ec(
      Map<String, @Nullable Object> members,
      @Nullable String keyId,
      @Nullable JWSAlgorithm only,
      SignatureProvider provider)
      throws PassedOverException {
    Map<String, Object> needed = needed(members, "EC", "crv", "x", "y");
    try {
      ECKey key = ECKey.parse(needed);
      if (!TrustedKey.isUsable(key.getCurve())) {
        throw new PassedOverException(
            Fault.FOR_OTHER_USE, "is of the curve " + shown(key.getCurve().getName()));
      }
      return TrustedKey.ec(keyId, key.toECPublicKey(), only, provider);
    } catch (ParseException | JOSEException | RuntimeException broken) {
      throw new PassedOverException(Fault.BROKEN, "has a crv, x or y that makes no EC key");
    }
  }

  /** All that Nimbus gets to see. */
  private static Map<String, Object> needed(
      Map<String, @Nullable Object> members, String type, String... names)
      throws PassedOverException {
    Map<String, Object> needed = new HashMap<>();
    needed.put("kty", type);
    for (String name : names) {
      String value = text(members, name);
      if (value == null || value.isEmpty()) {
        throw new PassedOverException(Fault.BROKEN, "has no " + name);
      }
      needed.put(name, value);
    }
    return needed;
  }

  /** A member that is text, or {@code null} where it isn't there. */
  private static @Nullable String text(Map<String, @Nullable Object> members, String name)
      throws PassedOverException {
    Object value = members.get(name);
    if (value != null && !(value instanceof String)) {
      throw new PassedOverException(Fault.BROKEN, "has a " + name + " that is no text");
    }
    return (String) value;
  }

  private static String shown(String value) {
    return '"' + Text.printable(value, LONGEST_SHOWN) + '"';
  }
}
