package dev.sentinelauth.emulator;

/**
 * What the token endpoint answered to a code or a refresh token, whether the answer arrived or not.
 *
 * @param accessToken opaque
 * @param refreshToken opaque
 * @param idToken compact
 */
public record LoginTokens(String accessToken, String refreshToken, String idToken) {

  /** Without the tokens. */
  @Override
  public String toString() {
    return "LoginTokens";
  }
}
