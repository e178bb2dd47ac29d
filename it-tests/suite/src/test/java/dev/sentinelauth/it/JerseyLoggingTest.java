package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.JerseyUnderTest.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.ApplicationLog;
import dev.sentinelauth.it.support.JerseyUnderTest;
import dev.sentinelauth.it.support.LoggingApi;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.RequestThread;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.ExecutorThreadPool;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ChunkedOutput;
import org.glassfish.jersey.server.ManagedAsync;
import org.glassfish.jersey.server.ManagedAsyncExecutor;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.glassfish.jersey.spi.ExecutorServiceProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

/**
 * Claims stand in the log while Jersey works on a request, and not while its thread is at another
 * one, on servers that are no servlet containers, and on a bare one.
 */
@Timeout(60)
class JerseyLoggingTest {
  private static SentinelEmulator emulator;
  private static Installation installation;

  /** What only Jersey has. */
  @Path("jersey")
  public static class Resource {
    private static final ConcurrentLinkedQueue<AsyncResponse> WAITING =
        new ConcurrentLinkedQueue<>();
    private static final Semaphore ARRIVED = new Semaphore(0);

    @GET
    @Path("managed")
    @ManagedAsync
    public String managed() {
      ApplicationLog.say("managed");
      return "managed";
    }

    @GET
    @Path("managed-suspended")
    @ManagedAsync
    public void managed(@Suspended AsyncResponse response) {
      ApplicationLog.say("managed");
      response.resume("managed");
    }

    @GET
    @Path("managed-thrown")
    @ManagedAsync
    public String managedThrown() {
      ApplicationLog.say("managed");
      throw new LoggingApi.Known();
    }

    @GET
    @Path("chunked")
    public ChunkedOutput<String> chunked() {
      ApplicationLog.say("method");
      ChunkedOutput<String> output = new ChunkedOutput<>(String.class);
      new Thread(
              () -> {
                try (output) {
                  output.write("chunk");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              })
          .start();
      return output;
    }

    @GET
    @Path("wait")
    public void waiting(@Suspended AsyncResponse response) {
      WAITING.add(response);
      ApplicationLog.say("waits");
      ARRIVED.release();
    }

    @GET
    @Path("wake")
    public String wake() {
      for (AsyncResponse each = WAITING.poll(); each != null; each = WAITING.poll()) {
        each.resume("woken");
      }
      ApplicationLog.say("wakes");
      return "awake";
    }
  }

  /** Where Jersey runs, with one thread for requests. */
  enum Place {
    JDK,
    GRIZZLY,
    BARE_SERVLETS
  }

  private record Running(int port, AutoCloseable server) implements AutoCloseable {
    @Override
    public void close() {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("the server can't be stopped", e);
      }
    }
  }

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    emulator.addAccount(ACCOUNT);
    installation = emulator.install(Installation.forApi(ACCOUNT, "any"));
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static ResourceConfig application(Class<?> authentication) {
    ResourceConfig application = new ResourceConfig(Resource.class, authentication);
    for (Class<?> each : LoggingApi.class.getDeclaredClasses()) {
      if (each != LoggingApi.Known.class) {
        application.register(each);
      }
    }
    return JerseyUnderTest.configure(application, settings());
  }

  private static Properties settings() {
    Properties settings = JerseyUnderTest.settings(emulator);
    settings.setProperty("sentinel.startup", "required");
    settings.setProperty("sentinel.log.mdc", "azp");
    return settings;
  }

  private static Running start(Place place, RequestThread thread, ResourceConfig application)
      throws Exception {
    URI base = URI.create("http://127.0.0.1:0/api/");
    switch (place) {
      case JDK -> {
        HttpServer server = JdkHttpServerFactory.createHttpServer(base, application, false);
        server.setExecutor(thread);
        server.start();
        return new Running(server.getAddress().getPort(), () -> server.stop(0));
      }
      case GRIZZLY -> {
        var server = GrizzlyHttpServerFactory.createHttpServer(base, application, false);
        server.getListener("grizzly").getTransport().setWorkerThreadPool(thread);
        server.start();
        return new Running(server.getListener("grizzly").getPort(), server::shutdownNow);
      }
      default -> {
        return start(new ServletContextHandler(), thread, application);
      }
    }
  }

  private static Running start(
      ServletContextHandler context, RequestThread thread, ResourceConfig application)
      throws Exception {
    ServletHolder holder = new ServletHolder("jersey", new ServletContainer(application));
    holder.setInitOrder(1);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/api/*");
    Server server = new Server(new ExecutorThreadPool(thread, 0));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
    return new Running(connector.getLocalPort(), server::stop);
  }

  private static RequestThread thread(Place place) {
    return new RequestThread(place == Place.BARE_SERVLETS ? 2 : 0);
  }

  private static String authorization() {
    return "Authorization: Bearer " + emulator.mint(installation).compact();
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void callerIsLoggedHoweverTheRequestEndsAndNobodyAfterwards(Place place) throws Exception {
    List<String> paths = new ArrayList<>();
    LoggingApi.ENDING_AT_ONCE.forEach(way -> paths.add("log/" + way));
    if (place != Place.JDK) { // where Jersey can't suspend a request
      LoggingApi.SUSPENDED.forEach(way -> paths.add("log/" + way));
      paths.addAll(
          List.of(
              "jersey/managed",
              "jersey/managed-suspended",
              "jersey/managed-thrown",
              "jersey/chunked"));
    }
    RequestThread thread = thread(place);
    try (ApplicationLog log = new ApplicationLog();
        Running server = start(place, thread, application(SentinelAuthenticationFeature.class))) {
      for (String path : paths) {
        log.lines();
        RawHttp.get(server.port(), "/api/" + path, authorization());
        assertThat(thread.left()).as(path).isEmpty();
        String shown = "[" + installation.clientId() + "|]";
        assertThat(log.lines())
            .as(path)
            .filteredOn(line -> line.startsWith("filter") || line.matches("m(ethod|anaged) .*"))
            .hasSize(path.endsWith("missing") ? 0 : path.endsWith("aborted") ? 1 : 2)
            .allMatch(line -> line.endsWith(shown));
        RawHttp.get(server.port(), "/api/" + path);
        RawHttp.get(server.port(), "/api/optional/" + path);
        assertThat(thread.left()).as(path).isEmpty();
        assertThat(log.lines()).as(path).isNotEmpty().allMatch(line -> line.endsWith("[|]"));
      }
    } finally {
      thread.shutdownNow();
    }
  }

  /** Threads of a pool may have inherited the logging context of whoever made it start them. */
  @ManagedAsyncExecutor
  public static final class Inherited implements ExecutorServiceProvider {
    @Override
    public ExecutorService getExecutorService() {
      return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
          MDC.put("sentinel.azp", "somebody");
        }
      };
    }

    @Override
    public void dispose(ExecutorService executor) {
      executor.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GRIZZLY", "BARE_SERVLETS"})
  void nobodyElsesClaimsAreLoggedOnAThreadOfJerseysOwn(Place place) throws Exception {
    RequestThread thread = thread(place);
    ResourceConfig application = application(SentinelAuthenticationFeature.class);
    application.register(Inherited.class);
    application.property("sentinel.route.managed.path", "/api/jersey/managed");
    application.property("sentinel.route.managed.access", "optional");
    try (ApplicationLog log = new ApplicationLog();
        Running server = start(place, thread, application)) {
      RawHttp.get(server.port(), "/api/jersey/managed", authorization());
      RawHttp.get(server.port(), "/api/jersey/managed");
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("managed"))
          .containsExactly("managed [" + installation.clientId() + "|]", "managed [|]");
    } finally {
      thread.shutdownNow();
    }
  }

  /** That filter is who shows the caller on the thread of the request. */
  @Test
  void callerIsLoggedOnAThreadOfJerseysOwnBehindTheServletFilter() throws Exception {
    RequestThread thread = thread(Place.BARE_SERVLETS);
    ResourceConfig application = application(SentinelAuthenticationFeature.class);
    application.register(Inherited.class);
    ServletContextHandler context = new ServletContextHandler();
    try (ApplicationLog log = new ApplicationLog();
        Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings()))) {
      FilterHolder filter = new FilterHolder(new SentinelAuthenticationFilter(sentinel));
      filter.setAsyncSupported(true);
      context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
      try (Running server = start(context, thread, application)) {
        RawHttp.get(server.port(), "/api/jersey/managed", authorization());
        assertThat(thread.left()).isEmpty();
        assertThat(log.lines()).contains("managed [" + installation.clientId() + "|]");
      }
    } finally {
      thread.shutdownNow();
    }
  }

  /** On the thread that has left it, too. */
  @ParameterizedTest
  @EnumSource(names = {"GRIZZLY", "BARE_SERVLETS"})
  void requestThatAnotherOneResumesTakesNothingAwayFromThatOne(Place place) throws Exception {
    RequestThread thread = thread(place);
    try (ApplicationLog log = new ApplicationLog();
        Running server = start(place, thread, application(SentinelAuthenticationFeature.class))) {
      Thread client =
          new Thread(
              () -> {
                try {
                  RawHttp.get(server.port(), "/api/jersey/wait", authorization());
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      client.start();
      Resource.ARRIVED.acquire();
      RawHttp.get(server.port(), "/api/jersey/wake", authorization());
      client.join();
      assertThat(thread.left()).isEmpty();
      assertThat(log.lines())
          .contains("wakes [" + installation.clientId() + "|]")
          .contains("waits [" + installation.clientId() + "|]");
    } finally {
      thread.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void nothingIsLoggedWhereOnlyThePlainFilterStands(Place place) throws Exception {
    RequestThread thread = thread(place);
    try (ApplicationLog log = new ApplicationLog();
        Running server = start(place, thread, application(SentinelContainerRequestFilter.class))) {
      for (int i = 0; i < 2; i++) {
        RawHttp.get(server.port(), "/api/log/plain", authorization());
      }
      assertThat(thread.left()).isEmpty();
      List<String> lines = log.lines();
      assertThat(lines).contains("method [|]").allMatch(line -> line.endsWith("[|]"));
      assertThat(lines)
          .filteredOn(line -> line.contains("stay out of the log"))
          .singleElement()
          .asString()
          .contains("SentinelAuthenticationFeature");
    } finally {
      thread.shutdownNow();
    }
  }
}
