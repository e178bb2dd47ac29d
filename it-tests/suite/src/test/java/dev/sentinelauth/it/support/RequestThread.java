package dev.sentinelauth.it.support;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The one thread that serves all requests of a server. It notices what a request leaves in its
 * logging context, where the next one would find it.
 */
public final class RequestThread extends ThreadPoolExecutor {
  private final ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>();

  public RequestThread() {
    this(0);
  }

  /**
   * @param others how many more the server keeps for itself
   */
  public RequestThread(int others) {
    super(1 + others, 1 + others, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable failure) {
    Map<String, String> context = MDC.getCopyOfContextMap();
    if (context != null && !context.isEmpty()) {
      left.add(context.toString());
      MDC.clear();
    }
  }

  /** What was left so far, when whatever it is at has been done. */
  public List<String> left() throws InterruptedException {
    for (int i = 0; i < 2; i++) { // a request that is suspended comes back once
      CountDownLatch done = new CountDownLatch(1);
      execute(done::countDown);
      done.await();
    }
    return List.copyOf(left);
  }
}
