package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs the table on all servers, or on some: {@code --servers=wildfly,tomcat --wars=servlet}, each
 * the beginning of names. Fails where an answer is wrong, or where all were asked for and fewer
 * than ten could be run.
 */
public final class Main {
  private static final int ENOUGH = 10;

  private Main() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String servers = option(arguments, "--servers=");
    String wars = option(arguments, "--wars=");
    Path directory = Path.of(System.getProperty("servers.directory", "target/servers"));
    Path sources = Path.of(System.getProperty("servers.sources", "src/servers"));
    boolean good;
    try (Callers callers = new Callers()) {
      Run run =
          new Run(
              sources.toAbsolutePath(),
              directory.toAbsolutePath(),
              callers,
              chosen(Wars.all(callers.sentinel()), War::name, wars),
              System.out::println);
      run.run(chosen(Servers.ALL, Server::name, servers));
      String table = Table.of(run.results(), run.notRun());
      System.out.print(table);
      Files.writeString(directory.resolve("table.txt"), table);
      long ran = run.results().stream().map(Run.Result::server).distinct().count();
      boolean enough = ran >= ENOUGH || !servers.isEmpty();
      if (!enough) {
        System.out.println("Only " + ran + " servers were run; " + ENOUGH + " are needed.");
      }
      good = enough && Table.wrong(run.results()) == 0;
    }
    System.exit(good ? 0 : 1);
  }

  static <T> List<T> chosen(List<T> all, Function<T, String> name, String beginnings) {
    List<String> wanted =
        Stream.of(beginnings.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
    return all.stream()
        .filter(one -> wanted.isEmpty() || wanted.stream().anyMatch(name.apply(one)::startsWith))
        .toList();
  }

  private static String option(String[] arguments, String prefix) {
    return Stream.of(arguments)
        .filter(argument -> argument.startsWith(prefix))
        .map(argument -> argument.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }
}
