package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Found and run by the container in every application that has this module: puts a filter before
 * applications that have a {@link SentinelAuthenticationMechanism} in them, so that they are closed
 * in servers that never call one. Not for applications; nothing needs to be done for it.
 */
@HandlesTypes(MechanismInitializer.Guarded.class)
public final class MechanismInitializer implements ServletContainerInitializer {
  private static final String CLASSES = "/WEB-INF/classes/";
  private static final String MECHANISM =
      "dev/sentinelauth/servlet/SentinelAuthenticationMechanism";

  /**
   * Marks mechanisms that nothing may be served without. A type of its own, because the initializer
   * has to load where there is no Jakarta Security; public, because servers make proxies of its
   * implementations.
   */
  public interface Guarded {}

  /** For the container. */
  public MechanismInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> found, ServletContext application)
      throws ServletException {
    String mechanism = found == null ? null : subclass(found);
    if (mechanism == null && !hasJakartaSecurity()) {
      // No such class can be loaded here, so the server doesn't tell of it.
      mechanism = classFile(application, CLASSES);
    }
    if (mechanism != null) {
      MechanismGuard.register(application, mechanism);
    }
  }

  private static @Nullable String subclass(Set<Class<?>> found) {
    for (Class<?> type : found) {
      if (!type.isInterface() && !Modifier.isAbstract(type.getModifiers())) {
        return type.getName();
      }
    }
    return null;
  }

  private static boolean hasJakartaSecurity() {
    try {
      Class.forName(MECHANISM.replace('/', '.'));
      return true;
    } catch (ClassNotFoundException | LinkageError missing) {
      return false;
    }
  }

  /** The application's first class file that names the mechanism; there are none but subclasses. */
  private static @Nullable String classFile(ServletContext application, String directory)
      throws ServletException {
    Set<String> paths = application.getResourcePaths(directory);
    for (String path : paths == null ? Set.<String>of() : paths) {
      String found = null;
      if (path.endsWith("/")) {
        found = classFile(application, path);
      } else if (path.endsWith(".class") && names(application, path)) {
        found =
            path.substring(CLASSES.length(), path.length() - ".class".length()).replace('/', '.');
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean names(ServletContext application, String path) throws ServletException {
    try (InputStream file = application.getResourceAsStream(path)) {
      return file != null
          && new String(file.readAllBytes(), StandardCharsets.ISO_8859_1).contains(MECHANISM);
    } catch (IOException e) {
      throw new ServletException("can't read " + path, e);
    }
  }
}
