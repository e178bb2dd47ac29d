package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.LoginFlow;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.LoginUser;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import dev.sentinelauth.it.support.UserAgent;
import dev.sentinelauth.it.support.WrittenLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What servers may answer, and some of what they may not, for every document that is fetched: it is
 * read, or refused with a cause that has a name.
 */
@Timeout(60)
class ServerOdditiesTest {
  private static final URI CALLBACK = URI.create("http://127.0.0.1:1/callback");
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String READ = "";
  private static final int BOMB = 40 * 1024 * 1024;

  /** The documents, and where each comes from. */
  enum Document {
    KEYS(Endpoint.JWKS),
    DOMAIN(Endpoint.DOMAIN_API),
    APP_JWT(Endpoint.APP_TOKEN),
    USER_TOKENS(Endpoint.TOKEN),
    REFRESHED_TOKENS(Endpoint.TOKEN),
    CONSUMER_JWS(Endpoint.CONSUMER);

    private final Endpoint endpoint;

    Document(Endpoint endpoint) {
      this.endpoint = endpoint;
    }
  }

  /** What goes over the wire, and what is made of it: {@link #READ}, or the cause in the log. */
  private record Oddity(UnaryOperator<byte[]> wire, String cause) {}

  private static final Map<String, Oddity> ODDITIES = new LinkedHashMap<>();

  static {
    read("gzip", body -> with("Content-Encoding: gzip", gzip(body)));
    read("x-gzip", body -> with("Content-Encoding: X-GZIP", gzip(body)));
    read("deflate", body -> with("Content-Encoding: deflate", deflate(body, false)));
    read("deflate without zlib", body -> with("Content-Encoding: deflate", deflate(body, true)));
    read(
        "several codings",
        body -> with("Content-Encoding: deflate, gzip", gzip(deflate(body, false))));
    read(
        "codings in two headers",
        body ->
            with(
                "Content-Encoding: deflate\r\nContent-Encoding: identity, gzip",
                gzip(deflate(body, false))));
    read("identity", body -> with("Content-Encoding: identity", body));
    read("compressed and chunked", body -> chunked("Content-Encoding: gzip\r\n", gzip(body)));
    refused("brotli", "encoded as br", body -> with("Content-Encoding: br", body));
    refused("no gzip", "says that it is gzip", body -> with("Content-Encoding: gzip", body));
    refused(
        "cut gzip",
        "is gzip, and cut short",
        body -> with("Content-Encoding: gzip", Arrays.copyOf(gzip(body), gzip(body).length / 2)));
    refused("bomb", "longer than", body -> with("Content-Encoding: gzip", gzip(new byte[BOMB])));
    refused(
        "bomb in a bomb",
        "longer than",
        body -> with("Content-Encoding: gzip, gzip", gzip(gzip(new byte[BOMB]))));
    refused(
        "four codings",
        "encoded more than 3 times",
        body -> with("Content-Encoding: gzip, gzip, gzip, gzip", body));

    read("byte order mark", body -> with("X: y", joined(bytes("\u00ef\u00bb\u00bf"), body)));
    read(
        "compressed byte order mark",
        body -> with("Content-Encoding: gzip", gzip(joined(bytes("\u00ef\u00bb\u00bf"), body))));
    refused(
        "UTF-16",
        "in UTF-16",
        body ->
            with(
                "Content-Type: application/json;charset=utf-16",
                new String(body, UTF_8).getBytes(UTF_16BE)));
    refused(
        "UTF-16LE", "in UTF-16", body -> with("X: y", new String(body, UTF_8).getBytes(UTF_16LE)));
    read("a charset", body -> with("Content-Type: application/json; charset=iso-8859-1", body));
    read("JWK set", body -> with("Content-Type: application/jwk-set+json", body));
    read("text", body -> with("Content-Type: text/plain", body));
    read("no media type", body -> with("X: y", body));
    read("blanks around", body -> with("X: y", joined(joined(bytes("\r\n "), body), bytes("\n"))));
    refused(
        "HTML",
        "not a JSON object, at byte 0; it is text/html",
        body -> with("Content-Type: text/html;charset=x", bytes("<html>")));
    refused("an array", "not a JSON object, at byte 0", body -> with("X: y", bytes("[]")));
    refused("empty", "the answer is empty", body -> with("X: y", new byte[0]));
    refused(
        "text behind",
        "text behind the end at byte",
        body -> with("X: y", joined(body, bytes("x"))));

    read("chunks with extensions and a trailer", body -> chunked("Trailer: X\r\n", body));
    read("100 first", body -> joined(bytes("HTTP/1.1 100 Continue\r\n\r\n"), with("X: y", body)));
    read(
        "103 first",
        body ->
            joined(bytes("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), with("X: y", body)));
    read("HTTP/1.0", body -> joined(bytes("HTTP/1.0 200 OK\r\n\r\n"), body));
    read("ended by the connection", body -> joined(bytes(OK + "Connection: close\r\n\r\n"), body));
    read("long headers", body -> with("X: " + "x".repeat(100_000), body));
    refused(
        "endless headers",
        "the headers of the answer are too long",
        body -> with("X: " + "x".repeat(1_000_000), body));
    read("the length twice", body -> with("Content-Length: " + body.length, body));
    refused("two lengths", "Content-Length of the answer", body -> with("Content-Length: 1", body));
    refused(
        "a length in words",
        "not valid HTTP",
        body -> joined(bytes(OK + "Content-Length: two\r\n\r\n"), body));
    refused(
        "too long a length",
        "in the middle of the answer",
        body -> joined(bytes(OK + "Content-Length: 1000000\r\n\r\n"), body));
    refused(
        "too short a length",
        "cut short at byte 5",
        body -> joined(bytes(OK + "Content-Length: 5\r\n\r\n"), body));
    refused(
        "length and chunks",
        "both Content-Length and Transfer-Encoding",
        body -> chunked("Content-Length: 5\r\n", body));
    refused(
        "another transfer coding",
        "a Transfer-Encoding that nobody asked for: gzip, chunked",
        body -> joined(bytes(OK + "Transfer-Encoding: gzip, chunked\r\n\r\n"), body));
    refused("no HTTP", "not valid HTTP", body -> bytes("SSH-2.0-x\r\n\r\n"));
    refused("HTTP/2.0", "not valid HTTP", body -> bytes("HTTP/2.0 200 OK\r\n\r\n"));
    refused("nothing", "connection closed without an answer", body -> new byte[0]);
    refused(
        "bad chunks",
        "not valid HTTP",
        body -> joined(bytes(OK + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"), body));
    refused(
        "chunks without an end",
        "in the middle of the answer",
        body -> bytes(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}"));

    read("203", body -> status(203, body));
    read("201", body -> status(201, body));
    refused("202", "HTTP 202", body -> status(202, body));
    refused("204", "HTTP 204 (no document)", body -> bytes("HTTP/1.1 204 x\r\n\r\n"));
    refused("204 with a body", "HTTP 204 (no document)", body -> status(204, body));
    refused("206", "HTTP 206 (a part of a document", body -> status(206, body));
    refused("304", "HTTP 304", body -> bytes("HTTP/1.1 304 x\r\n\r\n"));
    for (int redirect : new int[] {301, 302, 303, 307, 308}) {
      refused(
          "" + redirect,
          "HTTP " + redirect + " (redirects are not followed)",
          body ->
              bytes(
                  "HTTP/1.1 "
                      + redirect
                      + " x\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"));
    }
    refused("406", "HTTP 406", body -> status(406, body));
    refused("407", "HTTP 407 (the proxy asks for a password)", ServerOdditiesTest::password);
    refused("a long page of 502", "HTTP 502", body -> status(502, new byte[1024 * 1024]));
    refused(
        "a broken page of 502",
        "HTTP 502",
        body -> bytes("HTTP/1.1 502 x\r\nContent-Length: 99\r\n\r\n<"));
  }

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final SentinelEmulator emulator = SentinelEmulator.start(now::get).addAccount(ACCOUNT);
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  private final Installation login = emulator.install(Installation.forLogin(ACCOUNT, CALLBACK));

  @AfterEach
  void close() {
    emulator.close();
  }

  private static Stream<Arguments> table() {
    return ODDITIES.keySet().stream()
        .flatMap(name -> Stream.of(Document.values()).map(each -> Arguments.of(name, each)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void oddAnswerIsReadOrRefusedWithItsCause(String name, Document document) throws Exception {
    Oddity oddity = ODDITIES.get(name);
    SentinelHost host = emulator.host();
    if (document == Document.CONSUMER_JWS) {
      host = emulator.addHost("idp");
      emulator.announce(ACCOUNT, "idp", host.authority());
    }
    boolean ofUsers = document == Document.USER_TOKENS || document == Document.REFRESHED_TOKENS;
    try (WrittenLog log = new WrittenLog();
        Sentinel sentinel = start(ofUsers ? login : app)) {
      LoggedInUser user = document == Document.REFRESHED_TOKENS ? logIn(sentinel) : null;
      now.updateAndGet(instant -> instant.plusSeconds(user == null ? 0 : 1_900));
      host.fail(document.endpoint, Fault.onTheWire(oddity.wire));

      assertThat(fetched(document, sentinel, user)).isEqualTo(oddity.cause.equals(READ));

      if (!oddity.cause.equals(READ)) {
        assertThat(log.linesWith(oddity.cause)).anyMatch(line -> !line.startsWith("DEBUG"));
      }
      assertThat(log.linesWith(ofUsers ? login.clientSecret() : app.clientSecret())).isEmpty();
    }
  }

  private boolean fetched(Document document, Sentinel sentinel, LoggedInUser user) {
    try {
      switch (document) {
        case KEYS, DOMAIN -> sentinel.tokenVerifier().verify(emulator.mint(app).compact());
        case APP_JWT -> sentinel.appJwtSupplier().get();
        case USER_TOKENS -> logIn(sentinel);
        case REFRESHED_TOKENS -> {
          return !sentinel.loginFlow().refresh(user).accessToken().equals(user.accessToken());
        }
        case CONSUMER_JWS -> sentinel.consumerJwsClient().get("John_Doe");
      }
      return true;
    } catch (Exception refused) {
      return false;
    }
  }

  private LoggedInUser logIn(Sentinel sentinel) throws Exception {
    emulator.signInAs(new LoginUser("alice", false, false));
    LoginFlow flow = sentinel.loginFlow();
    LoginFlow.Begun begun = flow.begin("/");
    UserAgent.Page back = new UserAgent().get(begun.authorizationUri());
    Matcher code = Pattern.compile("code=([^&]+)").matcher(back.location().getRawQuery());
    assertThat(code.find()).isTrue();
    return flow.complete(begun.attempt(), begun.state(), code.group(1), null).user();
  }

  private Sentinel start(Installation client) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", ACCOUNT);
    settings.setProperty("sentinel.domain-api.uri", emulator.domainApiUri().toString());
    settings.setProperty("sentinel.startup", "lazy");
    settings.setProperty("sentinel.http.request-timeout", "20s");
    settings.setProperty("sentinel.client-id", client.clientId());
    settings.setProperty("sentinel.client-secret", client.clientSecret());
    settings.setProperty("sentinel.app-jwt.hosts", "127.0.0.1");
    settings.setProperty("sentinel.login.redirect-uri", CALLBACK.toString());
    return Sentinel.builder(SentinelConfig.load(settings)).clock(now::get).build();
  }

  private static void read(String name, UnaryOperator<byte[]> wire) {
    ODDITIES.put(name, new Oddity(wire, READ));
  }

  private static void refused(String name, String cause, UnaryOperator<byte[]> wire) {
    ODDITIES.put(name, new Oddity(wire, cause));
  }

  private static byte[] with(String headers, byte[] body) {
    return joined(bytes(OK + headers + "\r\nContent-Length: " + body.length + "\r\n\r\n"), body);
  }

  private static byte[] status(int status, byte[] body) {
    return joined(
        bytes("HTTP/1.1 " + status + " x\r\nContent-Length: " + body.length + "\r\n\r\n"), body);
  }

  private static byte[] password(byte[] body) {
    return bytes(
        "HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
  }

  private static byte[] chunked(String headers, byte[] body) {
    byte[] head =
        bytes(
            OK
                + headers
                + "Transfer-Encoding: chunked\r\n\r\n1;a=b;c=\"d\"\r\n"
                + (char) (body[0] & 0xff)
                + "\r\n"
                + Integer.toHexString(body.length - 1)
                + "\r\n");
    return joined(
        joined(head, Arrays.copyOfRange(body, 1, body.length)), bytes("\r\n0\r\nX: y\r\n\r\n"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] body, boolean bare) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, bare);
    try (OutputStream deflate = new DeflaterOutputStream(out, deflater)) {
      deflate.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }
}
