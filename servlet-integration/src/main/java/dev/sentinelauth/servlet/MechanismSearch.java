package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContext;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a subclass of {@link SentinelAuthenticationMechanism} among the classes and in the
 * libraries of an application. It reads class files, and loads no class. Only direct subclasses are
 * looked for: every indirect one needs a direct one in the application too.
 */
final class MechanismSearch {
  /** Under the name of what searches, so that operators have one for it. */
  private static final Logger log = LoggerFactory.getLogger(MechanismInitializer.class);

  private static final String MECHANISM =
      "dev/sentinelauth/servlet/SentinelAuthenticationMechanism";
  private static final String CLASSES = "/WEB-INF/classes/";
  private static final String LIBRARIES = "/WEB-INF/lib/";
  private static final String CLASS_FILE = ".class";

  private final ServletContext application;

  MechanismSearch(ServletContext application) {
    this.application = application;
  }

  /** The name of one; {@code null} if there is none. */
  @Nullable String find() {
    String found = inClasses(CLASSES, new ClassFile());
    return found == null ? inLibraries() : found;
  }

  private @Nullable String inClasses(String directory, ClassFile reader) {
    for (String path : paths(directory)) {
      String found = null;
      if (path.endsWith("/")) {
        found = inClasses(path, reader);
      } else if (path.endsWith(CLASS_FILE)) {
        try (InputStream in = application.getResourceAsStream(path)) {
          found = in == null ? null : name(path.substring(CLASSES.length()), in, reader);
        } catch (IOException e) {
          throw unreadable(path, e);
        }
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String inLibraries() {
    List<File> files = new ArrayList<>();
    for (String path : paths(LIBRARIES)) {
      if (path.endsWith(".jar")) {
        String file = application.getRealPath(path);
        if (file != null && new File(file).isFile()) {
          files.add(new File(file));
        } else {
          // an application that the server doesn't unpack
          String found = inStream(path);
          if (found != null) {
            return found;
          }
        }
      }
    }
    // dozens of them, and the start of the application waits
    return files.parallelStream()
        .map(MechanismSearch::inFile)
        .filter(Objects::nonNull)
        .findAny()
        .orElse(null);
  }

  private static @Nullable String inFile(File library) {
    ClassFile reader = new ClassFile();
    try (ZipFile zip = new ZipFile(library)) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (isClass(entry)) {
          try (InputStream in = zip.getInputStream(entry)) {
            String found = name(entry.getName(), in, reader);
            if (found != null) {
              return found;
            }
          }
        }
      }
      return null;
    } catch (ZipException odd) {
      return unsearched(library.getName(), odd);
    } catch (IOException e) {
      throw unreadable(library.getName(), e);
    }
  }

  private @Nullable String inStream(String path) {
    ClassFile reader = new ClassFile();
    try (InputStream library = application.getResourceAsStream(path);
        ZipInputStream in =
            new ZipInputStream(library == null ? InputStream.nullInputStream() : library)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String found = isClass(entry) ? name(entry.getName(), in, reader) : null;
        if (found != null) {
          return found;
        }
      }
      return null;
    } catch (ZipException odd) {
      return unsearched(path, odd);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** What a jar has for newer versions of Java is there for older ones too. */
  private static boolean isClass(ZipEntry entry) {
    return entry.getName().endsWith(CLASS_FILE) && !entry.getName().startsWith("META-INF/");
  }

  /** The name of the class in this file, if it is a mechanism of the application's. */
  private static @Nullable String name(String file, InputStream bytes, ClassFile reader)
      throws IOException {
    try {
      return reader.isOfDirectSubclass(bytes, MECHANISM)
          ? file.substring(0, file.length() - CLASS_FILE.length()).replace('/', '.')
          : null;
    } catch (EOFException | IndexOutOfBoundsException none) {
      log.debug("{} is no class file", file);
      return null;
    }
  }

  private Set<String> paths(String directory) {
    @Nullable Set<String> paths = application.getResourcePaths(directory);
    return paths == null ? Set.of() : paths;
  }

  private static @Nullable String unsearched(String library, ZipException odd) {
    // servers read archives in the same way
    log.warn(
        "{} is no archive that can be read; it is not searched for a"
            + " SentinelAuthenticationMechanism",
        library,
        odd);
    return null;
  }

  private static UncheckedIOException unreadable(String path, IOException e) {
    return new UncheckedIOException(path + " can't be read", e);
  }
}
