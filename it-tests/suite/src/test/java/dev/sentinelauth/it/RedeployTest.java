package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    sentinel = new ServletFixture();
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
    WebApp app = sentinel.app(directory, EVERY_DISPATCHER).withOwnCopyOf(OWN);
    try (WebContainer container = kind.start()) {
      for (int i = 0; i < 10; i++) {
        loaders.add(new WeakReference<>(deployAndCall(container, app), cleared));
        container.undeploy();
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
