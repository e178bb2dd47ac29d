package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.WebContainer;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However the path is written, the protected servlet isn't reached without a token. */
class OddPathsTest {

  private static final List<String> PATHS =
      List.of(
          "/app/admin",
          "/app/ADMIN",
          "/app/admin/",
          "/app/admin/.",
          "/app/admin;x",
          "/app/admin;x=/public/who",
          "/app/;/admin",
          "/app;x/admin",
          "/app/;x/admin",
          "/app//admin",
          "//app/admin",
          "//admin",
          "/app/./admin",
          "/app/%61dmin",
          "/%61pp/admin",
          "/app/admin%20",
          "/app/admin%00",
          "/app/admin%3bx",
          "/app/%2e/admin",
          "/app/public/../admin",
          "/app/public/..;/admin",
          "/app/public/..;x=y/admin",
          "/app/public/%2e%2e/admin",
          "/app/public/%2e./admin",
          "/app/public/%252e%252e/admin",
          "/app/public%2f..%2fadmin",
          "/app/public/..%2fadmin",
          "/app/public%2f../admin",
          "/app/public/..\\admin",
          "/app/public\\..\\admin",
          "/app/public/%5c../admin",
          "/app/public%5c..%5cadmin",
          "/app/public/%c0%ae%c0%ae/admin",
          "/app/public/%u002e%u002e/admin",
          "/app/public/who/../../admin",
          "/app/public/%FF/../../admin",
          "/app/../app/admin",
          "/public/../app/admin",
          "/app/public/../../app/admin",
          "/app/public#/../admin",
          "/app/admin#/public",
          "/app/admin?/../public/who",
          "http://127.0.0.1/app/admin",
          "http://127.0.0.1/app/public/../admin");

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

  private static Stream<Arguments> mappings() {
    return WebContainer.Kind.inUse()
        .flatMap(
            kind ->
                Stream.of(
                    arguments(kind, new DispatcherType[] {DispatcherType.REQUEST}),
                    arguments(kind, EVERY_DISPATCHER)));
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void protectedServletIsNotReachedWithoutToken(
      WebContainer.Kind kind, DispatcherType[] dispatchers) throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, dispatchers))) {
      for (String path : PATHS) {
        for (String method : List.of("GET", "POST", "OPTIONS")) {
          RawHttp.Answer answer = RawHttp.send(container.port(), method, path);
          assertThat(answer.body()).as(method + " " + path).doesNotContain(TestServlets.SECRET);
          // Jetty drops a fragment, and answers OPTIONS for what is left.
          if (!method.equals("OPTIONS")) {
            assertThat(answer.status()).as(method + " " + path).isBetween(300, 499);
          }
        }
      }
      // The servlets are there.
      assertThat(RawHttp.get(container.port(), "/app/admin", sentinel.authorization()).body())
          .contains(TestServlets.SECRET);
      assertThat(RawHttp.get(container.port(), "/app/public/who").body())
          .contains(TestServlets.SECRET);
    }
  }

  /** What both containers let through as far as the filter is answered there, even with a token. */
  @ParameterizedTest
  @MethodSource("mappings")
  void ambiguousPathIsAnsweredByTheFilter(WebContainer.Kind kind, DispatcherType[] dispatchers)
      throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, dispatchers))) {
      for (String path : List.of("/app/public/../admin", "/app/public/who/./", "/app/admin/.")) {
        RawHttp.Answer answer = RawHttp.get(container.port(), path, sentinel.authorization());
        assertThat(answer.status()).as(path).isEqualTo(400);
        assertThat(answer.header("Content-Type"))
            .as(path)
            .containsExactly("application/problem+json");
        assertThat(answer.body()).as(path).contains("invalid_request");
      }
    }
  }
}
