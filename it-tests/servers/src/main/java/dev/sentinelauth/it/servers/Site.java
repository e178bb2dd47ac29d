package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a server is started with.
 *
 * @param directory of its own for this run
 * @param cache where it can keep what it unpacked for the next run
 * @param jdk that it runs on
 * @param artifacts its jars or its zip file
 * @param port where it has to listen, on loopback
 * @param agent a jar that is given to each JVM: the launchers, and the watch
 * @param wars the directories with the unpacked applications; beside each lies a {@code .war}
 */
record Site(
    Path directory,
    Path cache,
    Path jdk,
    List<Path> artifacts,
    int port,
    Path agent,
    List<Path> wars) {

  /** The program of a JVM. */
  String java() {
    return jdk.resolve("bin/java").toString();
  }

  /** A command that ends with this process, whatever JVMs it starts. */
  ProcessBuilder command(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SENTINEL_"));
    environment.put("JAVA_HOME", jdk.toString());
    environment.put(
        "JAVA_TOOL_OPTIONS", "-javaagent:" + agent + "=" + ProcessHandle.current().pid());
    return builder;
  }

  /** Memory that is enough for a server and small enough for any machine. */
  static List<String> memory() {
    return List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }

  /** One that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  List<Path> archives() {
    List<Path> archives = new ArrayList<>();
    for (Path war : wars) {
      archives.add(war.resolveSibling(war.getFileName() + ".war"));
    }
    return archives;
  }
}
