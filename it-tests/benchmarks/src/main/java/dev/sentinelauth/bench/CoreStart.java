package dev.sentinelauth.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The start of the core in a JVM of its own, from its configuration to the first token, beside what
 * anything that fetches keys has to do. Logging is up by then, as it is in an application, and the
 * class path holds nothing that the core doesn't need: with the jars of all contenders most of the
 * time would go by with looking into them.
 */
enum CoreStart {
  /** The JDK's client, one GET of the key set, one check of a signature. */
  FLOOR {
    @Override
    ColdStart.Start measure(Material material) throws Exception {
      String token = material.tokens().get(0);
      int dot = token.lastIndexOf('.');
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      long begin = System.nanoTime();
      HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
      long ready = System.nanoTime();
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(material.server().resolve("/sentinel/well-known/jwks"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(material.publicKey());
      verifier.update(token.substring(0, dot).getBytes(ISO_8859_1));
      boolean good = verifier.verify(signature);
      long end = System.nanoTime();
      if (!good || answer.statusCode() != 200) {
        throw new IllegalStateException("HTTP " + answer.statusCode() + ", " + good);
      }
      return new ColdStart.Start(ready - begin, end - ready);
    }
  },
  /** With the key set of the emulated Sentinel. */
  KEY_SET {
    @Override
    ColdStart.Start measure(Material material) throws Exception {
      return start(material, "startup", "background");
    }
  },
  /** With the v1 key, which is there. */
  V1_KEY {
    @Override
    ColdStart.Start measure(Material material) throws Exception {
      String key = Base64.getEncoder().encodeToString(material.publicKeyInfo());
      return start(material, "startup", "background", "keys", "v1", "v1.public-key", key);
    }
  };

  private static final Pattern NEEDED =
      Pattern.compile("filter-core|nimbus|caffeine|slf4j|logback|jspecify|benchmarks");

  abstract ColdStart.Start measure(Material material) throws Exception;

  private static ColdStart.Start start(Material material, String... settings) throws Exception {
    String token = material.tokens().get(0);
    SentinelConfig config = Material.config(material.server(), settings);
    long begin = System.nanoTime();
    Sentinel sentinel = Sentinel.create(config);
    long ready = System.nanoTime();
    sentinel.tokenVerifier().verify(token);
    long end = System.nanoTime();
    sentinel.close();
    return new ColdStart.Start(ready - begin, end - ready);
  }

  /** Measures one, and prints both times. */
  public static void main(String[] args) throws Exception {
    Material material = Material.read();
    LoggerFactory.getLogger(CoreStart.class).debug("begin");
    ColdStart.Start start = valueOf(args[0]).measure(material);
    System.out.println(start.setUp() + " " + start.first());
  }

  /** Starts so many JVMs for each, by turns. */
  static Map<CoreStart, List<ColdStart.Start>> run(Path material, int rounds) throws IOException {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> NEEDED.matcher(entry).find())
            .collect(Collectors.joining(File.pathSeparator));
    Map<CoreStart, List<ColdStart.Start>> starts = new EnumMap<>(CoreStart.class);
    for (int i = 0; i < rounds; i++) {
      for (CoreStart each : values()) {
        starts
            .computeIfAbsent(each, e -> new ArrayList<>())
            .add(ColdStart.inNewJvm(material, classPath, CoreStart.class, each.name()));
      }
    }
    return starts;
  }
}
