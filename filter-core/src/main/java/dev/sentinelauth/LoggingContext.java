package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What {@code sentinel.log.mdc} puts into the logging context (SLF4J's {@link MDC}) while an
 * application works on a request, for adapters: the caller's claims, as {@code sentinel.azp} and so
 * on. A plain value; the other entries of the logging context are left alone.
 *
 * <p>A logging context belongs to a thread, which serves somebody else next. So an adapter puts
 * claims there only where it is certain that it gets to take them away again, on the same thread,
 * whatever happens in between.
 */
public final class LoggingContext {
  private static final String PREFIX = "sentinel.";
  private static final int MAX_LENGTH = 200;
  private static final LoggingContext NONE = new LoggingContext(Map.of());

  /** By key; a {@code null} where nothing is to stand. */
  private final Map<String, @Nullable String> entries;

  private LoggingContext(Map<String, @Nullable String> entries) {
    this.entries = entries;
  }

  Map<String, @Nullable String> entries() {
    return entries;
  }

  /** Whether nothing is ever put there. */
  public static boolean isOff(SentinelConfig config) {
    return config.web().mdc().isEmpty();
  }

  /**
   * What is to stand there for a caller. Of a user who logged in, that is the account as {@code
   * aud}, the installation as {@code azp}, and the user's id as {@code sub}; an anonymous caller
   * has nothing.
   *
   * @param caller who was let in; {@code null} for nobody
   */
  public static LoggingContext of(SentinelConfig config, Verdict.@Nullable Accepted caller) {
    Set<String> claims = config.web().mdc();
    if (claims.isEmpty()) {
      return NONE;
    }
    Map<String, @Nullable String> entries = new LinkedHashMap<>();
    for (String claim : claims) {
      entries.put(PREFIX + claim, caller == null ? null : text(value(caller, claim)));
    }
    return new LoggingContext(entries);
  }

  private static @Nullable Object value(Verdict.Accepted caller, String claim) {
    AppJwt token = caller.token();
    LoggedInUser user = caller.user();
    if (token != null) {
      return claim.equals(Scopes.CLAIM) ? List.copyOf(token.scopes()) : token.claim(claim);
    }
    if (user == null) {
      return null;
    }
    return switch (claim) {
      case "aud" -> user.accountId();
      case "azp" -> user.clientId();
      case "sub" -> user.getName();
      default -> null;
    };
  }

  /** Something that can forge neither a line nor another entry; {@code null} where it's empty. */
  private static @Nullable String text(@Nullable Object value) {
    List<String> parts = new ArrayList<>();
    for (Object part : value instanceof List<?> list ? list : Collections.singletonList(value)) {
      if (part instanceof String || part instanceof Number || part instanceof Boolean) {
        parts.add(part.toString());
      }
    }
    String text = Text.word(parts, MAX_LENGTH);
    return text.isEmpty() ? null : text;
  }

  /**
   * Puts this into the logging context of the thread at hand, in the place of what stands there
   * under its keys.
   *
   * @return what stood there, to be put there in the end
   */
  public LoggingContext put() {
    if (entries.isEmpty()) {
      return NONE;
    }
    Map<String, @Nullable String> before = new LinkedHashMap<>();
    entries.forEach(
        (key, value) -> {
          before.put(key, MDC.get(key));
          if (value == null) {
            MDC.remove(key);
          } else {
            MDC.put(key, value);
          }
        });
    return new LoggingContext(before);
  }

  /** Whether this is what stands in the logging context of the thread at hand. */
  public boolean isPut() {
    return entries.entrySet().stream()
        .allMatch(entry -> Objects.equals(MDC.get(entry.getKey()), entry.getValue()));
  }

  /** Takes its keys away from the logging context of the thread at hand. */
  public void remove() {
    entries.keySet().forEach(MDC::remove);
  }
}
