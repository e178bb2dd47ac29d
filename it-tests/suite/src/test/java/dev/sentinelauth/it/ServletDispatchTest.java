package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.TestServlets.EVERY_DISPATCHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.it.support.RawHttp;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.TestServlets;
import dev.sentinelauth.it.support.WebApp;
import dev.sentinelauth.it.support.WebContainer;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first verdict on a request holds in all its dispatches, and is one on the client's request.
 */
class ServletDispatchTest {
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

  private static Stream<Arguments> waysInEveryContainer() {
    List<String> ways =
        List.of(
            "forward",
            "include",
            "async",
            "asyncWith",
            "asyncBack",
            "sendError",
            "throw",
            "forward,forward",
            "forward,include",
            "forward,async",
            "forward,asyncWith",
            "forward,asyncBack",
            "async,forward",
            "asyncWith,forward",
            "async,include",
            "async,asyncWith",
            "forward,sendError",
            "async,throw");
    return containers().flatMap(kind -> ways.stream().map(way -> arguments(kind, way)));
  }

  @ParameterizedTest
  @MethodSource("waysInEveryContainer")
  void identityIsThereAfterTheDispatch(WebContainer.Kind kind, String way) throws Exception {
    try (WebContainer container =
        kind.deploy(
            sentinel.app(
                directory, DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR))) {
      assertIdentity(way, get(container, "/go", way, sentinel.authorization()));
    }
  }

  @ParameterizedTest
  @MethodSource("waysInEveryContainer")
  void identityIsThereOnceWhereTheFilterSeesEveryDispatch(WebContainer.Kind kind, String way)
      throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, EVERY_DISPATCHER))) {
      assertIdentity(way, get(container, "/go", way, sentinel.authorization()));
    }
  }

  @ParameterizedTest
  @MethodSource("waysInEveryContainer")
  void anonymousRequestGainsNoIdentity(WebContainer.Kind kind, String way) throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, EVERY_DISPATCHER))) {
      assertAnonymous(way, get(container, "/public/go", way, sentinel.authorization()));
      assertAnonymous(way, get(container, "/public/go", "forge," + way, "X-Nothing: else"));
    }
  }

  /** The filter is in the way of the last dispatch only, and sees a harmless target there. */
  @ParameterizedTest
  @MethodSource("waysInEveryContainer")
  void dispatchSeenFirstIsJudgedByTheClientsPath(WebContainer.Kind kind, String way)
      throws Exception {
    DispatcherType last = lastDispatcher(way);
    try (WebContainer container = kind.deploy(sentinel.app(directory, last))) {
      RawHttp.Answer refused =
          RawHttp.get(container.port(), "/app/go?via=" + way + "&to=/public/who");
      assertThat(refused.body()).doesNotContain(TestServlets.SECRET).doesNotContain("principal");
      if (last != DispatcherType.INCLUDE) {
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).containsExactly("Bearer realm=\"sentinel\"");
      }
      // The other way round, forged attributes included: to a protected target from a free path.
      assertAnonymous(way, get(container, "/public/go", way, "X-Nothing: else"));
      assertAnonymous(way, get(container, "/public/go", "forge," + way, "X-Nothing: else"));
      assertIdentity(way, get(container, "/go", way, sentinel.authorization()));
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void includeThatIsRefusedAddsNothing(WebContainer.Kind kind) throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, DispatcherType.INCLUDE))) {
      RawHttp.Answer answer = get(container, "/go", "include", "X-Nothing: else");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).contains("[").contains("]").doesNotContain("401");
    }
  }

  @ParameterizedTest
  @MethodSource("waysInEveryContainer")
  void logoutHoldsForLaterDispatches(WebContainer.Kind kind, String way) throws Exception {
    try (WebContainer container = kind.deploy(sentinel.app(directory, EVERY_DISPATCHER))) {
      assertAnonymous(way, get(container, "/go", "logout," + way, sentinel.authorization()));
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void twoFiltersWithEqualSettingsPutOneIdentityOn(WebContainer.Kind kind) throws Exception {
    WebApp app =
        sentinel
            .app(directory, EVERY_DISPATCHER)
            .filter("again", SentinelAuthenticationFilter.class, Map.of(), EVERY_DISPATCHER);
    long fetched = sentinel.emulator.host().count(Endpoint.JWKS);
    try (WebContainer container = kind.deploy(app)) {
      assertIdentity("forward", get(container, "/go", "forward", sentinel.authorization()));
    }
    assertThat(sentinel.emulator.host().count(Endpoint.JWKS)).isEqualTo(fetched + 1);
  }

  private static RawHttp.Answer get(WebContainer container, String path, String way, String header)
      throws IOException {
    return RawHttp.get(container.port(), "/app" + path + "?via=" + way + "&to=/admin", header);
  }

  private static void assertIdentity(String way, RawHttp.Answer answer) {
    String name = sentinel.installation.clientId();
    assertThat(answer.body())
        .contains("dispatcher=" + lastDispatcher(way))
        .contains(
            "principal=" + name + " user=" + name + " auth=Bearer role=true token=true wrappers=1");
  }

  private static void assertAnonymous(String way, RawHttp.Answer answer) {
    assertThat(answer.body())
        .contains("dispatcher=" + lastDispatcher(way))
        .contains("principal=null user=null auth=null role=false token=false");
  }

  private static DispatcherType lastDispatcher(String way) {
    String last = way.substring(way.lastIndexOf(',') + 1);
    return switch (last) {
      case "forward" -> DispatcherType.FORWARD;
      case "include" -> DispatcherType.INCLUDE;
      case "sendError", "throw" -> DispatcherType.ERROR;
      default -> DispatcherType.ASYNC;
    };
  }
}
