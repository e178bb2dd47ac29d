package dev.sentinelauth.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The whole table on the servers that every build can afford. */
class LightServersTest {

  @TestFactory
  Stream<DynamicTest> everyAnswerIsRight() throws Exception {
    List<Server> light = Servers.ALL.stream().filter(Server::light).toList();
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
