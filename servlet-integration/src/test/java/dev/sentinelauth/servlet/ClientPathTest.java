package dev.sentinelauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.RequestPath;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Jetty and Tomcat do is tried in it-tests; here is what they don't do. */
class ClientPathTest {
  private static final ServletContext APP = application("/app");

  @Test
  void attributesSayNothingInTheFirstDispatch() {
    HttpServletRequest request =
        request(
            APP,
            "/app/admin",
            DispatcherType.REQUEST,
            Map.of(RequestDispatcher.FORWARD_REQUEST_URI, "/app/public"));
    assertThat(of(request)).isEqualTo(new RequestPath("/app/admin", "/app"));
  }

  @Test
  void pathThatAnEarlierFilterMadeUpDoesNotCount() {
    HttpServletRequest request =
        new HttpServletRequestWrapper(
            request(APP, "/app/admin", DispatcherType.REQUEST, Map.of())) {
          @Override
          public String getRequestURI() {
            return "/app/public";
          }
        };
    assertThat(of(request).raw()).isEqualTo("/app/admin");
  }

  @Test
  void whatIsCutOffBeforeAServletIsItsPrefixAndNoExactPath() {
    assertThat(mountPath(MappingMatch.PATH)).isEqualTo("/app/api");
    for (MappingMatch other : MappingMatch.values()) {
      if (other != MappingMatch.PATH) {
        assertThat(mountPath(other)).as(other.name()).isEqualTo("/app");
      }
    }
  }

  private static String mountPath(MappingMatch match) {
    HttpServletMapping mapping =
        answering(HttpServletMapping.class, Map.of("getMappingMatch", match), Map.of());
    HttpServletRequest request =
        answering(
            HttpServletRequest.class,
            Map.of(
                "getRequestURI", "/app/api/x",
                "getContextPath", "/app",
                "getServletPath", "/api",
                "getHttpServletMapping", mapping,
                "getDispatcherType", DispatcherType.REQUEST),
            Map.of());
    return of(request).mount();
  }

  @Test
  void containerThatChangesTheRequestItselfIsAskedForTheOriginal() {
    HttpServletRequest forwarded =
        request(
            APP,
            "/app/public",
            DispatcherType.FORWARD,
            Map.of(
                RequestDispatcher.FORWARD_REQUEST_URI, "/%61pp/admin",
                RequestDispatcher.FORWARD_CONTEXT_PATH, "/%61pp"));
    assertThat(of(forwarded)).isEqualTo(new RequestPath("/%61pp/admin", "/%61pp"));

    HttpServletRequest failed =
        request(
            APP,
            "/app/error",
            DispatcherType.ERROR,
            Map.of(RequestDispatcher.ERROR_REQUEST_URI, "/app/admin"));
    assertThat(of(failed)).isEqualTo(new RequestPath("/app/admin", "/app"));
  }

  @Test
  void forwardOutOfAnAsyncDispatchIsJudgedByWhatCameBeforeBoth() {
    HttpServletRequest request =
        request(
            APP,
            "/app/public",
            DispatcherType.FORWARD,
            Map.of(
                RequestDispatcher.FORWARD_REQUEST_URI, "/app/again",
                AsyncContext.ASYNC_REQUEST_URI, "/app/admin"));
    assertThat(of(request).raw()).isEqualTo("/app/admin");
  }

  @Test
  void pathOfAnotherApplicationIsNotHeldAgainstTheRoutesOfThisOne() {
    HttpServletRequest client =
        request(application("/other"), "/other/public", DispatcherType.REQUEST, Map.of());
    HttpServletRequest forwarded =
        new HttpServletRequestWrapper(client) {
          @Override
          public DispatcherType getDispatcherType() {
            return DispatcherType.FORWARD;
          }

          @Override
          public String getRequestURI() {
            return "/app/admin";
          }

          @Override
          public String getContextPath() {
            return "/app";
          }
        };
    assertThat(of(forwarded)).isEqualTo(new RequestPath("/app/admin", "/app"));

    HttpServletRequest included =
        request(
            application("/other"),
            "/other/public",
            DispatcherType.INCLUDE,
            Map.of(
                RequestDispatcher.INCLUDE_REQUEST_URI, "/app/admin",
                RequestDispatcher.INCLUDE_CONTEXT_PATH, "/app"));
    assertThat(of(included)).isEqualTo(new RequestPath("/app/admin", "/app"));
  }

  /** As Undertow does it: the request becomes one of this application. */
  @Test
  void dispatchFromAnotherApplicationIsToldByItsAttributes() {
    Map<DispatcherType, Map<String, Object>> dispatches =
        Map.of(
            DispatcherType.FORWARD,
            Map.of(
                RequestDispatcher.FORWARD_REQUEST_URI, "/other/public",
                RequestDispatcher.FORWARD_CONTEXT_PATH, "/other"),
            DispatcherType.ASYNC,
            Map.of(
                AsyncContext.ASYNC_REQUEST_URI, "/other/public",
                AsyncContext.ASYNC_CONTEXT_PATH, "/other"));
    dispatches.forEach(
        (dispatcher, attributes) ->
            assertThat(of(request(APP, "/app/admin", dispatcher, attributes)))
                .as(dispatcher.name())
                .isEqualTo(new RequestPath("/app/admin", "/app")));
  }

  @Test
  void pathThatTheContainerFailsOnIsAmbiguous() {
    HttpServletRequest request =
        new HttpServletRequestWrapper(request(APP, "/app\\x", DispatcherType.REQUEST, Map.of())) {
          @Override
          public DispatcherType getDispatcherType() {
            throw new IllegalArgumentException("no context path in it");
          }
        };
    assertThat(of(request)).isEqualTo(new RequestPath("", ""));
  }

  private static RequestPath of(HttpServletRequest request) {
    return ClientPath.of(request, "/app", List.of());
  }

  private static ServletContext application(String contextPath) {
    return answering(ServletContext.class, Map.of("getContextPath", contextPath), Map.of());
  }

  /** To a servlet that is mapped to everything. */
  private static HttpServletRequest request(
      ServletContext application,
      String uri,
      DispatcherType dispatcher,
      Map<String, Object> attributes) {
    return answering(
        HttpServletRequest.class,
        Map.of(
            "getRequestURI", uri,
            "getContextPath", application.getContextPath(),
            "getServletContext", application,
            "getServletPath", "",
            "getDispatcherType", dispatcher),
        attributes);
  }

  private static <T> T answering(
      Class<T> type, Map<String, Object> answers, Map<String, Object> attributes) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                method.getName().equals("getAttribute")
                    ? attributes.get(arguments[0])
                    : answers.get(method.getName()));
    return type.cast(proxy);
  }
}
