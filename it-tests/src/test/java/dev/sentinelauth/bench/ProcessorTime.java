package dev.sentinelauth.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

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

  /** To be called at the beginning of each operation; counts up. */
  int next() {
    if (operations == 0) {
      start = THREADS.getCurrentThreadCpuTime();
    }
    return (int) operations++;
  }

  @TearDown(Level.Iteration)
  public void stop() {
    nanos = THREADS.getCurrentThreadCpuTime() - start;
  }
}
