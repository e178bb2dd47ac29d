package dev.sentinelauth.emulator;

import dev.sentinelauth.emulator.RequestReader.UnreadableRequest;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small HTTP/1.1 server on loopback, one daemon thread per connection.
 *
 * <p>The JDK's own server can neither reset a connection nor break off inside a body; this one
 * leaves the socket to the {@link Delivery} of each reply.
 */
final class HttpListener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HttpListener.class.getName());
  private static final int BACKLOG = 1024;
  private static final int MAX_CONNECTIONS = 1024;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What answers the requests. */
  @FunctionalInterface
  interface Handler {
    Reply handle(RecordedRequest request) throws InterruptedException;
  }

  private final ServerSocket server;
  private final Handler handler;
  private final String name;
  private final Thread acceptor;
  private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();

  private HttpListener(ServerSocket server, String name, Handler handler) {
    this.server = server;
    this.handler = handler;
    this.name = "emulator-" + name;
    this.acceptor = daemon(this::accept);
  }

  private Thread daemon(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Listens at once.
   *
   * @param port 0 for any free one
   */
  static HttpListener open(int port, String name, Handler handler) {
    try {
      ServerSocket server = new ServerSocket();
      // Coming back on the same port must not wait for old connections to fade away.
      server.setReuseAddress(true);
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server.bind(new InetSocketAddress(loopback, port), BACKLOG);
      HttpListener listener = new HttpListener(server, name, handler);
      listener.acceptor.start();
      return listener;
    } catch (IOException e) {
      throw new UncheckedIOException("can't listen on port " + port, e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      Socket socket;
      try {
        socket = server.accept();
      } catch (IOException e) {
        continue;
      }
      if (connections.size() < MAX_CONNECTIONS) {
        Thread thread = daemon(() -> serve(socket));
        connections.put(socket, thread);
        thread.start();
      } else {
        closeQuietly(socket);
      }
    }
  }

  private void serve(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) IDLE.toMillis());
      RequestReader requests = new RequestReader(socket.getInputStream());
      boolean open = true;
      while (open) {
        Optional<RecordedRequest> request = requests.next();
        open = request.isPresent() && answer(request.get(), socket);
      }
    } catch (UnreadableRequest e) {
      refuse(socket, e.status());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "connection ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeQuietly(socket);
      connections.remove(socket);
    }
  }

  private boolean answer(RecordedRequest request, Socket socket)
      throws IOException, InterruptedException {
    boolean last = request.header("Connection").filter("close"::equalsIgnoreCase).isPresent();
    Reply reply;
    try {
      reply = handler.handle(request);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, () -> "no answer to " + request.method() + " " + request.path(), e);
      reply = Reply.of(500);
    }
    return reply.sendOver(socket) && !last;
  }

  private static void refuse(Socket socket, int status) {
    try {
      Reply.of(status).header("Connection", "close").sendOver(socket);
      // Closing over unread bytes would be a reset, which may overtake the answer.
      socket.shutdownOutput();
      socket.setSoTimeout((int) LINGER.toMillis());
      socket.getInputStream().skipNBytes(2L * RequestReader.MAX_BODY_BYTES);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "refusal not delivered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "close failed", e);
    }
  }

  /** Ends all connections and all threads; from now on the port refuses connections. */
  @Override
  public void close() {
    closeQuietly(server);
    try {
      acceptor.join(PATIENCE.toMillis());
      // From here on there are no new connections, so this is all of them.
      Map<Socket, Thread> last = Map.copyOf(connections);
      last.forEach(
          (socket, thread) -> {
            closeQuietly(socket);
            thread.interrupt();
          });
      for (Thread thread : last.values()) {
        thread.join(PATIENCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
