package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;

/** A proxy that opens tunnels (RFC 9110 section 9.3.6) to whoever knows a password. */
public final class ConnectProxy {
  private final ServerSocket socket;
  private final String expected;

  private ConnectProxy(ServerSocket socket, String credentials) {
    this.socket = socket;
    this.expected =
        "proxy-authorization: basic "
            + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  /** Starts one that ends with the JVM; where it listens, as {@code host:port}. */
  public static String start(String credentials) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ConnectProxy proxy = new ConnectProxy(socket, credentials);
    thread(proxy::accept);
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        thread(() -> serve(client));
      }
    } catch (IOException closed) {
      // it ends with the JVM
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      OutputStream out = client.getOutputStream();
      if (head.lines().noneMatch(this::isPassword)) {
        write(
            out,
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      String[] target = head.split(" ", 3)[1].split(":", 2);
      try (Socket server = new Socket(target[0], Integer.parseInt(target[1]))) {
        write(out, "HTTP/1.1 200 Open\r\n\r\n");
        thread(() -> pump(server, client));
        client.getInputStream().transferTo(server.getOutputStream());
      }
    } catch (IOException gone) {
      // whoever it was has what it wanted, or not
    }
  }

  /** The name and the scheme in any case, the password in its own. */
  private boolean isPassword(String line) {
    int at = line.lastIndexOf(' ') + 1;
    return line.regionMatches(true, 0, expected, 0, at)
        && line.length() == expected.length()
        && line.regionMatches(at, expected, at, expected.length() - at);
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // the tunnel is closed
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      head.write(octet);
      if (head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString(ISO_8859_1);
  }
}
