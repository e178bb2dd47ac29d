package dev.sentinelauth.it.hunt;

import java.util.List;
import java.util.Random;

/** Writes paths in other ways, wrong ones among them. */
final class HuntPaths {
  private static final List<String> ODD =
      List.of(
          ";",
          ";x",
          ";a=b",
          ";%2e",
          ";.",
          "%2f",
          "%2F",
          "%5c",
          "\\",
          "%00",
          "%3b",
          "%25",
          "%2e",
          "%2e%2e",
          "%20",
          "%0a",
          "%c0%af",
          "%c0%ae",
          "%u002e",
          "%C3%A9",
          "Ã©",
          "%FF",
          "%",
          "%4",
          "%zz",
          ".",
          "..",
          "~",
          "X",
          "|",
          "{x}",
          "*",
          "+",
          "&",
          "=",
          ",",
          ":",
          "@",
          "!",
          "\"",
          "<",
          "^",
          "`",
          "#",
          "?",
          ".do",
          ".json",
          ";.do",
          "%2edo",
          ";/",
          "/;",
          "/",
          "//",
          "/.",
          "/./",
          "/../",
          "/..;/",
          "/..;x/",
          "/.;/",
          "/;x/",
          "/%2e/",
          "/%2e%2e/",
          "/.%2e/",
          "/..%2f",
          "%2f..%2f",
          "/..%5c",
          "\\..\\",
          "/%20/",
          "/.../",
          "%252e%252e",
          "%252f",
          "%253b");

  private final Random random;

  /** Segments that mean something here. */
  private final List<String> words;

  /** Paths that lead somewhere. */
  private final List<String> paths;

  /** Where something is cut off from paths. */
  private final List<String> seams;

  HuntPaths(Random random, List<String> words, List<String> paths, List<String> seams) {
    this.random = random;
    this.seams = seams;
    this.words = words;
    this.paths = paths;
  }

  /** A path that leads somewhere, after some changes to it. */
  String next() {
    String path = pick(paths);
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      path = change(path);
    }
    if (!path.startsWith("/")) {
      path = "/" + path;
    }
    return random.nextInt(40) == 0 ? "http://127.0.0.1" + path : path;
  }

  private String change(String path) {
    int at = random.nextInt(path.length() + 1);
    int slash = slash(path);
    return switch (random.nextInt(20)) {
      case 0, 1 -> insert(path, at, pick(ODD));
      case 2, 3 -> insert(path, slash, pick(ODD));
      // a parameter that says what a segment would
      case 4, 5 -> insert(path, slash, ";" + pick(words));
      case 6 -> insert(path, slash, "/" + pick(words));
      case 7 -> encode(path, at);
      case 8 -> encode(path, Math.max(0, slash - 1));
      // another character in place of the slash
      case 9 -> slash < path.length() ? replace(path, slash, slash + 1, pick(ODD)) : path;
      case 10 ->
          slash < path.length()
              ? replace(path, slash, slash + 1, String.valueOf((char) ('A' + random.nextInt(26))))
              : path;
      case 11 -> flip(path, at);
      case 12 -> at < path.length() ? replace(path, at, at + 1, "") : path;
      // from one that leads somewhere to another
      case 13 -> path + (random.nextBoolean() ? "/.." : "/..;") + pick(paths);
      case 14 -> path + up(path) + pick(paths);
      case 15 -> path.substring(0, slash) + pick(paths);
      case 16 -> swap(path, slash);
      case 17, 18 -> atSeam(path);
      default -> random.nextInt(8) == 0 ? insert(path, slash, overlong()) : path + pick(ODD);
    };
  }

  /** Something else where the context path or the mapping ends. */
  private String atSeam(String path) {
    int seam = Math.min(pick(seams).length(), path.length());
    int end = random.nextBoolean() ? Math.min(seam + 1, path.length()) : seam;
    return replace(path, seam, end, pick(ODD));
  }

  /** As many steps up as there are segments. */
  private String up(String path) {
    String step = pick(List.of("/..", "/..;", "/%2e%2e", "/.%2e", "\\..", "%2f.."));
    return step.repeat((int) path.chars().filter(c -> c == '/').count());
  }

  private String overlong() {
    return random.nextBoolean() ? ";" + "x".repeat(3000) : "/" + "ab/".repeat(400);
  }

  /** One segment in place of another. */
  private String swap(String path, int slash) {
    int end = path.indexOf('/', Math.min(slash + 1, path.length()));
    return slash < path.length()
        ? replace(path, slash + 1, end < 0 ? path.length() : end, pick(words))
        : path;
  }

  /** Where a segment ends. */
  private int slash(String path) {
    int nth = random.nextInt(5);
    int at = 0;
    for (int i = 0; i <= nth; i++) {
      at = path.indexOf('/', at + 1);
      if (at < 0) {
        return path.length();
      }
    }
    return at;
  }

  private String encode(String path, int at) {
    if (at >= path.length()) {
      return path;
    }
    String format =
        random.nextBoolean() ? "%%%02x" : random.nextInt(4) == 0 ? "%%25%02x" : "%%%02X";
    return replace(path, at, at + 1, String.format(format, (int) path.charAt(at)));
  }

  private static String flip(String path, int at) {
    if (at >= path.length()) {
      return path;
    }
    char c = path.charAt(at);
    char other = Character.isLowerCase(c) ? Character.toUpperCase(c) : Character.toLowerCase(c);
    return replace(path, at, at + 1, String.valueOf(other));
  }

  private static String insert(String path, int at, String text) {
    return replace(path, at, at, text);
  }

  private static String replace(String path, int start, int end, String text) {
    return path.substring(0, start) + text + path.substring(end);
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
