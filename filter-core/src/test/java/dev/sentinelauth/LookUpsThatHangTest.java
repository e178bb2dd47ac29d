package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Connections;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * Name servers that don't answer, in a JVM of its own: who looks names up is chosen once in a JVM,
 * and since JDK 18 it can be somebody else than the operating system.
 */
@Timeout(60)
class LookUpsThatHangTest {
  /** More than there are threads for one host. */
  private static final int HOSTS = 12;

  private static final String RESOLVER =
      """
      package resolver;

      import java.net.InetAddress;
      import java.net.UnknownHostException;
      import java.net.spi.InetAddressResolver;
      import java.net.spi.InetAddressResolverProvider;
      import java.util.concurrent.CountDownLatch;
      import java.util.stream.Stream;

      public final class Resolver extends InetAddressResolverProvider {
        @Override
        public String name() {
          return "test";
        }

        @Override
        public InetAddressResolver get(Configuration configuration) {
          InetAddressResolver builtIn = configuration.builtinResolver();
          return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
              if (host.startsWith("hangs")) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  throw new UnknownHostException(host);
                }
              }
              return host.startsWith("healthy")
                  ? Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}))
                  : builtIn.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
              return builtIn.lookupByAddress(address);
            }
          };
        }
      }
      """;

  @TempDir private Path directory;

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void hostsWhoseNamesAreNotFoundForAgesKeepNoOtherHostWaiting() throws Exception {
    Path source = Files.writeString(directory.resolve("Resolver.java"), RESOLVER);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", directory.toString(), source.toString());
    assertThat(result).isZero();
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("java.net.spi.InetAddressResolverProvider"), "resolver.Resolver");

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                directory + File.pathSeparator + System.getProperty("java.class.path"),
                LookUpsThatHangTest.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).endsWith("served");
    } finally {
      process.destroyForcibly();
    }
  }

  /** Calls all hosts whose look-ups hang, and then the healthy one. */
  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le1");
    settings.setProperty("sentinel.http.request-timeout", "20s");
    SentinelConfig.Remote remote = SentinelConfig.load(settings).remote();
    Background background = new Background(null);
    SentinelHttp http =
        new SentinelHttp(
            new Connections(
                null,
                remote.network(),
                remote.connectTimeout(),
                remote.requestTimeout(),
                background),
            background,
            InstantSource.system());
    for (int i = 0; i < HOSTS; i++) {
      var unused = http.get(URI.create("http://hangs-" + i + ".example/jwks"), 100);
    }
    awaitLookUps(HOSTS);

    URI healthy = URI.create("http://healthy.example:" + server.getAddress().getPort() + "/jwks");
    try {
      http.get(healthy, 100).toCompletableFuture().get(30, TimeUnit.SECONDS);
      System.out.print("served");
    } catch (Exception e) {
      System.out.print(e);
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  /** Until so many hang, or as many as ever will. */
  private static void awaitLookUps(int wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (hanging() < wanted && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static long hanging() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            trace ->
                Arrays.stream(trace)
                    .anyMatch(frame -> frame.getClassName().startsWith("resolver.Resolver")))
        .count();
  }
}
