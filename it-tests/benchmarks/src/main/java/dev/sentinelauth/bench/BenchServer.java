package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Embedded Jetty on loopback, with the applications that are measured. */
final class BenchServer implements AutoCloseable {
  private static final String THREADS = "bench-jetty";

  private final Server server;
  private final ServerConnector connector;
  private final ContextHandlerCollection applications;

  BenchServer(List<ServletContextHandler> applications) throws Exception {
    QueuedThreadPool pool = new QueuedThreadPool();
    pool.setName(THREADS);
    server = new Server(pool);
    connector = new ServerConnector(server);
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    this.applications =
        new ContextHandlerCollection(true, applications.toArray(new ContextHandler[0]));
    server.setHandler(this.applications);
    server.start();
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Adds an application, and starts it, while the server is up. */
  void deploy(ServletContextHandler application) throws Exception {
    applications.addHandler(application);
    application.start();
  }

  /** Ready-made requests for an application, one for each token. */
  byte[][] requests(String contextPath, String... tokens) {
    return Arrays.stream(tokens)
        .map(
            token ->
                ("GET " + contextPath + "/hello HTTP/1.1\r\n")
                    + ("Host: 127.0.0.1:" + port() + "\r\n")
                    + ("Authorization: Bearer " + token + "\r\n\r\n"))
        .map(request -> request.getBytes(US_ASCII))
        .toArray(byte[][]::new);
  }

  /** Nanoseconds of processor time of all of its threads; none ends while the server is busy. */
  static long cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith(THREADS))
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
        .sum();
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }
}
