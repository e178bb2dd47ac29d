package dev.sentinelauth.servlet;

import dev.sentinelauth.LoginFlow;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a browser keeps of logins that were begun: one cookie for each, so that tabs don't get into
 * each other's way, and one that counts logins which came to nothing.
 *
 * <p>Cookies don't care about ports, and with {@code __Host-} not about paths either: so the names
 * of those that are an application's own end with a mark of its redirect URI. Begun logins have
 * names of their own anyway, and share the room that there is for cookies on one host.
 *
 * <p>Over https their names begin with {@code __Host-} (RFC 6265bis section 4.1.3): no other host
 * of the domain can plant one, and with it a login of its own.
 */
final class LoginCookies {
  /** Base64url, as {@link LoginFlow} makes it; anything else has no business in a cookie's name. */
  private static final Pattern STATE = Pattern.compile("[A-Za-z0-9_-]{20,64}");

  private static final Pattern COMPLETED =
      Pattern.compile("[A-Za-z0-9_-]{20,64}~[A-Za-z0-9_-]{0,540}");

  /**
   * All attempts together; containers refuse requests whose headers are larger than 8 KiB, and the
   * application has cookies of its own.
   */
  private static final int MOST_CHARACTERS = 4_096;

  /** So many logins in a row that are followed by yet another one are a loop. */
  private static final int MOST_ROUNDS = 3;

  private static final int ROUND_SECONDS = 60;
  private static final int COMPLETED_SECONDS = 600;

  /** Of logins that were completed: tabs that a browser opened again at once, say. */
  private static final int MOST_COMPLETED = 4;

  private static final int LONGEST_COMPLETED = 400;

  /** All of them together: each application of a host has some. */
  private static final int MOST_COMPLETED_CHARACTERS = 1_024;

  private static final int END_SECONDS = 60;

  private final boolean secure;
  private final boolean frames;
  private final String attemptPrefix;
  private final String roundName;
  private final String endName;
  private final String completedName;
  private final String cutOffName;

  /**
   * @param frames whether the application stands in frames of other sites
   */
  LoginCookies(URI redirectUri, boolean frames) {
    this.frames = frames;
    this.secure = "https".equalsIgnoreCase(redirectUri.getScheme());
    String host = secure ? "__Host-" : "";
    this.attemptPrefix = host + "sentinel-login-";
    String mark = Integer.toHexString(redirectUri.toString().hashCode());
    this.roundName = host + "sentinel-rounds-" + mark;
    this.endName = host + "sentinel-logout-" + mark;
    this.completedName = host + "sentinel-completed-" + mark;
    this.cutOffName = host + "sentinel-cut-off-" + mark;
  }

  /** The attempt for a callback with that state; {@code null} if the browser has none. */
  @Nullable String attempt(HttpServletRequest request, @Nullable String state) {
    if (state == null || !STATE.matcher(state).matches()) {
      return null;
    }
    return value(request, attemptPrefix + state);
  }

  /** Keeps an attempt, and drops the oldest ones where there are too many. */
  void keep(HttpServletRequest request, HttpServletResponse response, LoginFlow.Begun begun) {
    List<Cookie> kept = attempts(request);
    int characters = begun.attempt().length();
    for (Cookie cookie : kept) {
      characters += cookie.getValue().length();
    }
    // browsers send them in the order in which they were made (RFC 6265 section 5.4)
    for (int i = 0; i < kept.size() && characters > MOST_CHARACTERS; i++) {
      characters -= kept.get(i).getValue().length();
      set(response, kept.get(i).getName(), "", 0);
    }
    set(
        response,
        attemptPrefix + begun.state(),
        begun.attempt(),
        (int) begun.validFor().toSeconds());
  }

  /** Drops an attempt; it is used up, whatever came of it. */
  void drop(HttpServletResponse response, @Nullable String state) {
    if (state != null && STATE.matcher(state).matches()) {
      set(response, attemptPrefix + state, "", 0);
    }
  }

  /**
   * Notes where a login led to that was completed, for a callback that is fetched once more. Worth
   * nothing by itself: whoever comes with it has to be logged in.
   */
  void keepCompleted(
      HttpServletRequest request, HttpServletResponse response, String state, String target) {
    StringBuilder entries = new StringBuilder(completed(state, target));
    int kept = 1;
    String before = value(request, completedName);
    for (String entry : before == null ? new String[0] : before.split("\\.", MOST_COMPLETED)) {
      if (kept < MOST_COMPLETED
          && entries.length() + entry.length() < MOST_COMPLETED_CHARACTERS
          && COMPLETED.matcher(entry).matches()) {
        entries.append('.').append(entry);
        kept++;
      }
    }
    set(response, completedName, entries.toString(), COMPLETED_SECONDS);
  }

  /** Without the query where it is a long one, and with none at all where that doesn't help. */
  private static String completed(String state, String target) {
    int query = target.indexOf('?');
    String path =
        target.length() <= LONGEST_COMPLETED || query < 0 ? target : target.substring(0, query);
    return state
        + "~"
        + (path.length() <= LONGEST_COMPLETED
            ? Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(path.getBytes(StandardCharsets.US_ASCII))
            : "");
  }

  /**
   * Where the login with that state led to when it was completed in this browser; empty where that
   * was too long to be kept, {@code null} for a login that wasn't.
   */
  @Nullable String completedTarget(HttpServletRequest request, @Nullable String state) {
    String value = state == null ? null : value(request, completedName);
    for (String entry : value == null ? new String[0] : value.split("\\.", MOST_COMPLETED + 1)) {
      if (COMPLETED.matcher(entry).matches() && entry.startsWith(state + "~")) {
        try {
          byte[] target = Base64.getUrlDecoder().decode(entry.substring(entry.indexOf('~') + 1));
          return new String(target, StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException planted) {
          return null;
        }
      }
    }
    return null;
  }

  /** Keeps how many characters a proxy cuts off the paths, for as long as the browser is open. */
  void keepCutOff(HttpServletResponse response, int length) {
    set(response, cutOffName, Integer.toString(length), -1);
  }

  /** How many that are; 0 for none. */
  int cutOff(HttpServletRequest request) {
    String value = value(request, cutOffName);
    return value != null && value.matches("[0-9]{1,4}") ? Integer.parseInt(value) : 0;
  }

  /**
   * Whether this browser was logged in again and again, just now, and no request after it had the
   * session: it doesn't keep the session's cookie, or the next node doesn't know the session.
   */
  boolean goesInCircles(HttpServletRequest request) {
    return rounds(request) >= MOST_ROUNDS;
  }

  /** Notes a login. */
  void countRound(HttpServletRequest request, HttpServletResponse response) {
    set(response, roundName, Integer.toString(rounds(request) + 1), ROUND_SECONDS);
  }

  /**
   * Marks the end of a login. Chromium keeps pages to go back to even where they are {@code
   * no-store}, and lets them go when a cookie changes that scripts can't see.
   */
  void markEnd(HttpServletResponse response) {
    set(response, endName, UUID.randomUUID().toString(), END_SECONDS);
  }

  /** A request has the session, so the rounds are over. */
  void forgetRounds(HttpServletRequest request, HttpServletResponse response) {
    forget(roundName, request, response);
  }

  /** Where logins led is nothing for whoever comes to this browser next. */
  void forgetCompleted(HttpServletRequest request, HttpServletResponse response) {
    forget(completedName, request, response);
  }

  private void forget(String name, HttpServletRequest request, HttpServletResponse response) {
    if (value(request, name) != null) {
      set(response, name, "", 0);
    }
  }

  private int rounds(HttpServletRequest request) {
    String value = value(request, roundName);
    return value != null && value.matches("[0-9]") ? Integer.parseInt(value) : 0;
  }

  private List<Cookie> attempts(HttpServletRequest request) {
    List<Cookie> attempts = new ArrayList<>();
    Cookie @Nullable [] all = request.getCookies();
    if (all != null) {
      for (Cookie cookie : all) {
        String name = cookie.getName();
        // the names are repeated in the answer
        if (name.startsWith(attemptPrefix)
            && STATE.matcher(name.substring(attemptPrefix.length())).matches()) {
          attempts.add(cookie);
        }
      }
    }
    return attempts;
  }

  private static @Nullable String value(HttpServletRequest request, String name) {
    Cookie @Nullable [] all = request.getCookies();
    if (all != null) {
      for (Cookie cookie : all) {
        if (cookie.getName().equals(name)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /** Whether they come along with what other sites embed and post. */
  boolean areForFrames() {
    return frames;
  }

  private void set(HttpServletResponse response, String name, String value, int maxAge) {
    if (frames) {
      // Written out, because containers differ in what they know of Partitioned: with it, browsers
      // that keep no cookies for others keep ours, for each site that embeds the application apart.
      String age = maxAge < 0 ? "" : "; Max-Age=" + maxAge;
      response.addHeader(
          "Set-Cookie",
          name + "=" + value + "; Path=/" + age + "; Secure; HttpOnly; SameSite=None; Partitioned");
      return;
    }
    Cookie cookie = new Cookie(name, value);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    // sent along when Sentinel sends the browser back, but not with what other sites embed or post
    cookie.setAttribute("SameSite", "Lax");
    cookie.setMaxAge(maxAge);
    response.addCookie(cookie);
  }
}
