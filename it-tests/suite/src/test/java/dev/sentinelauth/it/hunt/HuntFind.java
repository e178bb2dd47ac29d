package dev.sentinelauth.it.hunt;

import org.jspecify.annotations.Nullable;

/**
 * A fault, and how to see it.
 *
 * @param request {@code null} where the application doesn't start
 * @param proper whether it is a request whose answer is known
 */
record HuntFind(
    HuntFault fault,
    HuntWorld world,
    @Nullable HuntRequest request,
    boolean proper,
    long seed,
    int number) {

  HuntFind with(HuntFault fault, HuntWorld world, @Nullable HuntRequest request) {
    return new HuntFind(fault, world, request, proper, seed, number);
  }

  /** Equal for what is probably the same fault. */
  String kind() {
    if (fault.kind() == HuntFault.Kind.START) {
      return fault.kind() + " " + world.rest() + " " + world.gate() + " " + world.byClass();
    }
    return fault.kind()
        + " "
        + world.rest()
        + " "
        + world.gate()
        + " "
        + world.mount().style()
        + " "
        + world.between()
        + (world.host().hasServlets() ? "" : " " + world.host());
  }

  @Override
  public String toString() {
    return "\n"
        + fault.kind()
        + ": "
        + (request == null ? "" : request + "\n  ")
        + fault.what()
        + "\n  "
        + world
        + "\n  again: -Dhunt.seed="
        + seed
        + " -Dhunt.world="
        + number
        + "\n";
  }
}
