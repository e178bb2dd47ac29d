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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A closed loop of HTTP/1.1 requests: each connection sends the next one when the answer to the
 * last is there. It does as little as possible besides, because it shares the processor with the
 * server: requests are ready-made bytes, and answers, all of one length, are read and not parsed.
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
  }

  /**
   * Runs one round against a server on the loopback interface.
   *
   * @param requests sent in turn; each connection begins at another one
   * @throws IllegalStateException if an answer isn't 200
   */
  static Outcome run(int port, byte[][] requests, int connections, Duration time)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      long start = System.nanoTime();
      long end = start + time.toNanos();
      List<Future<int[]>> rounds = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int first = i * requests.length / connections;
        rounds.add(threads.submit(() -> connection(port, requests, first, end)));
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

  private static int[] connection(int port, byte[][] requests, int first, long end)
      throws IOException {
    int[] nanos = new int[1 << 14];
    int count = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      byte[] answer = new byte[1024];
      out.write(requests[first]);
      int length = firstAnswer(in, answer);
      long before = System.nanoTime();
      while (before < end && count < MOST_REQUESTS) {
        out.write(requests[(first + count) % requests.length]);
        if (in.readNBytes(answer, 0, length) < length) {
          throw new EOFException("the connection was closed");
        }
        checkOk(answer);
        long after = System.nanoTime();
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = (int) Math.min(Integer.MAX_VALUE, after - before);
        before = after;
      }
    }
    return Arrays.copyOf(nanos, count);
  }

  /** Reads to the end of an answer whose body is one line, and tells how long it was. */
  private static int firstAnswer(InputStream in, byte[] answer) throws IOException {
    int length = 0;
    do {
      int read = in.read(answer, length, answer.length - length);
      if (read <= 0) {
        throw new EOFException("no complete answer");
      }
      length += read;
      checkOk(answer);
    } while (!new String(answer, 0, length, US_ASCII).matches("(?s).*\r\n\r\n[^\n]*\n"));
    return length;
  }

  private static void checkOk(byte[] answer) {
    if (!Arrays.equals(answer, 0, OK.length, OK, 0, OK.length)) {
      throw new IllegalStateException(
          "answered " + new String(answer, 0, OK.length, US_ASCII) + "…");
    }
  }
}
