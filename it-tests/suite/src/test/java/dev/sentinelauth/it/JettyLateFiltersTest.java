package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.it.ServletChangedRequestTest.Initializing;
import dev.sentinelauth.it.ServletChangedRequestTest.Overriding;
import dev.sentinelauth.it.support.ServletFixture;
import dev.sentinelauth.it.support.WrittenLog;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An embedded Jetty takes filters while it runs, of which the Servlet API knows nothing. */
class JettyLateFiltersTest {
  @RegisterExtension static final ServletFixture sentinel = new ServletFixture();

  private static void add(ServletContextHandler context, String name, Filter filter)
      throws Exception {
    FilterHolder holder = new FilterHolder(filter);
    holder.setName(name);
    if (filter instanceof SentinelAuthenticationFilter) {
      holder.setInitParameter("sentinel.account-id", ServletFixture.ACCOUNT);
      holder.setInitParameter("sentinel.server", sentinel.emulator.uri().toString());
    }
    context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
    if (context.isStarted()) {
      holder.start();
      holder.initialize();
    }
  }

  /** There is a look in reserve for the first one. */
  @Test
  void filterThatComesTooLateIsToldOf() throws Exception {
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/app");
    context.addEventListener(new Initializing());
    add(context, "first", new SentinelAuthenticationFilter());
    Server server = new Server();
    server.setHandler(context);
    try (WrittenLog log = new WrittenLog()) {
      server.start();
      add(context, "late", new Overriding());
      add(context, "second", new SentinelAuthenticationFilter());
      assertThat(log.linesWith("added late")).isEmpty();
      add(context, "too late", new Overriding());
      add(context, "third", new SentinelAuthenticationFilter());
      assertThat(log.linesWith("added late"))
          .singleElement()
          .asString()
          .startsWith("WARN Filters that were added late stand behind the last look")
          .contains("too late=")
          .doesNotContain("first=", "{late=", ", late=");
    } finally {
      server.stop();
    }
  }
}
