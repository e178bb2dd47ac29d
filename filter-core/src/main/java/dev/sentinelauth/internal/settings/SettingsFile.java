package dev.sentinelauth.internal.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The properties file: where it is looked for, and how strictly it is read. */
public final class SettingsFile {
  /** Where it is; it can't say so itself. */
  public static final SettingDescriptor<String> LOCATION =
      new SettingGroup(SettingNames.PREFIX)
          .optional(
              "config",
              Grammar.of(value -> value, "a location"),
              "see above",
              "the properties file");

  private static final String CLASS_PATH = "classpath:";
  private static final String DEFAULT_IN_APPLICATION = "/WEB-INF/sentinel.properties";
  private static final String DEFAULT_ON_CLASS_PATH = "sentinel.properties";
  private static final int LARGEST = 1024 * 1024;

  private final ClassLoader classLoader;
  private final Function<String, @Nullable InputStream> webResources;
  private final Problems problems;

  /**
   * @param classLoader {@code null} for the context class loader, else this class's own
   */
  public SettingsFile(
      @Nullable ClassLoader classLoader,
      Function<String, @Nullable InputStream> webResources,
      Problems problems) {
    this.classLoader = classLoader == null ? contextClassLoader() : classLoader;
    this.webResources = webResources;
    this.problems = problems;
  }

  private static ClassLoader contextClassLoader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : SettingsFile.class.getClassLoader();
  }

  /**
   * Whether a file is the one that is looked for where another, by default, isn't there.
   *
   * @param origin that of its layer
   * @param other that of the other one's
   */
  public static boolean isNextBest(String origin, String other) {
    return other.equals(DEFAULT_IN_APPLICATION)
        && origin.equals(CLASS_PATH + DEFAULT_ON_CLASS_PATH);
  }

  /**
   * The file that {@code sentinel.config} names, or else the one where it is by default, or else
   * nothing at all.
   *
   * @return {@code null} if it isn't there or can't be read, which is then among the problems
   */
  @Nullable SettingsLayer find(@Nullable Setting config, References references) {
    try {
      return config == null ? readDefault() : read(references.resolve(config.written()).strip());
    } catch (InvalidValueException unusable) {
      problems.add(
          LOCATION.name(),
          config == null ? "default" : config.origin(),
          "expected "
              + unusable.getMessage()
              + (config == null ? "" : ", but it is '" + Problems.escaped(config.written()) + "'"));
      return null;
    }
  }

  private SettingsLayer readDefault() {
    SettingsLayer layer =
        read(DEFAULT_IN_APPLICATION, () -> webResources.apply(DEFAULT_IN_APPLICATION));
    if (layer == null) {
      layer =
          read(
              CLASS_PATH + DEFAULT_ON_CLASS_PATH,
              () -> classLoader.getResourceAsStream(DEFAULT_ON_CLASS_PATH));
    }
    return layer != null ? layer : new SettingsLayer("no properties file", Map.of());
  }

  /** A path is looked for inside the web application first, then on disk. */
  private SettingsLayer read(String location) {
    if (location.startsWith(CLASS_PATH)) {
      String name = location.substring(CLASS_PATH.length());
      String relative = name.startsWith("/") ? name.substring(1) : name;
      return existing(
          read(location, () -> classLoader.getResourceAsStream(relative)),
          "a file that exists; it was looked for on the class path");
    }
    Path path = onDisk(location);
    if (location.startsWith("/")) {
      SettingsLayer inside = read(location, () -> webResources.apply(location));
      return existing(
          inside != null ? inside : read(location, () -> open(path)),
          "a file that exists; it was looked for inside the web application and on disk");
    }
    if (path == null || !path.isAbsolute()) {
      throw new InvalidValueException(
          "classpath:x, file:/x, an absolute path, or a path inside the web application such as "
              + DEFAULT_IN_APPLICATION);
    }
    return existing(
        read(location, () -> open(path)), "a file that exists; it was looked for on disk");
  }

  private static SettingsLayer existing(@Nullable SettingsLayer layer, String expected) {
    if (layer == null) {
      throw new InvalidValueException(expected);
    }
    return layer;
  }

  private static @Nullable InputStream open(@Nullable Path path) throws IOException {
    return path != null && Files.isRegularFile(path) ? Files.newInputStream(path) : null;
  }

  private static @Nullable Path onDisk(String location) {
    try {
      return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
    } catch (IllegalArgumentException | FileSystemNotFoundException malformed) {
      return null;
    }
  }

  /** Opens a file; {@code null} where there is none. */
  private interface Opener {
    @Nullable InputStream open() throws IOException;
  }

  private @Nullable SettingsLayer read(String origin, Opener opener) {
    byte[] bytes;
    try (InputStream in = opener.open()) {
      if (in == null) {
        return null;
      }
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException unreadable) {
      throw new InvalidValueException(Problems.escaped(origin) + " to be a readable file");
    }
    if (bytes.length > LARGEST) {
      throw new InvalidValueException(Problems.escaped(origin) + " to have at most 1 MiB");
    }
    String text = TextFile.decode(bytes, Problems.escaped(origin));
    NoticingProperties properties = new NoticingProperties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException malformed) {
      throw new InvalidValueException(
          Problems.escaped(origin) + " to hold no malformed \\uXXXX escape");
    }
    for (String key : properties.repeated) {
      if (key.startsWith(SettingNames.PREFIX)) {
        problems.add(key, origin, "expected once, but the file has it several times");
      }
    }
    return SettingsLayer.of(origin, properties, problems);
  }

  /**
   * Notices a key that comes twice, of which {@link Properties#load} keeps the last without a word.
   */
  private static final class NoticingProperties extends Properties {
    private static final long serialVersionUID = 1L;

    private final transient Set<String> repeated = new TreeSet<>();

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // no other thread gets to see it
    public @Nullable Object put(Object key, Object value) {
      Object before = super.put(key, value);
      if (before != null) {
        repeated.add(key.toString());
      }
      return before;
    }
  }
}
