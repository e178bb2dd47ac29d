package dev.sentinelauth.jersey;

import dev.sentinelauth.LoggingContext;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.monitoring.ApplicationEvent;
import org.glassfish.jersey.server.monitoring.ApplicationEventListener;
import org.glassfish.jersey.server.monitoring.RequestEvent;
import org.glassfish.jersey.server.monitoring.RequestEventListener;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;
import org.jspecify.annotations.Nullable;

/**
 * Ends what is logged of a request when it leaves the thread, in Jersey on any server. A request
 * that isn't suspended ends on its thread, with an event. One that is leaves the thread when its
 * method has returned, or with the suspension where that comes later, as with a {@code
 * CompletionStage}; and the server's writer is told of each suspension.
 */
final class JerseyLogging implements ApplicationEventListener {
  private final RestSentinel sentinel;

  JerseyLogging(RestSentinel sentinel) {
    this.sentinel = sentinel;
  }

  @Override
  public void onEvent(ApplicationEvent event) {}

  @Override
  public @Nullable RequestEventListener onRequest(RequestEvent start) {
    if (!sentinel.isLogging()) {
      return null;
    }
    ContainerRequest request = start.getContainerRequest();
    Object earlier = request.getProperty(RequestLogging.ATTRIBUTE);
    RequestLogging around = RequestLogging.current(earlier);
    if (around != null) {
      return new OfRequest(around, null); // a servlet filter ends it
    }
    RequestLogging.forget(request, sentinel.current());
    RequestLogging begun = RequestLogging.begin(earlier);
    request.setProperty(RequestLogging.ATTRIBUTE, begun);
    Suspension suspension = new Suspension(request.getResponseWriter(), begun, start.getUriInfo());
    request.setWriter(suspension);
    return new OfRequest(begun, suspension);
  }

  /** Hears how far a request has come. */
  private static final class OfRequest implements RequestEventListener {
    private final RequestLogging logging;
    private final @Nullable Suspension suspension;

    /** What stood in the logging context of Jersey's own thread, on which a method runs. */
    private @Nullable LoggingContext before;

    /**
     * @param suspension {@code null} where somebody else ends it
     */
    OfRequest(RequestLogging logging, @Nullable Suspension suspension) {
      this.logging = logging;
      this.suspension = suspension;
    }

    @Override
    public void onEvent(RequestEvent event) {
      switch (event.getType()) {
        case RESOURCE_METHOD_START -> {
          if (!logging.isHere()) {
            before = logging.repeat();
          }
        }
        case RESOURCE_METHOD_FINISHED -> {
          if (before != null) {
            before.put();
            before = null;
          } else if (suspension != null) {
            suspension.methodReturned();
          }
        }
        case FINISHED -> {
          if (suspension != null) {
            logging.end();
          }
        }
        default -> {}
      }
    }
  }

  /** The server's writer, which is told when a request is suspended. */
  private static final class Suspension implements ContainerResponseWriter {
    private final ContainerResponseWriter writer;
    private final RequestLogging logging;
    private final ExtendedUriInfo matched;

    // The thread of the request alone asks for these.
    private boolean suspended;
    private boolean returned;

    Suspension(ContainerResponseWriter writer, RequestLogging logging, ExtendedUriInfo matched) {
      this.writer = writer;
      this.logging = logging;
      this.matched = matched;
    }

    void methodReturned() {
      if (logging.isHere()) {
        returned = true;
        leave();
      }
    }

    @Override
    public boolean suspend(
        long timeOut, TimeUnit timeUnit, @Nullable TimeoutHandler timeoutHandler) {
      if (logging.isHere()) {
        suspended = true;
        ResourceMethod method = matched.getMatchedResourceMethod();
        returned |= method != null && method.isManagedAsyncDeclared(); // runs on another thread
        leave();
      }
      return writer.suspend(timeOut, timeUnit, timeoutHandler);
    }

    private void leave() {
      if (suspended && returned) {
        logging.end();
      }
    }

    @Override
    public OutputStream writeResponseStatusAndHeaders(
        long contentLength, ContainerResponse response) {
      return writer.writeResponseStatusAndHeaders(contentLength, response);
    }

    @Override
    public void setSuspendTimeout(long timeOut, TimeUnit timeUnit) {
      writer.setSuspendTimeout(timeOut, timeUnit);
    }

    @Override
    public void commit() {
      writer.commit();
    }

    @Override
    public void failure(Throwable error) {
      writer.failure(error);
    }

    @Override
    public boolean enableResponseBuffering() {
      return writer.enableResponseBuffering();
    }
  }
}
