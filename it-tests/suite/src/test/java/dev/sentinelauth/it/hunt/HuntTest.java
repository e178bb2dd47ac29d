package dev.sentinelauth.it.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.SentinelEmulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Hunts for ways around the routes: in applications that are made up at random, whatever handles a
 * request says what it is, and none of them may be reached without what its route asks for. The
 * same worlds in every run, but for:
 *
 * <pre>
 * -Dhunt.worlds=300     more worlds
 * -Dhunt.seconds=600    that long, in place of a number of worlds
 * -Dhunt.seed=42        other worlds
 * -Dhunt.world=17       this one alone, as a failure names it, with all that servers log
 * </pre>
 */
class HuntTest {
  private static final Logger JUL = Logger.getLogger("");

  private static final ch.qos.logback.classic.Logger ROOT =
      (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  private static final ch.qos.logback.classic.Logger OURS =
      (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("dev.sentinelauth");

  private static final int MOST = Integer.getInteger("hunt.faults", 12);

  @TempDir static Path directory;

  private static SentinelEmulator emulator;
  private static Level julBefore;
  private static ch.qos.logback.classic.Level rootBefore;

  @BeforeAll
  static void start() {
    emulator = SentinelEmulator.start();
    julBefore = JUL.getLevel();
    rootBefore = ROOT.getLevel();
    if (Integer.getInteger("hunt.world") == null) {
      // Servers say much about what is sent here; of ours, what is answered 500 is worth a look.
      JUL.setLevel(Level.OFF);
      ROOT.setLevel(ch.qos.logback.classic.Level.OFF);
      OURS.setLevel(ch.qos.logback.classic.Level.ERROR);
    }
  }

  @AfterAll
  static void stop() {
    JUL.setLevel(julBefore);
    ROOT.setLevel(rootBefore);
    OURS.setLevel(null);
    emulator.close();
  }

  private static Hunt hunt(boolean guarded) {
    return new Hunt(
        new HuntRun.Surroundings(emulator, HuntToken.headers(emulator), directory, guarded),
        HuntRest.inUse(),
        Long.getLong("hunt.seed", 1),
        Integer.getInteger("hunt.requests", 100));
  }

  @Test
  void nothingIsHandledWithoutWhatItsRouteAsksFor() {
    Hunt hunt = hunt(true);
    assertThat(finds(hunt).values()).as("seed " + hunt.seed()).isEmpty();
  }

  @Test
  void openApplicationIsFound() {
    HuntFind find = hunt(false).world(0);
    assertThat(find).isNotNull();
    assertThat(find.fault().kind()).isIn(HuntFault.Kind.LET_IN, HuntFault.Kind.CALLER);
  }

  /** One of a kind. */
  private static Map<String, HuntFind> finds(Hunt hunt) {
    Map<String, HuntFind> finds = new LinkedHashMap<>();
    int first = Integer.getInteger("hunt.world", 0);
    int many = hunt.rest() == HuntRest.JERSEY ? 30 : 15;
    int worlds =
        Integer.getInteger("hunt.world") != null ? 1 : Integer.getInteger("hunt.worlds", many);
    Long seconds = Long.getLong("hunt.seconds");
    long start = System.nanoTime();
    for (int i = first;
        finds.size() < MOST
            && (seconds == null
                ? i < first + worlds
                : System.nanoTime() - start < Duration.ofSeconds(seconds).toNanos());
        i++) {
      HuntFind find = hunt.world(i);
      if (find != null && !finds.containsKey(find.kind())) {
        finds.put(find.kind(), hunt.smaller(find));
      }
    }
    return finds;
  }
}
