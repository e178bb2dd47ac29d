package dev.sentinelauth.it.support;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A Jakarta REST application that logs wherever it is called. */
public final class LoggingApi {

  /** Ways in which a request may end on its thread. */
  public static final List<String> ENDING_AT_ONCE =
      List.of("plain", "stream", "mapped", "thrown", "error", "aborted", "missing");

  /** Ways in which a request may be suspended. */
  public static final List<String> SUSPENDED =
      List.of("resumed", "resumed-at-once", "failed", "stage", "stage-at-once", "stage-failed");

  /** All of them. */
  public static final List<String> WAYS =
      Stream.concat(ENDING_AT_ONCE.stream(), SUSPENDED.stream()).toList();

  private LoggingApi() {}

  /** An exception that is mapped. */
  public static final class Known extends RuntimeException {}

  /** Maps it. */
  public static final class Mapper implements ExceptionMapper<Known> {
    @Override
    public Response toResponse(Known exception) {
      ApplicationLog.say("mapper");
      return Response.status(409).build();
    }
  }

  /** Ends some requests behind the authentication. */
  public static final class Aborting implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      ApplicationLog.say("filter");
      if (request.getUriInfo().getPath().contains("aborted")) {
        request.abortWith(Response.status(418).build());
      }
    }
  }

  /** Sees responses, on whatever thread they are written. */
  public static final class Responding implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      response.getHeaders().putSingle("X-Seen", "yes");
    }
  }

  @Path("log")
  public static class Resource {
    @GET
    @Path("plain")
    public String plain() {
      ApplicationLog.say("method");
      return "plain";
    }

    @GET
    @Path("stream")
    public StreamingOutput stream() {
      ApplicationLog.say("method");
      return out -> {
        ApplicationLog.say("writer");
        out.write("streamed".getBytes(StandardCharsets.UTF_8));
      };
    }

    @GET
    @Path("mapped")
    public String mapped() {
      ApplicationLog.say("method");
      throw new Known();
    }

    @GET
    @Path("thrown")
    public String thrown() {
      ApplicationLog.say("method");
      throw new IllegalStateException("thrown by the application");
    }

    @GET
    @Path("error")
    public String error() {
      ApplicationLog.say("method");
      throw new AssertionError("thrown by the application");
    }

    @GET
    @Path("aborted")
    public String aborted() {
      return "not to be called";
    }

    @DELETE
    @Path("missing")
    public void missing() {}

    @GET
    @Path("resumed")
    public void resumed(@Suspended AsyncResponse response) {
      ApplicationLog.say("method");
      onAnotherThread(() -> response.resume("resumed"));
    }

    @GET
    @Path("resumed-at-once")
    public void resumedAtOnce(@Suspended AsyncResponse response) {
      ApplicationLog.say("method");
      response.resume("resumed");
    }

    @GET
    @Path("failed")
    public void failed(@Suspended AsyncResponse response) {
      ApplicationLog.say("method");
      onAnotherThread(() -> response.resume(new Known()));
    }

    @GET
    @Path("stage")
    public CompletionStage<String> stage() {
      ApplicationLog.say("method");
      CompletableFuture<String> stage = new CompletableFuture<>();
      onAnotherThread(() -> stage.complete("completed"));
      return stage;
    }

    @GET
    @Path("stage-at-once")
    public CompletionStage<String> stageAtOnce() {
      ApplicationLog.say("method");
      return CompletableFuture.completedFuture("completed");
    }

    @GET
    @Path("stage-failed")
    public CompletionStage<String> stageFailed() {
      ApplicationLog.say("method");
      CompletableFuture<String> stage = new CompletableFuture<>();
      onAnotherThread(() -> stage.completeExceptionally(new Known()));
      return stage;
    }
  }

  /** The same for callers whom nobody asks who they are. */
  @Path("optional/log")
  public static class Optional extends Resource {}

  private static void onAnotherThread(Runnable task) {
    new Thread(task, "application").start();
  }
}
