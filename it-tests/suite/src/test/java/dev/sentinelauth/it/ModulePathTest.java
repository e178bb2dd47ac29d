package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.ModularApplication;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications that are modules run with what the pages say that they have to require. */
@Timeout(180)
class ModulePathTest {
  private static final String REQUIRED =
      Pages.load()
          .section("On the module path")
          .block("text", "requires dev.sentinelauth;")
          .strip();

  private static final String SETTINGS =
      """
      package app;

      import java.util.Properties;

      public final class Main {
        private static Properties settings(String server) {
          Properties settings = new Properties();
          settings.setProperty("sentinel.account-id", "le81823118");
          settings.setProperty("sentinel.server", server);
          return settings;
        }
      """;

  private static final String CORE =
      SETTINGS
          + """
              public static void main(String[] arguments) throws Exception {
                var config = dev.sentinelauth.SentinelConfig.load(settings(arguments[0]));
                try (var sentinel = dev.sentinelauth.Sentinel.create(config)) {
                  System.out.println("azp " + sentinel.tokenVerifier().verify(arguments[1]).getName());
                }
              }
            }
            """;

  private final SentinelEmulator emulator = SentinelEmulator.start().addAccount(ACCOUNT);
  private final Installation app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer"));
  private final String token = emulator.mint(app).compact();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void applicationThatRequiresWhatThePagesSayChecksTokens() throws Exception {
    String output =
        core()
            .compile("module app {\n" + REQUIRED + "\n}", CORE)
            .run(List.of(), emulator.uri().toString(), token);

    assertThat(output.lines()).contains("azp " + app.clientId());
  }

  @Test
  void commandLineCanNameTheModulesInstead() throws Exception {
    String option = "--add-modules=ALL-MODULE-PATH,java.net.http";
    assertThat(Pages.load().section("On the module path").text()).contains("`" + option + "`");

    String output =
        core()
            .compile("module app { requires dev.sentinelauth; }", CORE)
            .run(List.of(option), emulator.uri().toString(), token);

    assertThat(output.lines()).contains("azp " + app.clientId());
  }

  @Test
  void filterRunsInAModularJetty() throws Exception {
    String output =
        core()
            .with(SentinelAuthenticationFilter.class, "dev.sentinelauth.servlet")
            .with("jakarta.servlet-api", "jetty-ee10-servlet", "jetty-ee", "jetty-http", "jetty-io")
            .with("jetty-security", "jetty-server", "jetty-session", "jetty-util")
            .compile(
                "module app { requires dev.sentinelauth.servlet; requires jakarta.servlet;"
                    + " requires org.eclipse.jetty.ee10.servlet;\n"
                    + REQUIRED
                    + "\n}",
                SETTINGS
                    + """
                        public static void main(String[] arguments) throws Exception {
                          var server = new org.eclipse.jetty.server.Server();
                          var connector = new org.eclipse.jetty.server.ServerConnector(server);
                          connector.setHost("127.0.0.1");
                          server.addConnector(connector);
                          var context =
                              new org.eclipse.jetty.ee10.servlet.ServletContextHandler("/");
                          settings(arguments[0])
                              .forEach((key, value) ->
                                  context.setInitParameter(key.toString(), value.toString()));
                          context.addFilter(
                              dev.sentinelauth.servlet.SentinelAuthenticationFilter.class,
                              "/*",
                              java.util.EnumSet.of(jakarta.servlet.DispatcherType.REQUEST));
                          context.addServlet(
                              new org.eclipse.jetty.ee10.servlet.ServletHolder(new Name()), "/*");
                          server.setHandler(context);
                          server.start();
                          try {
                            call(connector.getLocalPort(), null);
                            call(connector.getLocalPort(), "Bearer " + arguments[1]);
                          } finally {
                            server.stop();
                          }
                        }

                        private static final class Name extends jakarta.servlet.http.HttpServlet {
                          @Override
                          protected void doGet(
                              jakarta.servlet.http.HttpServletRequest request,
                              jakarta.servlet.http.HttpServletResponse response)
                              throws java.io.IOException {
                            response.getWriter().print(request.getRemoteUser());
                          }
                        }
                      """
                    + CALL)
            .run(List.of(), emulator.uri().toString(), token);

    assertAnswers(output);
  }

  @Test
  void featureRunsInAModularJersey() throws Exception {
    String output =
        core()
            .with(SentinelAuthenticationFeature.class, "dev.sentinelauth.jersey")
            .with("jakarta.ws.rs-api", "jakarta.inject-api", "jakarta.annotation-api")
            .with("jersey-common", "jersey-client", "jersey-server", "jersey-hk2")
            .with("jersey-container-grizzly2-http", "grizzly-framework", "grizzly-http")
            .with("grizzly-http-server", "hk2-api", "hk2-locator", "hk2-utils", "javassist")
            .with("aopalliance-repackaged", "osgi-resource-locator", "jakarta.validation-api")
            .compile(
                "module app { requires dev.sentinelauth.jersey; requires jakarta.ws.rs;"
                    + " requires java.net.http; requires jersey.server;"
                    + " requires jersey.container.grizzly2.http;"
                    + " requires org.glassfish.grizzly.http.server; exports app; }",
                SETTINGS
                    + """
                        public static void main(String[] arguments) throws Exception {
                          var config = dev.sentinelauth.SentinelConfig.load(settings(arguments[0]));
                          var sentinel = dev.sentinelauth.Sentinel.create(config);
                          var application =
                              new org.glassfish.jersey.server.ResourceConfig(Name.class)
                                  .register(
                                      new dev.sentinelauth.jersey.SentinelAuthenticationFeature(
                                          sentinel));
                          var server =
                              org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory
                                  .createHttpServer(
                                      java.net.URI.create("http://127.0.0.1:0/"), application);
                          int port = server.getListener("grizzly").getPort();
                          call(port, null);
                          call(port, "Bearer " + arguments[1]);
                          server.shutdownNow();
                          sentinel.close();
                        }

                        @jakarta.ws.rs.Path("/")
                        public static final class Name {
                          @jakarta.ws.rs.GET
                          public String name(
                              @jakarta.ws.rs.core.Context dev.sentinelauth.AppJwt caller) {
                            return caller.getName();
                          }
                        }
                      """
                    + CALL)
            .run(List.of("--add-modules=ALL-MODULE-PATH"), emulator.uri().toString(), token);

    assertAnswers(output);
  }

  /** Prints what a request is answered. */
  private static final String CALL =
      """
        private static void call(int port, String authorization) throws Exception {
          var request =
              java.net.http.HttpRequest.newBuilder(
                  java.net.URI.create("http://127.0.0.1:" + port + "/"));
          if (authorization != null) {
            request.header("Authorization", authorization);
          }
          var answer =
              java.net.http.HttpClient.newHttpClient()
                  .send(
                      request.build(), java.net.http.HttpResponse.BodyHandlers.ofString());
          System.out.println("answer " + answer.statusCode() + " " + answer.body());
        }
      }
      """;

  private void assertAnswers(String output) {
    assertThat(output.lines().filter(line -> line.startsWith("answer")))
        .as(output)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("answer 401 {"),
            line -> assertThat(line).isEqualTo("answer 200 " + app.clientId()));
  }

  private ModularApplication core() throws Exception {
    return new ModularApplication(directory)
        .with(Sentinel.class, "dev.sentinelauth")
        .with("nimbus-jose-jwt", "caffeine", "slf4j-api", "jspecify");
  }
}
