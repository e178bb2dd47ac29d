package dev.sentinelauth.bench;

import dev.sentinelauth.bench.RefusedTokenBenchmark.Fault;
import dev.sentinelauth.bench.Table.Target;
import java.util.Arrays;
import java.util.Locale;

/** Puts the figures side by side that belong together, each with what was aimed at. */
final class Report {
  private static final String NANOSECONDS = "%.0f ns";

  private final Table table = new Table();

  void newTokens(Scores scores) {
    Samples floor = scores.time(NewTokenBenchmark.class, "floor");
    for (String method : new String[] {"notRemembered", "remembered"}) {
      table.compare(
          method.equals("remembered") ? "new token" : "new token, cache off",
          NANOSECONDS,
          floor,
          scores.time(NewTokenBenchmark.class, method),
          Target.atMost(1.15),
          bytes(scores.allocation(NewTokenBenchmark.class, method)));
    }
  }

  void rememberedTokens(Scores scores) {
    Samples floor = scores.time(RememberedTokenBenchmark.class, "floor");
    Samples allocated = scores.allocation(RememberedTokenBenchmark.class, "verify");
    table.compare(
        "remembered token",
        NANOSECONDS,
        floor,
        scores.time(RememberedTokenBenchmark.class, "verify"),
        Target.atMost(1.5),
        bytes(allocated));
    table.figure("remembered token, allocated", "%.0f B", allocated, Target.atMost(700));
    table.compare(
        "remembered token, with its request",
        NANOSECONDS,
        floor,
        scores.time(RememberedTokenBenchmark.class, "request"),
        Target.NONE,
        bytes(scores.allocation(RememberedTokenBenchmark.class, "request")));
  }

  /** Their measure is not a floor but a ceiling: what an accepted token costs. */
  void refusedTokens(Scores scores) {
    Samples full = scores.time(NewTokenBenchmark.class, "remembered");
    for (Fault fault : Fault.values()) {
      String method = "refuse:" + fault;
      table.compare(
          "refused: " + fault.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          NANOSECONDS,
          full,
          scores.time(RefusedTokenBenchmark.class, method),
          Target.atMost(0.2),
          bytes(scores.allocation(RefusedTokenBenchmark.class, method)));
    }
  }

  void outboundTokens(Scores scores) {
    Class<?> benchmark = AppJwtSupplierBenchmark.class;
    Samples allocated = scores.allocation(benchmark, "get");
    table.figure(
        "live outbound token", NANOSECONDS, scores.average(benchmark, "get"), Target.atMost(50));
    table.figure("live outbound token, allocated", "%.0f B", allocated, Target.atMost(1));
  }

  void http(HttpComparison.Rounds rounds) {
    table.compare(
        "HTTP, requests per second",
        "%.0f/s",
        rounds.bare(HttpComparison.Round::perSecond),
        rounds.guarded(HttpComparison.Round::perSecond),
        Target.atLeast(0.97),
        "");
    table.compare(
        "HTTP, p50",
        NANOSECONDS,
        rounds.bare(HttpComparison.Round::p50),
        rounds.guarded(HttpComparison.Round::p50),
        Target.NONE,
        "");
    table.compare(
        "HTTP, p99",
        NANOSECONDS,
        rounds.bare(HttpComparison.Round::p99),
        rounds.guarded(HttpComparison.Round::p99),
        Target.atMost(1.05),
        "");
    table.compare(
        "HTTP, processor time of the server per request",
        NANOSECONDS,
        rounds.bare(HttpComparison.Round::cpu),
        rounds.guarded(HttpComparison.Round::cpu),
        Target.NONE,
        "");
  }

  void memory(double... bytesPerToken) {
    table.figure(
        "memory of a remembered token",
        "%.0f B",
        new Samples(Arrays.copyOf(bytesPerToken, bytesPerToken.length)),
        Target.atMost(600));
  }

  private static String bytes(Samples allocation) {
    return String.format(Locale.ROOT, "%.0f B", allocation.median());
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
