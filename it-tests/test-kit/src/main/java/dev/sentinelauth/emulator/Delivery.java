package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** How an answer is put on the wire: whole, or in one of the ways in which networks fail. */
@FunctionalInterface
interface Delivery {

  /** What is expected of a server. */
  Delivery WHOLE =
      (socket, head, body) -> {
        OutputStream out = socket.getOutputStream();
        byte[] message = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        out.write(message);
        out.flush();
        return true;
      };

  /** Announces the whole body, sends half of it and closes. */
  Delivery TRUNCATED =
      (socket, head, body) -> {
        WHOLE.send(socket, head, Arrays.copyOf(body, body.length / 2));
        return false;
      };

  /** Closes with a TCP reset: no answer, and no orderly end either. */
  Delivery RESET =
      (socket, head, body) -> {
        socket.setSoLinger(true, 0);
        return false;
      };

  /** The body, and then chunks of blanks for as long as the other side keeps reading. */
  Delivery ENDLESS =
      (socket, head, body) -> {
        OutputStream out = socket.getOutputStream();
        String chunked =
            new String(head, ISO_8859_1)
                .replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked");
        out.write(chunked.getBytes(ISO_8859_1));
        writeChunk(out, body);
        byte[] blanks = new byte[16 * 1024];
        Arrays.fill(blanks, (byte) ' ');
        while (!Thread.currentThread().isInterrupted()) {
          writeChunk(out, blanks);
        }
        return false;
      };

  /** The body byte by byte, with a pause before each. */
  static Delivery trickling(Duration pause) {
    return (socket, head, body) -> {
      OutputStream out = socket.getOutputStream();
      out.write(head);
      for (byte octet : body) {
        out.flush();
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        out.write(octet);
      }
      out.flush();
      return true;
    };
  }

  private static void writeChunk(OutputStream out, byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
      out.write(bytes);
      out.write("\r\n".getBytes(ISO_8859_1));
    }
  }

  /**
   * Sends an answer.
   *
   * @return whether another request may follow on the same connection
   */
  boolean send(Socket socket, byte[] head, byte[] body) throws IOException, InterruptedException;
}
