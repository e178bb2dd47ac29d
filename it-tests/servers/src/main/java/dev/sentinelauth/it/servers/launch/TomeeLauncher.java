package dev.sentinelauth.it.servers.launch;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

/** Embedded TomEE 10, by reflection: its Tomcat is another one than ours. */
public final class TomeeLauncher {
  private static final String PACKAGE = "org.apache.tomee.embedded.";

  private TomeeLauncher() {}

  /** Starts it. */
  public static void main(String[] arguments) throws Exception {
    Class<?> configurationType = Class.forName(PACKAGE + "Configuration");
    Object configuration = configurationType.getConstructor().newInstance();
    configurationType
        .getMethod("setHttpPort", int.class)
        .invoke(configuration, Launch.port(arguments));
    configurationType.getMethod("setHost", String.class).invoke(configuration, "127.0.0.1");
    configurationType
        .getMethod("setDir", String.class)
        .invoke(configuration, Launch.work(arguments).resolve("tomee").toString());
    configurationType
        .getMethod("property", String.class, String.class)
        .invoke(configuration, "connector.attributes.address", "127.0.0.1");
    Class<?> type = Class.forName(PACKAGE + "Container");
    Object container = type.getConstructor(configurationType).newInstance(configuration);
    Launch.deploy(
        arguments,
        (contextPath, directory) -> deploy(type, container, contextPath.substring(1), directory));
  }

  private static void deploy(Class<?> type, Object container, String name, Path directory)
      throws Exception {
    File archive = directory.resolveSibling(name + ".war").toFile();
    try {
      type.getMethod("deploy", String.class, File.class, boolean.class)
          .invoke(container, name, archive, true);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
