package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The least that any filter has to do that remembers tokens by their digests, and nothing else: no
 * check, no route, no caller for the application to see. What ours costs beyond this is ours.
 */
final class LookUpFilter implements Filter {
  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException(e);
            }
          });

  private final Cache<FloorBenchmark.Digest, Boolean> seen =
      Caffeine.newBuilder().maximumSize(10_000).build();

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    byte[] header = ((HttpServletRequest) request).getHeader("Authorization").getBytes(ISO_8859_1);
    FloorBenchmark.Digest digest = FloorBenchmark.Digest.of(SHA256.get().digest(header));
    if (seen.getIfPresent(digest) == null) {
      seen.put(digest, true);
    }
    chain.doFilter(request, response);
  }
}
