package dev.sentinelauth.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * The processor time that a thread spends on operations. Other than the time of day it doesn't grow
 * when something else runs on the machine, so its ratios hold on a busy one too.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class ProcessorTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** JMH sets the counters to zero where a measurement begins, and adds them up. */
  public long operations;

  public long nanos;

  private long start;
  private int position;
  private int thread;
  private int threads;

  @Setup
  public void setUp(ThreadParams params) {
    thread = params.getThreadIndex();
    threads = params.getThreadCount();
  }

  /**
   * To be called at the beginning of each operation.
   *
   * @param size of what is taken by turns, a power of two, as is the number of threads. Each thread
   *     has a part of its own, so that none is served what another one has just warmed up
   * @return which one it is the turn of
   */
  int next(int size) {
    if (operations++ == 0) {
      start = THREADS.getCurrentThreadCpuTime();
    }
    int part = size / threads;
    return thread * part + (position++ & (part - 1));
  }

  @TearDown(Level.Iteration)
  public void stop() {
    nanos = THREADS.getCurrentThreadCpuTime() - start;
  }
}
