package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A page of HTML, or a part of one, with places that are written <code>{{name}}</code>. Text is
 * escaped when it is put there. Immutable.
 */
record HtmlTemplate(String html) {
  static final HtmlTemplate NOTHING = new HtmlTemplate("");

  /** Reads a resource beside a class, in UTF-8. */
  static HtmlTemplate read(Class<?> neighbour, String file) {
    try (InputStream in = neighbour.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + file + " beside " + neighbour.getName());
      }
      return new HtmlTemplate(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A part that is too small for a file. */
  static HtmlTemplate part(String html) {
    return new HtmlTemplate(html);
  }

  /** Puts text into a place. */
  HtmlTemplate with(String name, String text) {
    return fill(name, escape(text));
  }

  /** Puts a part into a place. */
  HtmlTemplate with(String name, HtmlTemplate part) {
    return fill(name, part.html);
  }

  private HtmlTemplate fill(String name, String content) {
    String place = "{{" + name + "}}";
    if (!html.contains(place)) {
      throw new IllegalArgumentException("there is no place " + place);
    }
    return new HtmlTemplate(html.replace(place, content));
  }

  /** What a Content-Security-Policy names it by, where it is the content of a style element. */
  String policySource() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(html.getBytes(UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Braces too, so that what is put into one place can't look like another one. */
  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;")
        .replace("{", "&#123;");
  }
}
