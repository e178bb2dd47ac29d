package dev.sentinelauth.it.servers.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all launchers do alike: read their arguments, deploy one after the other, and say so. */
final class Launch {

  /** Puts one application into service. */
  interface Deployment {
    void deploy(String contextPath, Path directory) throws Exception;
  }

  private Launch() {}

  static int port(String[] arguments) {
    return Integer.parseInt(arguments[0]);
  }

  /** Where the server may write. */
  static Path work(String[] arguments) {
    return Path.of(arguments[1]);
  }

  /** Deploys each application; what one fails with is printed, and is no matter to the others. */
  static void deploy(String[] arguments, Deployment deployment) {
    Map<String, Path> applications = new TreeMap<>();
    for (String directory : List.of(arguments).subList(2, arguments.length)) {
      Path path = Path.of(directory);
      applications.put("/" + path.getFileName(), path);
    }
    applications.forEach(
        (contextPath, directory) -> {
          try {
            deployment.deploy(contextPath, directory);
            System.out.println("deployed " + contextPath);
          } catch (Exception | LinkageError e) {
            System.out.println("not deployed " + contextPath);
            e.printStackTrace(System.out);
          }
        });
    System.out.println("launched");
  }
}
