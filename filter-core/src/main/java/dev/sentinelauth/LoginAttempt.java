package dev.sentinelauth;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A login that was begun, as the browser keeps it until it comes back: sealed, so that nobody else
 * can make or change one, by a key that all nodes derive from the client secret.
 *
 * <p>The browser keeps it rather than the session, because there may be no session yet: two tabs
 * that begin at once would get one each, and one of them lose its own. And a stranger who only asks
 * for pages fills no session store.
 *
 * @param begunAt milliseconds since the epoch
 * @param codeVerifier the secret of RFC 7636, or {@code null} without PKCE
 * @param returnTo a path on this server, with its query
 */
record LoginAttempt(long begunAt, String state, @Nullable String codeVerifier, String returnTo) {

  static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final JWEHeader HEADER = new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM);
  private static final String FORM = "1";
  private static final int FIELDS = 5;

  /** No member holds a line break: state and verifier are base64url, and targets are checked. */
  private static final String SEPARATOR = "\n";

  /**
   * The key for attempts.
   *
   * @param purpose account and client, so that an attempt for one is none for another
   */
  static SecretKey key(String clientSecret, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(clientSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] key = mac.doFinal(("login attempt\n" + purpose).getBytes(StandardCharsets.UTF_8));
      return new SecretKeySpec(key, "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** As a JWE in compact serialization (RFC 7516 section 7.1), which fits into a cookie. */
  String seal(SecretKey key) {
    String text =
        String.join(
            SEPARATOR,
            FORM,
            Long.toString(begunAt),
            state,
            codeVerifier == null ? "" : codeVerifier,
            returnTo);
    JWEObject jwe = new JWEObject(HEADER, new Payload(text));
    try {
      jwe.encrypt(new DirectEncrypter(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java has AES/GCM", e);
    }
    return jwe.serialize();
  }

  /** The attempt in it; {@code null} for anything that wasn't sealed with this key. */
  static @Nullable LoginAttempt open(String sealed, SecretKey key) {
    try {
      JWEObject jwe = JWEObject.parse(sealed);
      if (!JWEAlgorithm.DIR.equals(jwe.getHeader().getAlgorithm())
          || !EncryptionMethod.A256GCM.equals(jwe.getHeader().getEncryptionMethod())) {
        return null;
      }
      jwe.decrypt(new DirectDecrypter(key));
      String[] fields = jwe.getPayload().toString().split(SEPARATOR, -1);
      return fields.length == FIELDS && fields[0].equals(FORM)
          ? new LoginAttempt(
              Long.parseLong(fields[1]),
              fields[2],
              fields[3].isEmpty() ? null : fields[3],
              fields[4])
          : null;
    } catch (ParseException | JOSEException | RuntimeException notOurs) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "LoginAttempt[returnTo=" + returnTo + "]";
  }
}
