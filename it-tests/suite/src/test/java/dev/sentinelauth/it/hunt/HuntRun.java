package dev.sentinelauth.it.hunt;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.it.support.RawHttp;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A world in a server; and beside it the same without our adapters, to compare with. */
final class HuntRun implements AutoCloseable {

  /**
   * What all runs need.
   *
   * @param guarded whether our adapters are there; where they aren't, the hunt has to find that
   */
  record Surroundings(
      SentinelEmulator emulator, Map<HuntToken, String> tokens, Path directory, boolean guarded) {}

  /** The world didn't start. */
  static final class NotStarted extends Exception {
    private static final long serialVersionUID = 1L;

    NotStarted(Throwable cause) {
      super(cause);
    }
  }

  /**
   * @param status 0 for none at all
   * @param ours whether it is a refusal by our adapters
   */
  private record Answer(int status, boolean ours, List<HuntSighting> sightings) {
    String handler() {
      return sightings.isEmpty() ? "nobody" : sightings.get(0).handler();
    }

    boolean failed() {
      return status == 0 || status >= 500;
    }
  }

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final HuntWorld world;
  private final HuntOracle oracle;
  private final Surroundings surroundings;
  private final @Nullable Sentinel sentinel;
  private final HuntServer bare;
  private final HuntServer guarded;

  /**
   * @throws NotStarted if the world doesn't start, although it does without our adapters
   */
  HuntRun(HuntWorld world, Surroundings surroundings) throws NotStarted {
    this.world = world;
    this.oracle = new HuntOracle(world);
    this.surroundings = surroundings;
    Properties settings = new Properties();
    try {
      settings.load(new StringReader(world.settings(surroundings.emulator().uri().toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> parameters = new TreeMap<>();
    settings.forEach((name, value) -> parameters.put((String) name, (String) value));
    bare = start(new HuntDeployment(world.with(HuntWorld.Gate.NONE), null, parameters));
    sentinel = world.byClass() ? null : Sentinel.create(SentinelConfig.load(settings));
    HuntServer server;
    try {
      HuntWorld started = surroundings.guarded() ? world : world.with(HuntWorld.Gate.NONE);
      server = HuntServer.start(new HuntDeployment(started, sentinel, parameters), directory());
    } catch (Exception | LinkageError e) {
      bare.close();
      if (sentinel != null) {
        sentinel.close();
      }
      throw new NotStarted(e);
    }
    guarded = server;
  }

  private HuntServer start(HuntDeployment deployment) {
    try {
      return HuntServer.start(deployment, directory());
    } catch (Exception e) {
      throw new IllegalStateException("doesn't start without our adapters: " + world, e);
    }
  }

  private Path directory() {
    return surroundings.directory();
  }

  /**
   * Sends a request.
   *
   * @param proper whether its answer is known
   */
  @Nullable HuntFault check(HuntRequest request, boolean proper) {
    Answer answer = send(guarded, request);
    HuntFault fault = oracle.judge(request, answer.sightings());
    if (fault != null || !(proper || answer.failed())) {
      return fault;
    }
    Answer without = send(bare, request);
    if (answer.failed()) {
      return !answer.ours() && (without.failed() || isGrizzlysOwn(request))
          ? null
          : new HuntFault(
              HuntFault.Kind.SERVER_ERROR,
              "answered " + answer.status() + "; without our adapters " + without.status());
    }
    return without.sightings().isEmpty() || without.status() >= 400
        ? null
        : compare(request, answer, without);
  }

  /** It fails at dot segments at the end, or doesn't, by what its buffer holds from before. */
  private boolean isGrizzlysOwn(HuntRequest request) {
    return world.host() == HuntWorld.Host.GRIZZLY && HuntOracle.isAmbiguous(request.rawPath());
  }

  private @Nullable HuntFault compare(HuntRequest request, Answer answer, Answer without) {
    HuntSighting expected = without.sightings().get(0);
    if (oracle.isBeyond(request, expected)) {
      return null;
    }
    boolean open = !expected.rest() && !world.gate().filter();
    if (open || oracle.letsIn(request, expected)) {
      return answer.handler().equals(expected.handler())
          ? null
          : new HuntFault(
              HuntFault.Kind.SHUT_OUT,
              "answered "
                  + answer.status()
                  + " and handled by "
                  + answer.handler()
                  + " in place of '"
                  + expected.handler()
                  + "'");
    }
    return answer.status() == 401 || answer.status() == 403
        ? null
        : new HuntFault(
            HuntFault.Kind.STATUS, "answered " + answer.status() + " where the token doesn't do");
  }

  private Answer send(HuntServer server, HuntRequest request) {
    String number = Long.toString(NUMBERS.incrementAndGet());
    int status = 0;
    boolean ours = false;
    try {
      RawHttp.Answer answer =
          RawHttp.send(
              server.port(),
              request.method(),
              request.target(),
              request.headers(number, surroundings.tokens()));
      status = answer.status();
      ours = answer.header("Content-Type").toString().contains("problem+json");
    } catch (IOException | RuntimeException e) {
      // the connection was closed, or what came was no HTTP: as good as no answer
    }
    return new Answer(status, ours, HuntSighting.take(number));
  }

  @Override
  public void close() {
    guarded.close();
    bare.close();
    if (sentinel != null) {
      sentinel.close();
    }
  }
}
