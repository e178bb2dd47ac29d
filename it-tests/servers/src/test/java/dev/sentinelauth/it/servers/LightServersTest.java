package dev.sentinelauth.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The whole table on servers that every build can afford: the oldest of each kind. */
class LightServersTest {
  private static final Set<String> OLDEST =
      Set.of("tomcat-10.1", "jetty-12.0-ee10", "undertow-2.3");

  @TestFactory
  Stream<DynamicTest> everyAnswerIsRight() throws Exception {
    List<Server> light =
        Servers.ALL.stream()
            .filter(server -> server.light() && OLDEST.contains(server.name()))
            .toList();
    assertThat(light).hasSameSizeAs(OLDEST);
    Path directory = Path.of(System.getProperty("servers.directory", "target/light"));
    Path sources = Path.of(System.getProperty("servers.sources", "src/servers"));
    try (Callers callers = new Callers()) {
      Run run =
          new Run(
              sources.toAbsolutePath(),
              directory.toAbsolutePath(),
              callers,
              Wars.all(callers.sentinel()),
              line -> {});
      run.run(light);
      System.out.print(Table.of(run.results(), run.notRun()));
      return Stream.concat(
          Stream.of(dynamicTest("every server", () -> assertThat(run.notRun()).isEmpty())),
          run.results().stream()
              .map(
                  result ->
                      dynamicTest(
                          result.server() + ", " + result.war(),
                          () -> assertThat(result.wrong()).isEmpty())));
    }
  }
}
