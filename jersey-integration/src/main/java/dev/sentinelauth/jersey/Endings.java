package dev.sentinelauth.jersey;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What is to be ended with a web application. Knows nothing of servlets, because there may be none.
 */
final class Endings {
  /** Of the {@code ServletContext}; not there where nobody would say when the application ends. */
  static final String ATTRIBUTE = "dev.sentinelauth.jersey.Endings";

  private final List<RestSentinel> started = new CopyOnWriteArrayList<>();

  /** Remembers it, where the application around it tells when it ends. */
  static void add(WebApplication application, RestSentinel sentinel) {
    if (application.get(ATTRIBUTE) instanceof Endings endings) {
      endings.started.add(sentinel);
    }
  }

  /** Whether claims of a caller may have to be taken away from the log of a request. */
  boolean mayLog() {
    for (RestSentinel each : started) {
      if (each.isLogging()) {
        return true;
      }
    }
    return started.isEmpty(); // some start with the first request
  }

  void run() {
    started.forEach(RestSentinel::end);
    started.clear();
  }
}
