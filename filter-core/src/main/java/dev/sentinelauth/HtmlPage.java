package dev.sentinelauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of HTML for adapters, or a part of one, whose places are filled with text or with parts.
 *
 * <p>A place is written <code>{{name}}</code>, in an element or in an attribute in double quotes.
 * Text is escaped when it is put there, and parts are such pages themselves; so nothing foreign
 * becomes HTML. Immutable.
 */
public final class HtmlPage {

  /** The part that stands where there is nothing to show. */
  public static final HtmlPage NOTHING = new HtmlPage("");

  private static final Pattern PLACE = Pattern.compile("\\{\\{\\w+}}");

  private final String html;

  private HtmlPage(String html) {
    this.html = html;
  }

  /**
   * Reads a page from a resource, in UTF-8.
   *
   * @param neighbour a class of the same package and jar
   * @param file the name of the resource there
   */
  public static HtmlPage read(Class<?> neighbour, String file) {
    try (InputStream in = neighbour.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + file + " beside " + neighbour.getName());
      }
      return new HtmlPage(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A part that is too small for a file.
   *
   * @param html as it is written in the code; what comes from elsewhere is put into its places
   */
  public static HtmlPage part(String html) {
    return new HtmlPage(html);
  }

  /**
   * Puts text into a place.
   *
   * @throws IllegalArgumentException where there is no such place
   */
  public HtmlPage with(String name, String text) {
    return fill(name, escape(text));
  }

  /**
   * Puts a part into a place.
   *
   * @throws IllegalArgumentException where there is no such place
   */
  public HtmlPage with(String name, HtmlPage part) {
    return fill(name, part.html());
  }

  private HtmlPage fill(String name, String content) {
    String place = "{{" + name + "}}";
    if (!html.contains(place)) {
      throw new IllegalArgumentException("there is no place " + place);
    }
    return new HtmlPage(html.replace(place, content));
  }

  /**
   * The finished page.
   *
   * @throws IllegalStateException where a place is left
   */
  public String html() {
    Matcher left = PLACE.matcher(html);
    if (left.find()) {
      throw new IllegalStateException("nothing was put into " + left.group());
    }
    return html;
  }

  /** What a Content-Security-Policy names it by, where it is the content of a style element. */
  public String policySource() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(html().getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
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
