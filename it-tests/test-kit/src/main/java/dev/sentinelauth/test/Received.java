package dev.sentinelauth.test;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.RecordedRequest;
import dev.sentinelauth.emulator.SentinelHost;
import java.time.Duration;
import java.util.List;

/**
 * What the application sent, oldest first: since the test began where JUnit runs it, else since the
 * start. What is asked at the moment is in each answer; requests that are still to come are waited
 * for by {@link #await}.
 */
public final class Received {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SentinelHost host;

  Received(SentinelHost host) {
    this.host = host;
  }

  /** Requests for the application's own AppJWT. */
  public List<RecordedRequest> tokenRequests() {
    return requests(Endpoint.APP_TOKEN);
  }

  /** Calls to any path that isn't Sentinel's; their {@code Authorization} among the headers. */
  public List<RecordedRequest> apiCalls() {
    return requests(Endpoint.OTHER);
  }

  /** Calls to that path alone. */
  public List<RecordedRequest> apiCalls(String path) {
    return apiCalls().stream().filter(call -> call.path().equals(path)).toList();
  }

  /** Requests to an endpoint. */
  public List<RecordedRequest> requests(Endpoint endpoint) {
    return host.requests(endpoint);
  }

  /**
   * Waits, for ten seconds at most, until there have been so many requests to an endpoint.
   *
   * @return the requests so far
   * @throws AssertionError where they don't come; the message says how many there were
   */
  public List<RecordedRequest> await(Endpoint endpoint, int count) throws InterruptedException {
    try {
      return host.awaitRequests(endpoint, count, PATIENCE);
    } catch (IllegalStateException e) {
      throw new AssertionError(
          e.getMessage() + "; is the application set up with settings() of this Sentinel?", e);
    }
  }
}
