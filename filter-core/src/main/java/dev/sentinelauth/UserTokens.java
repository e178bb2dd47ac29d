package dev.sentinelauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the token endpoint answers to a code or a refresh token.
 *
 * @param refreshToken {@code null} where there was none
 * @param idToken {@code null} where there was none; nothing is believed of it yet
 * @param expiresIn the lifetime of the access token from now on; {@code null} where it wasn't told
 */
record UserTokens(
    String accessToken,
    @Nullable String refreshToken,
    @Nullable String idToken,
    @Nullable Duration expiresIn) {

  @Override
  public String toString() {
    return "UserTokens[expiresIn=" + expiresIn + "]";
  }
}
