package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A Sentinel on a loopback port: its keys, its tokens, and the Domain API beside it. */
final class LoopbackSentinel implements AutoCloseable {
  private final HttpServer server;
  private final InstantSource clock;
  private final RSAKey key;
  private final AtomicInteger keySets = new AtomicInteger();
  private final AtomicInteger issued = new AtomicInteger();

  /** Where the Domain API says that accounts are. */
  final Map<String, LoopbackSentinel> hosts = new ConcurrentHashMap<>();

  /** The forms that were posted for tokens. */
  final List<String> forms = new CopyOnWriteArrayList<>();

  /** What clients say that they are. */
  volatile String secret = "";

  volatile boolean down;

  LoopbackSentinel(String keyId, InstantSource clock) {
    this.clock = clock;
    try {
      key = new RSAKeyGenerator(2048).keyID(keyId).generate();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How often its keys were fetched. */
  int fetches() {
    return keySets.get();
  }

  /** A token of these claims, besides those that every token has. */
  String token(String claims) {
    return token(key, clock, claims);
  }

  static String token(RSAKey key, InstantSource clock, String claims) {
    long now = clock.instant().getEpochSecond();
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new Payload(
                "{\"iss\":\"Sentinel\",\"azp\":\"app\",\"iat\":%d,\"exp\":%d,%s}"
                    .formatted(now, now + 3600, claims)));
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    int status = 200;
    String answer = "{}";
    if (down) {
      status = 503;
    } else if (path.endsWith("/jwks")) {
      keySets.incrementAndGet();
      answer = "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}";
    } else if (path.endsWith("/baseURI.json")) {
      LoopbackSentinel host = hosts.get(path.split("/", -1)[3]);
      status = host == null ? 404 : 200;
      answer = host == null ? "{}" : "{\"baseURI\":\"" + host.uri().getAuthority() + "\"}";
    } else if (path.endsWith("/token")) {
      forms.add(form);
      boolean good = form.contains("client_secret=" + secret + "&") || form.endsWith(secret);
      status = good ? 200 : 401;
      answer =
          good
              ? "{\"access_token\":\"t" + issued.incrementAndGet() + "\",\"expires_in\":3600}"
              : "{\"error\":\"invalid_client\"}";
    } else {
      status = 404;
    }
    byte[] body = answer.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
