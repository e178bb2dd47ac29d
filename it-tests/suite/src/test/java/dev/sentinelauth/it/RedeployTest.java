package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.Verifications;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that is gone leaves nothing behind. */
class RedeployTest {

  /** What an application brings in WEB-INF; SLF4J is the container's here, as it often is. */
  private static final List<String> OWN =
      List.of("filter-core", "servlet-integration", "nimbus-jose-jwt", "caffeine");

  private static ServletFixture sentinel;
  private static MBeanServer beans;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    sentinel = new ServletFixture();
    // so that each application shows itself there at once
    beans = ManagementFactory.getPlatformMBeanServer();
  }

  @AfterAll
  static void stop() {
    sentinel.close();
  }

  private static Stream<WebContainer.Kind> containers() {
    return WebContainer.Kind.inUse();
  }

  @ParameterizedTest
  @MethodSource("containers")
  void tenDeploymentsLeaveNeitherThreadNorClassLoader(WebContainer.Kind kind) throws Exception {
    ReferenceQueue<ClassLoader> cleared = new ReferenceQueue<>();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    Set<String> before = names(Thread.getAllStackTraces().keySet());
    int others = shown();
    WebApp app = sentinel.app(directory, EVERY_DISPATCHER).withOwnCopyOf(OWN);
    try (WebContainer container = kind.start()) {
      for (int i = 0; i < 10; i++) {
        loaders.add(new WeakReference<>(deployAndCall(container, app), cleared));
        Verifications.await("its bean", Duration.ofSeconds(20), () -> shown() == others + 1);
        container.undeploy();
        assertThat(shown()).isEqualTo(others);
      }
      // The last one may be held softly: the JDK keeps, in a single place, the type for which the
      // hash code of a record was asked last (MethodHandle.asTypeSoftCache, on newer JDKs).
      awaitEnd(loaders.subList(0, loaders.size() - 1), cleared);
      clearSoftReferences();
      awaitEnd(loaders, cleared);
    }
    Set<String> left = names(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    assertThat(left).noneMatch(name -> name.startsWith("sentinel") || name.contains("HttpClient"));
  }

  /** The keys come so slowly that they won't be there before the application goes. */
  @ParameterizedTest
  @MethodSource("containers")
  void applicationThatGoesWhileAnAnswerDripsLeavesNothingEither(WebContainer.Kind kind)
      throws Exception {
    ReferenceQueue<ClassLoader> cleared = new ReferenceQueue<>();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    Set<String> before = names(Thread.getAllStackTraces().keySet());
    try (Dripping keys = new Dripping();
        WebContainer container = kind.start()) {
      WebApp app =
          sentinel
              .app(directory, EVERY_DISPATCHER)
              .file(
                  "WEB-INF/sentinel.properties",
                  sentinel.properties().replace("sentinel.startup = required\n", "")
                      + keys.settings())
              .withOwnCopyOf(OWN);
      for (int i = 0; i < 3; i++) {
        loaders.add(new WeakReference<>(deployOpen(container, app), cleared));
        keys.awaitDrops();
        long start = System.nanoTime();
        container.undeploy();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      }
      awaitEnd(loaders.subList(0, loaders.size() - 1), cleared);
      clearSoftReferences();
      awaitEnd(loaders, cleared);
      Set<String> left = names(Thread.getAllStackTraces().keySet());
      left.removeAll(before);
      assertThat(left)
          .noneMatch(name -> name.startsWith("sentinel") || name.contains("HttpClient"));
    }
  }

  /** Its settings are read again and again by a thread that outlives requests. */
  @ParameterizedTest
  @MethodSource("containers")
  void applicationWhoseSettingsTookOverLeavesNothingEither(WebContainer.Kind kind)
      throws Exception {
    ReferenceQueue<ClassLoader> cleared = new ReferenceQueue<>();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    Set<String> before = names(Thread.getAllStackTraces().keySet());
    Path file = directory.resolve("outside.properties");
    WebApp app =
        sentinel
            .app(directory.resolve("app"), EVERY_DISPATCHER)
            .contextParam("sentinel.config", file.toUri().toString())
            .withOwnCopyOf(OWN);
    try (WebContainer container = kind.start()) {
      for (int i = 0; i < 3; i++) {
        loaders.add(new WeakReference<>(deployAndChange(container, app, file), cleared));
        container.undeploy();
      }
      awaitEnd(loaders.subList(0, loaders.size() - 1), cleared);
      clearSoftReferences();
      awaitEnd(loaders, cleared);
    }
    Set<String> left = names(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    assertThat(left).noneMatch(name -> name.startsWith("sentinel"));
  }

  private static ClassLoader deployAndChange(WebContainer container, WebApp app, Path file)
      throws Exception {
    String settings = sentinel.properties() + "sentinel.config.reload = 100ms\n";
    Files.writeString(file, settings);
    ClassLoader loader = deployAndCall(container, app);
    Files.writeString(file, settings + "sentinel.scopes = nobody.has.it\n");
    Verifications.await(
        "the new settings",
        Duration.ofSeconds(20),
        () -> {
          try {
            return sentinel.get(container, "/admin").status() == 403;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return loader;
  }

  private static ClassLoader deployOpen(WebContainer container, WebApp app) throws Exception {
    container.deploy(app);
    assertThat(RawHttp.get(container.port(), "/app/public/who").status()).isEqualTo(200);
    return container.classLoader();
  }

  /** A server whose answer to everything never ends: a blank every 100 ms. */
  private static final class Dripping implements AutoCloseable {
    private final ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();
    private final Semaphore begun = new Semaphore(0);
    private final HttpServer server;

    Dripping() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      Future<?> unused =
          drops.scheduleWithFixedDelay(() -> drip(exchange), 0, 100, TimeUnit.MILLISECONDS);
    }

    /** What it throws when nobody listens any more ends the dripping. */
    private void drip(HttpExchange exchange) {
      try {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
        begun.release();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String settings() {
      return """
          sentinel.jwks.uri = http://127.0.0.1:%d/keys
          sentinel.startup = background
          sentinel.http.request-timeout = 5m
          """
          .formatted(server.getAddress().getPort());
    }

    /** Until the answer has come to somebody, a bit of it. */
    void awaitDrops() throws InterruptedException {
      begun.drainPermits();
      assertThat(begun.tryAcquire(3, 20, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
      drops.shutdownNow();
      server.stop(0);
    }
  }

  private static int shown() {
    try {
      ObjectName ours = new ObjectName("dev.sentinelauth:type=Sentinel,application=/app,*");
      return beans.queryNames(ours, null).size();
    } catch (MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }

  /** Apart, so that no local variable of the test holds the class loader. */
  private static ClassLoader deployAndCall(WebContainer container, WebApp app) throws Exception {
    container.deploy(app);
    RawHttp.Answer answer =
        RawHttp.get(container.port(), "/app/go?via=asyncBack", sentinel.authorization());
    assertThat(answer.body()).contains("auth=Bearer");
    ClassLoader loader = container.classLoader();
    // The product is the application's own copy, or this test would show nothing.
    assertThat(loader.loadClass(SentinelAuthenticationFilter.class.getName()).getClassLoader())
        .isSameAs(loader);
    return loader;
  }

  private static void awaitEnd(
      List<WeakReference<ClassLoader>> loaders, ReferenceQueue<ClassLoader> cleared)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!loaders.stream().allMatch(loader -> loader.refersTo(null))
        && System.nanoTime() < deadline) {
      System.gc();
      cleared.remove(200);
    }
    assertThat(loaders).allMatch(loader -> loader.refersTo(null));
  }

  /** The JVM promises to clear them all before it says that it is out of memory. */
  private static void clearSoftReferences() {
    // As much as the heap may hold, and so nothing of it is really filled.
    int length = (int) Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 8);
    assertThatThrownBy(() -> Stream.generate(() -> new long[length]).toList())
        .isInstanceOf(OutOfMemoryError.class);
  }

  private static Set<String> names(Set<Thread> threads) {
    Set<String> names = new HashSet<>();
    threads.forEach(thread -> names.add(thread.getName() + "#" + thread.getId()));
    return names;
  }
}
