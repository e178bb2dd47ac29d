package dev.sentinelauth.it.servers.launch;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Embedded GlassFish 7. By reflection: its one jar has so much in it that nothing else could be
 * compiled beside it.
 */
public final class GlassFishLauncher {
  private static final String API = "org.glassfish.embeddable.";
  private static final String LISTENER =
      "configs.config.server-config.network-config.network-listeners.network-listener.http-listener.";

  private GlassFishLauncher() {}

  /** Starts it. */
  public static void main(String[] arguments) throws Exception {
    Class<?> runtimeType = Class.forName(API + "GlassFishRuntime");
    Object runtime = runtimeType.getMethod("bootstrap").invoke(null);
    Object server = runtimeType.getMethod("newGlassFish").invoke(runtime);
    Class<?> type = Class.forName(API + "GlassFish");
    type.getMethod("start").invoke(server);
    Object runner = type.getMethod("getCommandRunner").invoke(server);
    // before it is enabled, so that it never listens anywhere else
    set(runner, LISTENER + "address=127.0.0.1");
    set(runner, LISTENER + "port=" + Launch.port(arguments));
    set(runner, LISTENER + "enabled=true");
    Object deployer = type.getMethod("getDeployer").invoke(server);
    Launch.deploy(arguments, (contextPath, directory) -> deploy(deployer, contextPath, directory));
  }

  private static void set(Object runner, String what) throws ReflectiveOperationException {
    Object result =
        Class.forName(API + "CommandRunner")
            .getMethod("run", String.class, String[].class)
            .invoke(runner, "set", new String[] {what});
    System.out.println(what + ": " + result);
  }

  private static void deploy(Object deployer, String contextPath, Path directory) throws Exception {
    String name = contextPath.substring(1);
    Path archive = directory.resolveSibling(name + ".war");
    if (!Files.exists(archive)) {
      throw new IllegalArgumentException("no " + archive);
    }
    try {
      Object deployed =
          Class.forName(API + "Deployer")
              .getMethod("deploy", File.class, String[].class)
              .invoke(
                  deployer,
                  archive.toFile(),
                  new String[] {"--name=" + name, "--contextroot=" + name});
      if (deployed == null) {
        throw new IllegalStateException("GlassFish says why above");
      }
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
