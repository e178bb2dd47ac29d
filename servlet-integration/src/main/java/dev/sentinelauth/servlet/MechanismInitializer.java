package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a filter before applications that have a {@link SentinelAuthenticationMechanism} among their
 * classes or in their libraries, so that they are closed in servers that never call one. For
 * containers, which find it by themselves; to applications without such a mechanism it does
 * nothing.
 *
 * <p>It looks at class files. {@code @HandlesTypes} would have servers load this module's own
 * mechanism, and Jetty gives up any application in which a class can't be loaded; a bean that tells
 * of itself isn't there in servers without CDI, or where the class is no bean.
 */
public final class MechanismInitializer implements ServletContainerInitializer {
  private static final Logger log = LoggerFactory.getLogger(MechanismInitializer.class);

  private static final String MECHANISM =
      "dev.sentinelauth.servlet.SentinelAuthenticationMechanism";

  /** As it stands in the class file of a subclass. */
  private static final String NAME_IN_CLASS_FILES = MECHANISM.replace('.', '/');

  private static final String CLASSES = "/WEB-INF/classes/";
  private static final String LIBRARIES = "/WEB-INF/lib/";
  private static final String CLASS_FILE = ".class";

  /** How much of a class file is looked at. */
  private static final int LARGEST = 1 << 20;

  /**
   * How large a library is at most that is looked into: an application's own are smaller, and all
   * of the others would take a second of every start.
   */
  private static final int LARGEST_LIBRARY = 1 << 20;

  /** For containers. */
  public MechanismInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> types, ServletContext application) {
    String mechanism = inClasses(application, CLASSES);
    if (mechanism == null) {
      mechanism = inLibraries(application);
    }
    if (mechanism != null) {
      MechanismGuard.register(application, mechanism);
    }
  }

  private static @Nullable String inClasses(ServletContext application, String directory) {
    for (String path : paths(application, directory)) {
      String found = null;
      if (path.endsWith("/")) {
        found = inClasses(application, path);
      } else if (path.endsWith(CLASS_FILE)) {
        try (InputStream in = application.getResourceAsStream(path)) {
          found = in == null ? null : mechanism(path.substring(CLASSES.length()), in, application);
        } catch (IOException e) {
          throw new UncheckedIOException(path + " can't be read", e);
        }
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable String inLibraries(ServletContext application) {
    for (String path : paths(application, LIBRARIES)) {
      if (!path.endsWith(".jar")) {
        continue;
      }
      try (InputStream in = application.getResourceAsStream(path)) {
        byte[] library = in == null ? new byte[0] : in.readNBytes(LARGEST_LIBRARY + 1);
        String found = library.length > LARGEST_LIBRARY ? null : inLibrary(library, application);
        if (found != null) {
          return found;
        }
      } catch (ZipException odd) {
        // Servers read archives by their directory, and some can't be read without it.
        log.warn("{} can't be searched for a SentinelAuthenticationMechanism", path, odd);
      } catch (IOException e) {
        throw new UncheckedIOException(path + " can't be read", e);
      }
    }
    return null;
  }

  private static @Nullable String inLibrary(byte[] library, ServletContext application)
      throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(library))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String path = entry.getName();
        // What a jar has for newer versions of Java is there for older ones too.
        boolean isClass = path.endsWith(CLASS_FILE) && !path.startsWith("META-INF/");
        String found = isClass ? mechanism(path, in, application) : null;
        if (found != null) {
          return found;
        }
      }
      return null;
    }
  }

  private static Set<String> paths(ServletContext application, String directory) {
    @Nullable Set<String> paths = application.getResourcePaths(directory);
    return paths == null ? Set.of() : paths;
  }

  /** The name of the class in this file, if it is a mechanism of the application's. */
  private static @Nullable String mechanism(
      String file, InputStream bytes, ServletContext application) throws IOException {
    if (!new String(bytes.readNBytes(LARGEST), StandardCharsets.ISO_8859_1)
        .contains(NAME_IN_CLASS_FILES)) {
      return null;
    }
    String name = file.substring(0, file.length() - CLASS_FILE.length()).replace('/', '.');
    // That of this module is there where its jar was unpacked into the application.
    boolean ours = name.equals(MECHANISM) || name.startsWith(MECHANISM + "$");
    return !ours && isMechanism(name, application.getClassLoader()) ? name : null;
  }

  /** A class that can't be loaded here may be one, and is none that a server could call. */
  private static boolean isMechanism(String name, ClassLoader loader) {
    try {
      for (Class<?> type = Class.forName(name, false, loader);
          type != null;
          type = type.getSuperclass()) {
        if (type.getName().equals(MECHANISM)) {
          return true;
        }
      }
      return false;
    } catch (ClassNotFoundException | LinkageError unusable) {
      return true;
    }
  }
}
