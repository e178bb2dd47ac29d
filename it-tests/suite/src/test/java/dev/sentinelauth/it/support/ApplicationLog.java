package dev.sentinelauth.it.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * The log of an application under test, and of the module, by Logback with a pattern that shows
 * callers: {@code message [azp|own]}.
 */
public final class ApplicationLog implements AutoCloseable {
  private static final String MODULE = "dev.sentinelauth";
  private static final String APPLICATION = "application";

  private final PatternLayout layout = new PatternLayout();
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger module = (Logger) LoggerFactory.getLogger(MODULE);
  private final Logger application = (Logger) LoggerFactory.getLogger(APPLICATION);
  private final Level levelBefore = module.getLevel();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(layout.doLayout(event));
        }
      };

  public ApplicationLog() {
    layout.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    layout.setPattern("%msg [%X{sentinel.azp}|%X{own}]");
    layout.start();
    appender.start();
    module.setLevel(Level.DEBUG);
    module.addAppender(appender);
    application.addAppender(appender);
    application.setAdditive(false);
  }

  /** What an application does that logs. */
  public static void say(String message) {
    LoggerFactory.getLogger(APPLICATION).info(message);
  }

  /** The lines since the last call. */
  public List<String> lines() {
    List<String> taken = new ArrayList<>();
    for (String line = lines.poll(); line != null; line = lines.poll()) {
      taken.add(line);
    }
    return taken;
  }

  @Override
  public void close() {
    module.detachAppender(appender);
    module.setLevel(levelBefore);
    application.detachAppender(appender);
  }
}
