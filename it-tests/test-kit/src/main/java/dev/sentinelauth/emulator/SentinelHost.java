package dev.sentinelauth.emulator;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * One host of an emulator: a loopback port with keys, faults and a request log of its own.
 *
 * <p>Every host serves every endpoint, and AppJWTs for the accounts that are assigned to it.
 * Thread-safe.
 */
public final class SentinelHost {
  private final String name;
  private final KeyRing keys;
  private final Map<Endpoint, Resource> resources;
  private final FaultScript faults = new FaultScript();
  private final RequestLog log = new RequestLog();
  private final ReentrantLock lock = new ReentrantLock();
  private final int port;
  private @Nullable HttpListener listener;

  SentinelHost(String name, int port, KeyRing keys, Map<Endpoint, Resource> resources) {
    this.name = name;
    this.keys = keys;
    this.resources = resources;
    HttpListener first = HttpListener.open(port, name, this::handle);
    this.listener = first;
    this.port = first.port();
  }

  /** What the emulator's owner calls it. */
  public String name() {
    return name;
  }

  /** The port, which stays the same for the host's whole life. */
  public int port() {
    return port;
  }

  /** Host and port, the way the Domain API names it. */
  public String authority() {
    return "127.0.0.1:" + port;
  }

  /** The root of all endpoints, without a slash at its end. */
  public URI uri() {
    return URI.create("http://" + authority());
  }

  /** Where its keys are published. */
  public URI jwksUri() {
    return uri().resolve("/sentinel/well-known/jwks");
  }

  /** Its keys, to be rotated and published. */
  public KeyRing keys() {
    return keys;
  }

  /** Scripts a fault for all further requests, after those scripted before it. */
  public void fail(Endpoint endpoint, Fault fault) {
    faults.add(endpoint, fault);
  }

  /** Scripts a fault for so many requests, after those scripted before it. */
  public void fail(Endpoint endpoint, Fault fault, int times) {
    faults.add(endpoint, fault, times);
  }

  /** Forgets the faults of an endpoint; what they hold up gets its answer now. */
  public void clearFaults(Endpoint endpoint) {
    faults.clear(endpoint);
  }

  /** Forgets all faults; what they hold up gets its answer now. */
  public void clearFaults() {
    for (Endpoint endpoint : Endpoint.values()) {
      faults.clear(endpoint);
    }
  }

  /** The number of requests so far, those that met a fault included. */
  public long count(Endpoint endpoint) {
    return log.count(endpoint);
  }

  /** The requests so far, oldest first; of a great many the last two thousand. */
  public List<RecordedRequest> requests(Endpoint endpoint) {
    return log.requests(endpoint);
  }

  /**
   * Waits until there have been so many requests in all.
   *
   * @return the requests so far
   * @throws IllegalStateException where they don't come in time
   */
  public List<RecordedRequest> awaitRequests(Endpoint endpoint, int count, Duration timeout)
      throws InterruptedException {
    return log.await(endpoint, count, timeout);
  }

  /** Forgets the requests so far; counts begin anew. */
  public void forgetRequests() {
    log.clear();
  }

  /** Goes down entirely: open connections end, new ones are refused. */
  public void stop() {
    lock.lock();
    try {
      if (listener != null) {
        listener.close();
        listener = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Comes back on the same port. */
  public void start() {
    lock.lock();
    try {
      if (listener == null) {
        listener = HttpListener.open(port, name, this::handle);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it takes connections. */
  public boolean isRunning() {
    lock.lock();
    try {
      return listener != null;
    } finally {
      lock.unlock();
    }
  }

  private Reply handle(RecordedRequest request) throws InterruptedException {
    Endpoint endpoint = Endpoint.of(request.path());
    FaultScript.Due fault = faults.next(endpoint).orElse(null);
    // Recorded last: whoever waits for this request may script the fault of the next one.
    log.add(endpoint, request);
    return fault == null ? answer(endpoint, request) : fault.apply(() -> answer(endpoint, request));
  }

  private Reply answer(Endpoint endpoint, RecordedRequest request) {
    Resource resource = resources.get(endpoint);
    if (resource == null) {
      return Reply.of(404);
    }
    Matcher path = endpoint.match(request.path());
    try {
      return resource.answer(this, path.groupCount() > 0 ? path.group(1) : "", request);
    } catch (OAuthError e) {
      return e.reply();
    }
  }

  /** Name and authority. */
  @Override
  public String toString() {
    return name + " at " + authority();
  }
}
