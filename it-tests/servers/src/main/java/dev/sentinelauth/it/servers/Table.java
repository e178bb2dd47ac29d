package dev.sentinelauth.it.servers;

import java.util.List;

/**
 * The results, as they are printed: what is wrong last, where whoever looks at the end of a log
 * finds it.
 */
final class Table {
  private static final String LINE = "%-20s %-14s %-4s %-20s %5s %5s %8s%n";

  private Table() {}

  static String of(List<Run.Result> results, List<String> notRun) {
    StringBuilder text = new StringBuilder();
    text.append(LINE.formatted("server", "version", "JDK", "WAR", "right", "wrong", "time"));
    for (Run.Result result : results) {
      text.append(
          LINE.formatted(
              result.server(),
              result.version(),
              result.jdk(),
              result.war(),
              result.right(),
              result.wrong().size(),
              result.time().toMillis() + " ms"));
    }
    for (Run.Result result : results) {
      for (String wrong : result.wrong()) {
        text.append("wrong: ").append(result.server()).append(", ").append(result.war());
        text.append(": ").append(wrong).append('\n');
      }
    }
    notRun.forEach(reason -> text.append("not run: ").append(reason).append('\n'));
    long servers = results.stream().map(Run.Result::server).distinct().count();
    text.append(
        "%d servers, %d right, %d wrong, %d not run%n"
            .formatted(
                servers,
                results.stream().mapToInt(Run.Result::right).sum(),
                wrong(results),
                notRun.size()));
    return text.toString();
  }

  static int wrong(List<Run.Result> results) {
    return results.stream().mapToInt(result -> result.wrong().size()).sum();
  }
}
