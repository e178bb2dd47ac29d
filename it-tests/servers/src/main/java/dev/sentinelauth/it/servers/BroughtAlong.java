package dev.sentinelauth.it.servers;

import static dev.sentinelauth.it.servers.Expectation.notServed;

import dev.sentinelauth.it.servers.app.Api;
import dev.sentinelauth.it.servers.app.BareApplication;
import dev.sentinelauth.it.servers.app.FeatureApplication;
import dev.sentinelauth.it.servers.app.PlainApplication;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.util.List;
import java.util.function.Predicate;

/**
 * Web applications that bring along another Jakarta REST than Jersey 3.1, or put it to work in
 * another way. One or two servers are enough for each.
 */
record BroughtAlong(Wars wars) {

  List<War> all() {
    return List.of(
        feature("jersey-4.0").on(named("tomcat-11", "jetty-12.1-ee11")),
        feature("resteasy-6.2").on(named("tomcat-10.1", "undertow-2.3")),
        plain("resteasy-6.2").on(named("tomcat-10.1")),
        feature("cxf-4.1").webXml(cxf(FeatureApplication.class)).on(named("tomcat-10.1")),
        plain("cxf-4.1").webXml(cxf(PlainApplication.class)).on(named("tomcat-10.1")),
        jerseyAsFilter().on(named("tomcat-10.1", "jetty-12.0-ee10")));
  }

  private static Predicate<Server> named(String... names) {
    return server -> List.of(names).contains(server.name());
  }

  private War feature(String implementation) {
    return wars.feature("feature-" + implementation)
        .file(Wars.SETTINGS, wars.settings("/api"))
        .rest(implementation);
  }

  private War plain(String implementation) {
    return new War("plain-" + implementation)
        .classes(PlainApplication.class, Api.class)
        .file(Wars.SETTINGS, wars.settings("/api"))
        .rows(Rows.routes("/api"))
        .rows(Wars.asynchronous())
        .rest(implementation);
  }

  private static String cxf(Class<?> application) {
    return """
        <servlet>
          <servlet-name>cxf</servlet-name>
          <servlet-class>org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet</servlet-class>
          <init-param>
            <param-name>jakarta.ws.rs.Application</param-name>
            <param-value>%s</param-value>
          </init-param>
          <async-supported>true</async-supported>
        </servlet>
        <servlet-mapping>
          <servlet-name>cxf</servlet-name>
          <url-pattern>/api/*</url-pattern>
        </servlet-mapping>
        """
        .formatted(application.getName());
  }

  /** Jersey cuts its base off by length, so the servlet filter must know where that ends. */
  private War jerseyAsFilter() {
    Rows rows = new Rows();
    for (Caller caller : List.of(Caller.NONE, Caller.READER)) {
      rows.get("{app}/api;admin/x", caller, notServed())
          .get("{app}/api;/admin/x", caller, notServed())
          .get("{app}/%61pi/admin/x", caller, notServed());
    }
    return new War("jersey-filter")
        .filter(SentinelAuthenticationFilter.class, "REQUEST", "ASYNC", "ERROR")
        .webXml(
            """
            <filter>
              <filter-name>jersey</filter-name>
              <filter-class>org.glassfish.jersey.servlet.ServletContainer</filter-class>
              <init-param>
                <param-name>jakarta.ws.rs.Application</param-name>
                <param-value>%s</param-value>
              </init-param>
              <init-param>
                <param-name>jersey.config.servlet.filter.contextPath</param-name>
                <param-value>/api</param-value>
              </init-param>
              <async-supported>true</async-supported>
            </filter>
            <filter-mapping>
              <filter-name>jersey</filter-name>
              <url-pattern>/api/*</url-pattern>
            </filter-mapping>
            """
                .formatted(BareApplication.class.getName()))
        .classes(BareApplication.class, Api.class)
        .file(Wars.SETTINGS, wars.settings("/api"))
        .rows(Rows.routes("/api"))
        .rows(rows.list())
        .rest("jersey-3.1");
  }
}
