package dev.sentinelauth.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A server's process: its output goes to a log, and it is killed with everything it started. */
final class ServerProcess implements AutoCloseable {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static final long PATIENCE_SECONDS = 10;

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(ServerProcess::kill), "kill-servers"));
  }

  private final Process process;
  private final Pattern ready;
  private final CountDownLatch readyOrEnded = new CountDownLatch(1);
  private final Thread reader;
  private volatile boolean isReady;

  /**
   * Starts it.
   *
   * @param ready what it prints when all applications were dealt with
   */
  ServerProcess(ProcessBuilder builder, Path log, Pattern ready) throws IOException {
    this.ready = ready;
    Files.createDirectories(log.getParent());
    this.process = builder.redirectErrorStream(true).start();
    endWithThisJvm(process);
    process.getOutputStream().close();
    this.reader = new Thread(() -> copy(log), "log of " + log.getFileName());
    reader.setDaemon(true);
    reader.start();
  }

  /** Has a process killed where this JVM ends before it is. */
  static void endWithThisJvm(Process process) {
    RUNNING.add(process);
  }

  private void copy(Path log) {
    try (BufferedReader in =
            new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        BufferedWriter out = Files.newBufferedWriter(log, UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(line);
        out.newLine();
        out.flush();
        if (ready.matcher(line).find()) {
          isReady = true;
          readyOrEnded.countDown();
        }
      }
    } catch (IOException e) {
      // a stream of a process that was killed may end so
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    } finally {
      readyOrEnded.countDown();
    }
  }

  /**
   * Waits until it is ready.
   *
   * @throws IOException if it ended instead, or took too long
   */
  void awaitReady(Duration patience) throws IOException, InterruptedException {
    if (!readyOrEnded.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("it wasn't ready within " + patience.toSeconds() + " s");
    }
    if (!isReady) {
      throw new IOException("it ended before it was ready");
    }
  }

  /** Kills it and waits for the end of its log. */
  @Override
  public void close() throws IOException {
    kill(process);
    try {
      reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The children first asked for, because they are nobody's once their parent is gone. */
  static void kill(Process process) {
    List<ProcessHandle> tree = process.descendants().toList();
    process.destroyForcibly();
    tree.forEach(ProcessHandle::destroyForcibly);
  }
}
