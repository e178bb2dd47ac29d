package dev.sentinelauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is served unjudged because something failed at start, in whatever server. */
class FailedStartTest {

  private static List<Filter> filters() {
    return List.of(new SentinelAuthenticationFilter(), new SentinelLoginFilter());
  }

  @ParameterizedTest
  @MethodSource("filters")
  void serverThatWouldDropTheFilterGetsOneThatServesNothing(Filter filter) throws Exception {
    filter.init(config("Eclipse GlassFish  7.0.25", Map.of("sentinel.clock-skew", "long")));
    assertThat(statusOf(filter)).isEqualTo(500);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void serverThatStopsIsTold(Filter filter) throws Exception {
    assertThatThrownBy(
            () ->
                filter.init(config("Apache Tomcat/10.1.59", Map.of("sentinel.clock-skew", "long"))))
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("sentinel.clock-skew");
    // should it go on nevertheless
    assertThat(statusOf(filter)).isEqualTo(500);
  }

  @Test
  void loginFilterThatMissesItsSettingsServesNothingEither() throws Exception {
    Map<String, String> noLogin =
        Map.of("sentinel.account-id", "le1", "sentinel.server", "http://127.0.0.1:1");
    Filter filter = new SentinelLoginFilter();
    filter.init(config("Payara Micro 6.2025.10 #badassfish", noLogin));
    assertThat(statusOf(filter)).isEqualTo(500);
    filter.destroy();
    assertThat(statusOf(filter)).isEqualTo(500);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void errorIsAFailureToo(Filter filter) throws Exception {
    FilterConfig config =
        proxy(
            FilterConfig.class,
            (method) -> {
              if (method.equals("getInitParameterNames")) {
                throw new NoClassDefFoundError("some/Type");
              }
              return answer(method, "something else", Map.of());
            });
    filter.init(config);
    assertThat(statusOf(filter)).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Apache Tomcat/11.0.13",
        "Apache Tomcat (TomEE)/10.1.20 (10.0.0-M2)",
        "jetty/12.1.12",
        "Undertow - 2.3.26.Final",
        "WildFly Full 39.0.1.Final (WildFly Core 31.0.1.Final) - 2.3.20.Final",
        "IBM WebSphere Liberty/26.0.0.3",
        "Open Liberty/26.0.0.3"
      })
  void serversThatWereSeenToStopAreKnown(String serverInfo) {
    assertThat(FailedStart.stops(serverInfo)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Eclipse GlassFish  8.0.0", "Payara Server 6.2025.10", "our server", "Resin"})
  void everyOtherServerIsTakenForOneThatGoesOn(String serverInfo) {
    assertThat(FailedStart.stops(serverInfo)).isFalse();
    assertThat(FailedStart.stops(null)).isFalse();
  }

  private static int statusOf(Filter filter) throws Exception {
    HttpServletRequest request =
        proxy(
            HttpServletRequest.class,
            method -> method.equals("getDispatcherType") ? DispatcherType.REQUEST : null);
    AtomicInteger status = new AtomicInteger();
    HttpServletResponse response =
        (HttpServletResponse)
            Proxy.newProxyInstance(
                FailedStartTest.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("setStatus")) {
                    status.set((Integer) arguments[0]);
                  }
                  return method.getName().equals("getOutputStream")
                      ? new Nowhere()
                      : method.getReturnType() == boolean.class ? Boolean.FALSE : null;
                });
    filter.doFilter(
        request,
        response,
        (req, res) -> {
          throw new AssertionError("served");
        });
    return status.get();
  }

  private static FilterConfig config(String serverInfo, Map<String, String> parameters) {
    return new FilterConfig() {
      @Override
      public String getFilterName() {
        return "sentinel";
      }

      @Override
      public ServletContext getServletContext() {
        return context(serverInfo);
      }

      @Override
      public String getInitParameter(String name) {
        return parameters.get(name);
      }

      @Override
      public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(parameters.keySet());
      }
    };
  }

  private static Object answer(String method, String serverInfo, Map<String, String> parameters) {
    return switch (method) {
      case "getFilterName" -> "sentinel";
      case "getServletContext" -> context(serverInfo);
      case "getInitParameterNames" -> Collections.enumeration(parameters.keySet());
      default -> null;
    };
  }

  private static ServletContext context(String serverInfo) {
    return proxy(
        ServletContext.class,
        method ->
            switch (method) {
              case "getServerInfo" -> serverInfo;
              case "getContextPath" -> "/app";
              case "getInitParameterNames" -> Collections.emptyEnumeration();
              case "getFilterRegistrations", "getServletRegistrations" -> Map.of();
              case "getClassLoader" -> FailedStartTest.class.getClassLoader();
              default -> null;
            });
  }

  private static <T> T proxy(Class<T> type, Function<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            FailedStartTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answers.apply(method.getName())));
  }

  private static final class Nowhere extends ServletOutputStream {
    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(int octet) {}
  }
}
