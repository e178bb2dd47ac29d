package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Whole requests on embedded Jetty: one servlet twice in one server, behind the filter and without
 * it, asked with the same remembered tokens. The rounds of the two take turns, so that both see the
 * same moods of the machine.
 */
final class HttpComparison {
  private static final int TOKENS = 64;
  private static final int CONNECTIONS = 4;
  private static final String THREADS = "bench-jetty";

  private HttpComparison() {}

  /**
   * What one round came to.
   *
   * @param cpu nanoseconds of processor time of the server's threads, for one request
   */
  record Round(double perSecond, double p50, double p99, double cpu) {}

  /** The rounds of the bare servlet and of the guarded one; those of one index ran in turn. */
  record Rounds(List<Round> bare, List<Round> guarded) {
    Samples bare(ToDoubleFunction<Round> figure) {
      return samples(bare, figure);
    }

    Samples guarded(ToDoubleFunction<Round> figure) {
      return samples(guarded, figure);
    }

    private static Samples samples(List<Round> rounds, ToDoubleFunction<Round> figure) {
      return new Samples(rounds.stream().mapToDouble(figure).toArray());
    }
  }

  /** The application: next to nothing. */
  private static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final byte[] BODY = "hello\n".getBytes(US_ASCII);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response.setContentLength(BODY.length);
      response.getOutputStream().write(BODY);
    }
  }

  /**
   * Measures.
   *
   * @param rounds of each of the two
   * @param time of one round; warming up takes three of each
   */
  static Rounds run(int rounds, Duration time) throws Exception {
    QueuedThreadPool pool = new QueuedThreadPool();
    pool.setName(THREADS);
    Server server = new Server(pool);
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    try (Fixture fixture = new Fixture()) {
      ServletContextHandler bare = application("/bare");
      ServletContextHandler guarded = application("/over");
      guarded.addFilter(
          new FilterHolder(new SentinelAuthenticationFilter(fixture.sentinel())),
          "/*",
          EnumSet.of(DispatcherType.REQUEST));
      server.setHandler(new ContextHandlerCollection(bare, guarded));
      server.start();
      String[] tokens = fixture.tokens(TOKENS);
      int port = connector.getLocalPort();
      byte[][] bareRequests = requests(bare.getContextPath(), port, tokens);
      byte[][] guardedRequests = requests(guarded.getContextPath(), port, tokens);
      Round[] ofBare = new Round[rounds];
      Round[] ofGuarded = new Round[rounds];
      for (int i = -3; i < rounds; i++) {
        int at = Math.max(i, 0); // what warming up gave is written over
        if ((i & 1) == 0) { // either goes first as often as the other
          ofBare[at] = round(port, bareRequests, time);
          ofGuarded[at] = round(port, guardedRequests, time);
        } else {
          ofGuarded[at] = round(port, guardedRequests, time);
          ofBare[at] = round(port, bareRequests, time);
        }
      }
      return new Rounds(List.of(ofBare), List.of(ofGuarded));
    } finally {
      server.stop();
    }
  }

  private static ServletContextHandler application(String path) {
    ServletContextHandler application = new ServletContextHandler(path);
    application.addServlet(new ServletHolder(new Hello()), "/*");
    return application;
  }

  /** Alike but for the path, and the paths are of one length. */
  private static byte[][] requests(String contextPath, int port, String[] tokens) {
    return Arrays.stream(tokens)
        .map(
            token ->
                ("GET " + contextPath + "/hello HTTP/1.1\r\n")
                    + ("Host: 127.0.0.1:" + port + "\r\n")
                    + ("Authorization: Bearer " + token + "\r\n\r\n"))
        .map(request -> request.getBytes(US_ASCII))
        .toArray(byte[][]::new);
  }

  private static Round round(int port, byte[][] requests, Duration time) throws Exception {
    long before = cpu();
    HttpLoad.Outcome outcome = HttpLoad.run(port, requests, CONNECTIONS, time);
    double cpu = (double) (cpu() - before) / outcome.nanos().length;
    return new Round(outcome.perSecond(), outcome.percentile(50), outcome.percentile(99), cpu);
  }

  /** Of all of the server's threads; none of them ends while the server is busy. */
  private static long cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith(THREADS))
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
        .sum();
  }
}
