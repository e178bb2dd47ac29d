package dev.sentinelauth.test;

import java.util.Base64;

/** What can be done to the text of a token once it is signed. */
final class BadText {
  private BadText() {}

  /** Another signature of the same length. */
  static String otherSignature(String compact) {
    int dot = compact.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(compact.substring(dot + 1));
    if (signature.length > 0) {
      signature[signature.length / 2] ^= 1;
    }
    return compact.substring(0, dot + 1)
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  static String withoutSignature(String compact) {
    return compact.substring(0, compact.lastIndexOf('.'));
  }
}
