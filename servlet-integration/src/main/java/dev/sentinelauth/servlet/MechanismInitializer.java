package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a filter before applications that have a {@link SentinelAuthenticationMechanism} among their
 * classes, so that they are closed in servers that never call one. For containers, which find it by
 * themselves; to applications without such a mechanism it does nothing.
 *
 * <p>It looks at class files. {@code @HandlesTypes} would have servers load this module's own
 * mechanism, and Jetty gives up any application in which a class can't be loaded; a bean that tells
 * of itself isn't there in servers without CDI, or where the class is no bean.
 */
public final class MechanismInitializer implements ServletContainerInitializer {
  private static final String MECHANISM =
      "dev.sentinelauth.servlet.SentinelAuthenticationMechanism";

  /** As it stands in the class file of a subclass. */
  private static final String NAME_IN_CLASS_FILES = MECHANISM.replace('.', '/');

  private static final String CLASSES = "/WEB-INF/classes/";
  private static final String CLASS_FILE = ".class";
  private static final int LARGEST = 1 << 20;

  /** For containers. */
  public MechanismInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> types, ServletContext application) {
    String mechanism = find(application, CLASSES);
    if (mechanism != null) {
      MechanismGuard.register(application, mechanism);
    }
  }

  private static @Nullable String find(ServletContext application, String directory) {
    @Nullable Set<String> paths = application.getResourcePaths(directory);
    if (paths == null) {
      return null;
    }
    for (String path : paths) {
      String found = null;
      if (path.endsWith("/")) {
        found = find(application, path);
      } else if (path.endsWith(CLASS_FILE) && namesMechanism(application, path)) {
        String name =
            path.substring(CLASSES.length(), path.length() - CLASS_FILE.length()).replace('/', '.');
        // That of this module is there where its jar was unpacked into the application.
        boolean ours = name.equals(MECHANISM) || name.startsWith(MECHANISM + "$");
        found = !ours && isMechanism(name, application.getClassLoader()) ? name : null;
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean namesMechanism(ServletContext application, String path) {
    try (InputStream in = application.getResourceAsStream(path)) {
      return in != null
          && new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1)
              .contains(NAME_IN_CLASS_FILES);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " can't be read", e);
    }
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
