package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Asks a server on the loopback interface over HTTP/1.1. It does as little as possible besides,
 * because it shares the processor with the server: requests are ready-made bytes, and answers, all
 * of one length, are read and not parsed.
 *
 * <p>In a closed loop, each connection sends the next request when the answer to the last is there,
 * and a time is that from sending to the end of the answer: good for throughput, but a server that
 * stalls is asked less meanwhile. At a fixed pace, each request has its time to be sent, and its
 * latency counts from there, whether it could be sent then or not: a stall shows in all requests
 * that it held up.
 */
final class HttpLoad {
  private static final byte[] OK = "HTTP/1.1 200".getBytes(US_ASCII);

  /** More than one connection can do in the longest round. */
  private static final int MOST_REQUESTS = 2_000_000;

  private HttpLoad() {}

  /**
   * What came of a round.
   *
   * @param nanos the time that each answer took, sorted
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Outcome(double perSecond, int[] nanos) {
    double percentile(double p) {
      return nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * p / 100))];
    }

    double longest() {
      return nanos[nanos.length - 1];
    }

    /** How many took longer than that. */
    long over(Duration bound) {
      return Arrays.stream(nanos).filter(time -> time > bound.toNanos()).count();
    }
  }

  /**
   * Runs one round in a closed loop.
   *
   * @param requests sent in turn; each connection begins at another one
   * @throws ExecutionException if an answer isn't 200
   */
  static Outcome closedLoop(int port, byte[][] requests, int connections, Duration time)
      throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    return run(
        connections,
        number -> {
          int first = number * requests.length / connections;
          return () -> closedLoop(port, requests, first, end);
        });
  }

  /**
   * Sends so many requests a second for so long.
   *
   * @param requests gives the next one to send; asked by all connections
   * @throws ExecutionException if an answer isn't 200
   */
  static Outcome paced(
      int port, Supplier<byte[]> requests, int connections, int perSecond, Duration time)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    long interval = 1_000_000_000L / perSecond;
    return run(
        connections,
        number ->
            () ->
                paced(
                    port,
                    requests,
                    start + number * interval,
                    connections * interval,
                    start + time.toNanos()));
  }

  private static Outcome run(int connections, IntFunction<Callable<int[]>> work)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      long start = System.nanoTime();
      List<Future<int[]>> rounds = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        rounds.add(threads.submit(work.apply(i)));
      }
      List<int[]> times = new ArrayList<>();
      for (Future<int[]> round : rounds) {
        times.add(round.get());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      int[] all = times.stream().flatMapToInt(Arrays::stream).sorted().toArray();
      return new Outcome(all.length / seconds, all);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Sends one request on a connection of its own, and waits for the end of the answer. */
  static void one(int port, byte[] request) throws IOException {
    try (Connection connection = new Connection(port)) {
      connection.ask(request);
    }
  }

  private static int[] closedLoop(int port, byte[][] requests, int first, long end)
      throws IOException {
    Times times = new Times();
    try (Connection connection = new Connection(port)) {
      connection.ask(requests[first]);
      long before = System.nanoTime();
      while (before < end && times.count < MOST_REQUESTS) {
        connection.ask(requests[(first + times.count) % requests.length]);
        long after = System.nanoTime();
        times.add(after - before);
        before = after;
      }
    }
    return times.all();
  }

  private static int[] paced(
      int port, Supplier<byte[]> requests, long first, long interval, long end) throws IOException {
    Times times = new Times();
    try (Connection connection = new Connection(port)) {
      for (long due = first; due < end; due += interval) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        connection.ask(requests.get());
        times.add(System.nanoTime() - due);
      }
    }
    return times.all();
  }

  private static final class Times {
    private int[] nanos = new int[1 << 14];
    private int count;

    void add(long time) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = (int) Math.min(Integer.MAX_VALUE, time);
    }

    int[] all() {
      return Arrays.copyOf(nanos, count);
    }
  }

  private static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] answer = new byte[1024];
    private int length;

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      out = socket.getOutputStream();
      in = socket.getInputStream();
    }

    void ask(byte[] request) throws IOException {
      out.write(request);
      if (length == 0) {
        length = firstAnswer();
      } else if (in.readNBytes(answer, 0, length) < length) {
        throw new EOFException("the connection was closed");
      }
      checkOk();
    }

    /** Reads to the end of an answer whose body is one line, and tells how long it was. */
    private int firstAnswer() throws IOException {
      int total = 0;
      do {
        int read = in.read(answer, total, answer.length - total);
        if (read <= 0) {
          throw new EOFException("no complete answer");
        }
        total += read;
        checkOk();
      } while (!new String(answer, 0, total, US_ASCII).matches("(?s).*\r\n\r\n[^\n]*\n"));
      return total;
    }

    private void checkOk() {
      if (!Arrays.equals(answer, 0, OK.length, OK, 0, OK.length)) {
        throw new IllegalStateException(
            "answered " + new String(answer, 0, OK.length, US_ASCII) + "…");
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
