package dev.sentinelauth.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Decision;
import dev.sentinelauth.SentinelListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;

/** The decisions that an application's listener hears: some only after the answer was sent. */
public final class HeardDecisions implements SentinelListener {
  /** Of the {@code ServletContext}. */
  public static final String ATTRIBUTE = "dev.sentinelauth.SentinelListener";

  private final BlockingQueue<Decision> heard = new LinkedBlockingQueue<>();

  @Override
  public void decided(Decision decision) {
    heard.add(decision);
  }

  /** Listens in an application of Tomcat's. */
  public void listenIn(Context context) {
    context.addLifecycleListener(
        event -> {
          if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)
              || event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)) {
            context.getServletContext().setAttribute(ATTRIBUTE, this);
          }
        });
  }

  /** The next one. */
  public Decision next() throws InterruptedException {
    Decision next = heard.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a decision").isNotNull();
    return next;
  }

  /** To be asked when the server has ended, so that none can be on its way. */
  public void assertThatThereAreNoMore() {
    assertThat(heard).isEmpty();
  }
}
