package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What listeners are told of the life of a {@link Sentinel}. */
class ListenersTest {

  /** Which instance started and ended, in order. */
  private static final class Lives implements SentinelListener {
    final List<String> told = new ArrayList<>();
    final List<Sentinel> of = new ArrayList<>();

    @Override
    public void started(Sentinel sentinel) {
      told.add("started, " + (sentinel.status().ready() ? "ready" : "not ready"));
      of.add(sentinel);
    }

    @Override
    public void ended(Sentinel sentinel) {
      told.add("ended, " + (sentinel.status().ready() ? "ready" : "not ready"));
      of.add(sentinel);
    }
  }

  private static SentinelConfig config(String... settings) {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le1");
    for (int i = 0; i < settings.length; i += 2) {
      properties.setProperty(settings[i], settings[i + 1]);
    }
    return SentinelConfig.load(properties);
  }

  @Test
  void theyHearOfAStartAndOnceOfItsEnd() {
    Lives lives = new Lives();
    Sentinel sentinel = Sentinel.builder(config("sentinel.keys", "v1")).listener(lives).build();

    assertThat(lives.told).containsExactly("started, ready");
    sentinel.close();
    sentinel.close();
    assertThat(lives.told).containsExactly("started, ready", "ended, ready");
    assertThat(lives.of).containsExactly(sentinel, sentinel);
  }

  @Test
  void aStartThatFailsIsNotTold() {
    Lives lives = new Lives();
    // nobody listens on port 1
    Sentinel.Builder builder =
        Sentinel.builder(
                config("sentinel.server", "http://127.0.0.1:1", "sentinel.startup", "required"))
            .listener(lives);

    assertThatIllegalStateException().isThrownBy(builder::build);
    assertThat(lives.told).isEmpty();
  }

  @Test
  void oneThatThrowsStopsNeitherTheOthersNorTheSentinel() {
    SentinelListener broken =
        new SentinelListener() {
          @Override
          public void started(Sentinel sentinel) {
            throw new NoClassDefFoundError("of a library that is missing");
          }

          @Override
          public void ended(Sentinel sentinel) {
            throw new IllegalStateException("on purpose");
          }
        };
    Lives lives = new Lives();
    Sentinel.builder(config("sentinel.keys", "v1"))
        .listener(broken)
        .listener(lives)
        .build()
        .close();

    assertThat(lives.told).hasSize(2);
  }
}
