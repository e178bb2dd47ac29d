package dev.sentinelauth.it.servers.launch;

/**
 * Ends this JVM when the one that started it has ended, however that came about. An agent, so that
 * it works in servers that have a main class of their own.
 */
public final class Watch {

  private Watch() {}

  /**
   * Begins to watch.
   *
   * @param parent the process id
   */
  public static void premain(String parent) {
    Thread thread = new Thread(() -> watch(Long.parseLong(parent)), "watch");
    thread.setDaemon(true);
    thread.start();
  }

  private static void watch(long parent) {
    ProcessHandle.of(parent).ifPresent(process -> process.onExit().join());
    Runtime.getRuntime().halt(1);
  }
}
