package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The proof that whoever redeems a code also asked for it (RFC 7636), by S256 alone.
 *
 * @param value the SHA-256 digest of the code verifier, in base64url
 */
record CodeChallenge(String value) {
  private static final String METHOD = "S256";
  private static final String DIGEST = "[A-Za-z0-9_-]{43}";
  private static final String VERIFIER = "[A-Za-z0-9._~-]{43,128}";

  /**
   * Whether an authorization request has a proper challenge or none at all. A missing method would
   * mean {@code plain}, which protects nobody who can read the request.
   */
  static boolean isInOrder(Parameters request) {
    Optional<String> challenge = request.optional("code_challenge");
    return challenge.isPresent()
        ? challenge.get().matches(DIGEST) && request.has("code_challenge_method", METHOD)
        : request.optional("code_challenge_method").isEmpty();
  }

  /** The challenge of an authorization request that is in order. */
  static Optional<CodeChallenge> of(Parameters request) {
    return request.optional("code_challenge").map(CodeChallenge::new);
  }

  /**
   * Lets a token request pass. A verifier for a code that was asked for without a challenge is the
   * mark of a downgrade (RFC 9700 section 4.8.2).
   */
  static void check(Optional<CodeChallenge> challenge, Optional<String> verifier)
      throws OAuthError {
    if (challenge.isEmpty() && verifier.isEmpty()) {
      return;
    }
    if (challenge.isEmpty()) {
      throw OAuthError.invalidGrant("code_verifier without a code_challenge");
    }
    if (verifier.filter(challenge.get()::fits).isEmpty()) {
      throw OAuthError.invalidGrant("code_verifier does not fit the code_challenge");
    }
  }

  private boolean fits(String verifier) {
    return verifier.matches(VERIFIER) && digest(verifier).equals(value);
  }

  private static String digest(String verifier) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64Url.encode(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
