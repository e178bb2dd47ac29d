package dev.sentinelauth.it.hunt;

import dev.sentinelauth.it.hunt.HuntRun.NotStarted;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Looks at one world after the other for something that breaks a promise. */
record Hunt(HuntRun.Surroundings surroundings, HuntRest rest, long seed, int requests) {
  private static final Duration FOR_A_SMALLER_ONE = Duration.ofSeconds(4);

  /** The first thing that is wrong in this world. */
  @Nullable HuntFind world(int number) {
    Random random = new Random(seed * 1_000_003 + number);
    HuntWorld world = new HuntMaker(random, rest).world();
    return look(world, random, number);
  }

  private @Nullable HuntFind look(HuntWorld world, Random random, int number) {
    HuntRequests made = new HuntRequests(world, random);
    try (HuntRun run = new HuntRun(world, surroundings)) {
      for (HuntRequest request : made.proper()) {
        HuntFault fault = run.check(request, true);
        if (fault != null) {
          return new HuntFind(fault, world, request, true, seed, number);
        }
      }
      for (int i = 0; i < requests; i++) {
        HuntRequest request = made.next();
        HuntFault fault = run.check(request, false);
        if (fault != null) {
          return new HuntFind(fault, world, request, false, seed, number);
        }
      }
      return null;
    } catch (NotStarted e) {
      return new HuntFind(notStarted(e), world, null, false, seed, number);
    }
  }

  private static HuntFault notStarted(NotStarted e) {
    return new HuntFault(HuntFault.Kind.START, "doesn't start: " + e.getCause());
  }

  /** Takes away what the fault doesn't need, for a while. */
  HuntFind smaller(HuntFind find) {
    long end = System.nanoTime() + FOR_A_SMALLER_ONE.toNanos();
    HuntFind smallest = shorter(find, end);
    boolean again = true;
    while (again) {
      again = false;
      for (HuntWorld world : smallest.world().simpler()) {
        if (System.nanoTime() > end) {
          return smallest;
        }
        HuntFault fault = faultIn(world, smallest);
        if (fault != null) {
          smallest = smallest.with(fault, world, smallest.request());
          again = true;
          break;
        }
      }
    }
    return shorter(smallest, end);
  }

  private @Nullable HuntFault faultIn(HuntWorld world, HuntFind find) {
    HuntFault fault = null;
    if (world.resources().isEmpty() && (find.request() == null || !world.host().hasServlets())) {
      return null;
    }
    try (HuntRun run = new HuntRun(world, surroundings)) {
      if (find.request() != null) {
        fault = run.check(find.request(), find.proper());
      }
    } catch (NotStarted e) {
      fault = notStarted(e);
    }
    return fault != null && fault.kind() == find.fault().kind() ? fault : null;
  }

  private HuntFind shorter(HuntFind find, long end) {
    if (find.request() == null || find.proper()) {
      return find; // a shorter path may no longer be a proper one
    }
    HuntFind shortest = find;
    try (HuntRun run = new HuntRun(find.world(), surroundings)) {
      boolean again = true;
      while (again) {
        again = false;
        List<HuntRequest> simpler = Objects.requireNonNull(shortest.request()).simpler();
        for (HuntRequest request : simpler) {
          if (System.nanoTime() > end) {
            return shortest;
          }
          HuntFault fault = run.check(request, false);
          if (fault != null && fault.kind() == find.fault().kind()) {
            shortest = shortest.with(fault, find.world(), request);
            again = true;
            break;
          }
        }
      }
    } catch (NotStarted e) {
      return shortest;
    }
    return shortest;
  }
}
