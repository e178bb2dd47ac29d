package dev.sentinelauth.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/**
 * Whole requests on embedded Jetty: one application in one server, behind each guard and without
 * one, asked with the same tokens. The rounds take turns, so that all see the same moods of the
 * machine.
 */
final class HttpComparison {
  private static final int TOKENS = 64;
  private static final int CONNECTIONS = 4;

  private HttpComparison() {}

  /**
   * What one round came to.
   *
   * @param cpu nanoseconds of processor time of the server's threads, for one request
   */
  record Round(double perSecond, double p50, double p99, double p999, double cpu) {}

  /** The rounds of each; those of one index ran in turn. */
  record Rounds(Map<Guard, List<Round>> of) {
    Samples samples(Guard guard, ToDoubleFunction<Round> figure) {
      return Samples.of(of.get(guard), figure);
    }
  }

  /**
   * Measures.
   *
   * @param warmups rounds of each that don't count
   * @param rounds of each that count
   * @param time of one round
   */
  static Rounds run(int warmups, int rounds, Duration time) throws Exception {
    try (Fixture fixture = new Fixture()) {
      String jwks = fixture.host().keys().document();
      List<ServletContextHandler> applications = new ArrayList<>();
      for (Guard guard : Guard.values()) {
        applications.add(guard.application(fixture.host().uri(), jwks));
      }
      String[] tokens = fixture.tokens(TOKENS);
      try (BenchServer server = new BenchServer(applications)) {
        Map<Guard, List<Round>> all = new EnumMap<>(Guard.class);
        List<Guard> order = new ArrayList<>(List.of(Guard.values()));
        for (int i = -warmups; i < rounds; i++) {
          for (Guard guard : order) {
            Round round = round(server, server.requests(guard.path, tokens), time);
            if (i >= 0) {
              all.computeIfAbsent(guard, g -> new ArrayList<>()).add(round);
            }
          }
          Collections.rotate(order, 1); // each comes first as often as the others
        }
        return new Rounds(all);
      }
    }
  }

  private static Round round(BenchServer server, byte[][] requests, Duration time)
      throws Exception {
    long before = BenchServer.cpu();
    HttpLoad.Outcome outcome = HttpLoad.closedLoop(server.port(), requests, CONNECTIONS, time);
    double cpu = (double) (BenchServer.cpu() - before) / outcome.nanos().length;
    return new Round(
        outcome.perSecond(),
        outcome.percentile(50),
        outcome.percentile(99),
        outcome.percentile(99.9),
        cpu);
  }
}
