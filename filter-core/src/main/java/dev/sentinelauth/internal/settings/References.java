package dev.sentinelauth.internal.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The references that a value may hold: <code>${env:NAME}</code>, <code>${sys:NAME}</code> and
 * <code>${file:/path}</code>. What they stand for is taken as it is; references in it are not
 * resolved again.
 */
final class References {
  private static final int LARGEST_FILE = 64 * 1024;
  private static final String FORMS =
      "references of the form ${env:NAME}, ${sys:NAME} or ${file:/path}";

  private final Lookup environment;
  private final Lookup systemProperties;

  /** Finds a variable by its name. */
  interface Lookup {
    @Nullable String get(String name);
  }

  References(Lookup environment, Lookup systemProperties) {
    this.environment = environment;
    this.systemProperties = systemProperties;
  }

  /**
   * The value with every reference replaced.
   *
   * @throws InvalidValueException if one can't be; the message names the reference, but no part of
   *     what surrounds it or of what it stands for
   */
  String resolve(String written) {
    StringBuilder value = new StringBuilder();
    int from = 0;
    for (int open = written.indexOf("${"); open >= 0; open = written.indexOf("${", from)) {
      int close = written.indexOf('}', open);
      if (close < 0) {
        throw new InvalidValueException(FORMS + ", closed by '}'");
      }
      value.append(written, from, open).append(lookUp(written.substring(open + 2, close)));
      from = close + 1;
    }
    return value.append(written, from, written.length()).toString();
  }

  private String lookUp(String reference) {
    int colon = reference.indexOf(':');
    String name = reference.substring(colon + 1);
    return switch (colon < 0 ? "" : reference.substring(0, colon)) {
      case "env" ->
          found(environment.get(name), "the environment variable of ${env:%s} to be set", name);
      case "sys" ->
          found(systemProperties.get(name), "the system property of ${sys:%s} to be set", name);
      case "file" ->
          found(content(name), "${file:%s} to be an absolute path of a readable file", name);
      // Not named: in a secret that merely looks like a reference, it would be a part of the
      // secret.
      default -> throw new InvalidValueException(FORMS);
    };
  }

  private static String found(@Nullable String value, String expected, String name) {
    if (value == null) {
      throw new InvalidValueException(String.format(expected, Problems.escaped(name)));
    }
    return value;
  }

  private static @Nullable String content(String name) {
    byte[] bytes;
    try {
      Path path = Path.of(name);
      // Not a pipe or a device, which could keep the deployment waiting; links are followed,
      // secrets are mounted as such.
      if (!path.isAbsolute() || !Files.isRegularFile(path)) {
        return null;
      }
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(LARGEST_FILE + 1);
      }
    } catch (IOException | InvalidPathException unreadable) {
      return null;
    }
    String file = "the file of ${file:" + Problems.escaped(name) + "}";
    if (bytes.length > LARGEST_FILE) {
      throw new InvalidValueException(file + " to have at most 64 KiB");
    }
    return withoutNewLine(TextFile.decode(bytes, file));
  }

  private static String withoutNewLine(String content) {
    UnaryOperator<String> cut = text -> text.substring(0, text.length() - 1);
    String line = content.endsWith("\n") ? cut.apply(content) : content;
    return line.length() < content.length() && line.endsWith("\r") ? cut.apply(line) : line;
  }
}
