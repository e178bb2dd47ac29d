package dev.sentinelauth.bench;

import dev.sentinelauth.bench.Table.Section;
import dev.sentinelauth.bench.Table.Target;
import dev.sentinelauth.bench.Table.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Puts the figures side by side that belong together, each with what was aimed at. */
final class Report {
  private final Table table = new Table();

  void newTokens(Scores scores, int threads) {
    Cell floor = Cell.signature(threads);
    Section section =
        section(scores, "new tokens, 4,096 by turns", threads, floor, "floor: Signature.verify");
    row(section, scores, Cell.verify(Contender.OURS_FORGETTING, 4096, threads), 1.15);
    row(section, scores, Cell.verify(Contender.OURS_CACHE_OFF, 4096, threads), 1.15);
    if (threads == 1) {
      for (String provider : CryptoProviderBenchmark.PROVIDERS) {
        Cell cell = Cell.verifyBy(provider);
        section.row(
            "ours, cache off, by " + provider,
            scores.time(cell),
            Target.NONE,
            bytes(scores.allocation(cell)));
      }
    }
    for (Contender peer : Contender.PEERS) {
      row(section, scores, Cell.verify(peer, 4096, threads), Double.NaN);
    }
  }

  void rememberedTokens(Scores scores, int threads) {
    Cell floor = Cell.lookUp(64, threads);
    String who = "floor: SHA-256, getIfPresent";
    Section section = section(scores, "64 tokens again and again", threads, floor, who);
    Cell ours = Cell.verify(Contender.OURS, 64, threads);
    row(section, scores, ours, 1.5);
    Cell request = Cell.request(threads);
    section.row(
        "ours, with path, route, header, scope",
        scores.time(request),
        Target.NONE,
        bytes(scores.allocation(request)));
    for (Contender peer : Contender.PEERS) {
      row(section, scores, Cell.verify(peer, 64, threads), Double.NaN);
    }
    if (threads == 1) {
      table.figure(
          "allocated for one of them",
          Unit.BYTES,
          Contender.OURS.toString(),
          scores.allocation(ours),
          Target.atMost(700));
      Section many =
          section(scores, "4,096 tokens again and again", threads, Cell.lookUp(4096, threads), who);
      row(many, scores, Cell.verify(Contender.OURS, 4096, threads), 1.5);
    }
  }

  private Section section(Scores scores, String path, int threads, Cell floor, String who) {
    return table.section(
        path + (threads == 1 ? "" : ", " + threads + " threads"),
        Unit.MICROSECONDS,
        who,
        scores.time(floor),
        bytes(scores.allocation(floor)));
  }

  private static void row(Section section, Scores scores, Cell cell, double atMost) {
    section.row(
        Contender.valueOf(cell.params().get("contender")).toString(),
        scores.time(cell),
        Double.isNaN(atMost) ? Target.NONE : Target.atMost(atMost),
        bytes(scores.allocation(cell)));
  }

  /**
   * Their measure is not a floor but a ceiling: what an accepted token costs us.
   *
   * @param refused what each refuses at all
   */
  void refusedTokens(Scores scores, Map<Contender, Set<Fault>> refused) {
    Cell full = Cell.verify(Contender.OURS_FORGETTING, 4096, 1);
    for (Fault fault : RefusalBenchmark.ORDER) {
      int iteration = RefusalBenchmark.ORDER.indexOf(fault);
      Section section =
          table.section(
              "refused: " + fault,
              Unit.MICROSECONDS,
              "ours, a new token that is accepted",
              scores.time(full),
              bytes(scores.allocation(full)));
      refused.forEach(
          (contender, faults) -> {
            if (faults.contains(fault)) {
              Cell cell = Cell.refuse(contender);
              section.row(
                  contender.toString(),
                  scores.samples(cell, Cell.timeOfIteration(iteration)),
                  contender == Contender.OURS && fault.isCheap() ? Target.atMost(0.2) : Target.NONE,
                  bytes(scores.samples(cell, Cell.allocationOfIteration(iteration))));
            } else {
              section.words(contender.toString(), "accepts it");
            }
          });
    }
  }

  /** What one line for each decision costs, up to where the system takes it. */
  void audit(Scores scores) {
    for (int threads = 1; threads <= Benchmarks.THREADS; threads++) {
      Section section =
          section(
              scores,
              "requests with remembered tokens",
              threads,
              Cell.request(threads),
              "sentinel.audit = off");
      Cell audited = Cell.auditedRequest(threads);
      section.row(
          "sentinel.audit = all",
          scores.time(audited),
          Target.NONE,
          bytes(scores.allocation(audited)));
    }
  }

  void outboundTokens(Scores scores) {
    Cell get = Cell.outbound();
    table.figure(
        "live outbound token", Unit.NANOSECONDS, "ours", scores.time(get), Target.atMost(50));
    table.figure("allocated for it", Unit.BYTES, "ours", scores.allocation(get), Target.atMost(1));
  }

  void coldStarts(ColdStart.Starts starts) {
    cold("first token in a cold JVM", starts, ColdStart.Start::first);
    cold("the same, with setting up", starts, ColdStart.Start::both);
    Section section = null;
    for (Map.Entry<Guard, List<ColdStart.Start>> guard : starts.guards().entrySet()) {
      Samples times = Samples.of(guard.getValue(), ColdStart.Start::both);
      if (section == null) {
        section =
            table.section(
                "web application from init() to its first answer, cold JVM",
                Unit.MILLISECONDS,
                guard.getKey().toString(),
                times,
                "");
      } else {
        section.row(guard.getKey().toString(), times, Target.NONE);
      }
    }
  }

  void coreStarts(Map<CoreStart, List<ColdStart.Start>> starts) {
    table.figure(
        "Sentinel.create in a cold JVM",
        Unit.MILLISECONDS,
        "ours",
        samples(starts, CoreStart.KEY_SET, ColdStart.Start::setUp),
        Target.atMostMilliseconds(60));
    table
        .section(
            "from there to the first answer, keys fetched",
            Unit.MILLISECONDS,
            "floor: the JDK's client, one GET, Signature.verify",
            samples(starts, CoreStart.FLOOR, ColdStart.Start::both),
            "")
        .row(
            "ours, create included",
            samples(starts, CoreStart.KEY_SET, ColdStart.Start::both),
            Target.atMost(1.15));
    table.figure(
        "the same with the v1 key, no HTTP",
        Unit.MILLISECONDS,
        "ours, create included",
        samples(starts, CoreStart.V1_KEY, ColdStart.Start::both),
        Target.atMostMilliseconds(100));
  }

  private static Samples samples(
      Map<CoreStart, List<ColdStart.Start>> starts,
      CoreStart what,
      ToDoubleFunction<ColdStart.Start> time) {
    return Samples.of(starts.getOrDefault(what, List.of()), time);
  }

  private void cold(String path, ColdStart.Starts starts, ToDoubleFunction<ColdStart.Start> time) {
    Section section =
        table.section(
            path,
            Unit.MILLISECONDS,
            "floor: Signature.verify",
            Samples.of(starts.floor(), time),
            "");
    starts
        .contenders()
        .forEach(
            (contender, times) ->
                section.row(contender.toString(), Samples.of(times, time), Target.NONE));
  }

  void http(HttpComparison.Rounds rounds) {
    http(rounds, "requests per second", Unit.PER_SECOND, Target.atLeast(0.97), r -> r.perSecond());
    http(rounds, "p50", Unit.MICROSECONDS, Target.NONE, r -> r.p50());
    http(rounds, "p99", Unit.MICROSECONDS, Target.atMost(1.05), r -> r.p99());
    http(rounds, "p99.9", Unit.MICROSECONDS, Target.NONE, r -> r.p999());
    http(rounds, "server's processor time", Unit.MICROSECONDS, Target.NONE, r -> r.cpu());
  }

  private void http(
      HttpComparison.Rounds rounds,
      String what,
      Unit unit,
      Target target,
      ToDoubleFunction<HttpComparison.Round> figure) {
    Samples servlet = rounds.samples(Guard.NONE, figure);
    table
        .section("HTTP, servlet: " + what, unit, Guard.NONE.toString(), servlet, "")
        .row(Guard.LOOK_UP.toString(), rounds.samples(Guard.LOOK_UP, figure), Target.NONE)
        .row(Guard.SERVLET.toString(), rounds.samples(Guard.SERVLET, figure), target)
        .row(
            Guard.SPRING_SECURITY.toString(),
            rounds.samples(Guard.SPRING_SECURITY, figure),
            Target.NONE);
    Samples jersey = rounds.samples(Guard.JERSEY_NONE, figure);
    table
        .section("HTTP, Jersey: " + what, unit, Guard.JERSEY_NONE.toString(), jersey, "")
        .row(Guard.JERSEY.toString(), rounds.samples(Guard.JERSEY, figure), Target.NONE);
  }

  /** Only the tokens of a key that isn't known yet may have to wait. */
  void rotation(List<RotationMeasurement.Load> loads) {
    for (RotationMeasurement.Load load : loads) {
      Target none = load.mayWait() ? Target.NONE : Target.atMost(0);
      table.figure(
          "rotation: " + load.tokens(),
          Unit.REQUESTS,
          "ours, of %,d requests over %d ms"
              .formatted(load.outcome().nanos().length, RotationMeasurement.BOUND.toMillis()),
          of((double) load.outcome().over(RotationMeasurement.BOUND)),
          none);
      table.figure(
          "",
          Unit.MILLISECONDS,
          "the longest; %d fetches of %d ms"
              .formatted(load.fetches(), RotationMeasurement.FETCH.toMillis()),
          of(load.outcome().longest()),
          Target.NONE);
    }
  }

  void memory(MemoryMeasurement.PerToken bytes) {
    table.figure(
        "memory of a remembered token",
        Unit.BYTES,
        "ours, by objects",
        of(bytes.counted()),
        Target.atMost(600));
    table.figure("", Unit.BYTES, "ours, by growth of the heap", of(bytes.grown()), Target.NONE);
  }

  private static Samples of(double... figures) {
    return new Samples(Arrays.copyOf(figures, figures.length));
  }

  private static String bytes(Samples allocation) {
    return String.format(Locale.ROOT, "%.0f B", allocation.median());
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
