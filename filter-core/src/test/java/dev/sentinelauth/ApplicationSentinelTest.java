package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.SentinelStatus.Health;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApplicationSentinelTest {

  private static final class Application implements ApplicationSentinel.Attributes {
    final Map<String, Object> values = new HashMap<>();

    @Override
    public @Nullable Object get(String name) {
      return values.get(name);
    }

    @Override
    public void set(String name, @Nullable Object value) {
      if (value == null) {
        values.remove(name);
      } else {
        values.put(name, value);
      }
    }
  }

  private static SentinelConfig.Loader settings(String... more) {
    Properties properties = new Properties();
    properties.setProperty("sentinel.account-id", "le1");
    properties.setProperty("sentinel.keys", "v1");
    for (String setting : more) {
      String[] pair = setting.split("=", 2);
      properties.setProperty(pair[0], pair[1]);
    }
    return SentinelConfig.loader().properties("test", properties);
  }

  private final Application application = new Application();

  @Test
  void filtersWithEqualSettingsShareOneInstance() {
    try (ApplicationSentinel first = ApplicationSentinel.start(settings(), application);
        ApplicationSentinel second = ApplicationSentinel.start(settings(), application);
        ApplicationSentinel other =
            ApplicationSentinel.start(settings("sentinel.realm=x"), application)) {
      assertThat(first.current()).isNotNull().isSameAs(second.current());
      assertThat(other.current()).isNotNull().isNotSameAs(first.current());
      assertThat(application.values)
          .containsEntry(ApplicationSentinel.SENTINEL_ATTRIBUTE, first.current());
    }
    assertThat(application.values).doesNotContainKey(ApplicationSentinel.SENTINEL_ATTRIBUTE);
  }

  @Test
  void applicationSeesAnInstanceAsLongAsAnyOfItsFiltersHasOne() {
    ApplicationSentinel first = ApplicationSentinel.start(settings(), application);
    try (ApplicationSentinel second = ApplicationSentinel.start(settings(), application)) {
      first.close();
      assertThat(application.values)
          .containsEntry(ApplicationSentinel.SENTINEL_ATTRIBUTE, second.current());
    }
    assertThat(application.values).doesNotContainKey(ApplicationSentinel.SENTINEL_ATTRIBUTE);
  }

  /** What is equal now need not stay so, and what isn't equal yet will be in a moment. */
  @Test
  void filtersThatWatchTheSamePlacesShareOneInstance() {
    Properties file = new Properties();
    SentinelConfig.Loader common = watching(file, Map.of());
    SentinelConfig.Loader own = watching(file, Map.of("sentinel.realm", "sentinel"));
    ApplicationSentinel first = ApplicationSentinel.start(common, application);
    try (ApplicationSentinel other = ApplicationSentinel.start(own, application)) {
      Sentinel sentinel = first.current();
      assertThat(other.current()).isNotNull().isNotSameAs(sentinel);

      file.setProperty("sentinel.realm", "changed");
      ApplicationSentinel late =
          ApplicationSentinel.start(watching(file, Map.of("a", "b")), application);
      assertThat(late.current()).isSameAs(sentinel);
      settle(sentinel);
      settle(other.current());
      assertThat(sentinel.config().web().realm()).isEqualTo("changed");
      assertThat(other.current().config().web().realm()).isEqualTo("sentinel");
      ApplicationSentinel later = ApplicationSentinel.start(watching(file, Map.of()), application);
      assertThat(later.current()).isSameAs(sentinel);

      late.close();
      later.close();
      assertThat(first.current()).isSameAs(sentinel);
      first.close();
      first.reopen();
      assertThat(first.current()).as("the last one has ended it").isNotSameAs(sentinel);
      first.close();
    }
  }

  private static SentinelConfig.Loader watching(Properties file, Map<String, String> parameters) {
    file.setProperty("sentinel.config.reload", "1d");
    file.setProperty("sentinel.account-id", "le1");
    file.setProperty("sentinel.keys", "v1");
    return SentinelConfig.loader().parameters("init-param", parameters).properties("test", file);
  }

  private static void settle(Sentinel sentinel) {
    SettingsWatch watch = sentinel.watch();
    if (watch.check()) {
      assertThat(watch.check()).isFalse();
    }
  }

  @Test
  void wrongSettingsAreAFailureAndNoException() {
    try (ApplicationSentinel wrong =
        ApplicationSentinel.start(settings("sentinel.startup=eager"), application)) {
      assertThat(wrong.current()).isNull();
      assertThat(wrong.failure())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("sentinel.startup");
    }
  }

  @Test
  void anErrorIsAFailureToo() {
    ApplicationSentinel.Attributes broken =
        new ApplicationSentinel.Attributes() {
          @Override
          public @Nullable Object get(String name) {
            throw new NoClassDefFoundError("some/Missing");
          }

          @Override
          public void set(String name, @Nullable Object value) {}
        };

    try (ApplicationSentinel failed = ApplicationSentinel.start(settings(), broken)) {
      assertThat(failed.current()).isNull();
      assertThat(failed.failure()).isInstanceOf(NoClassDefFoundError.class);
    }
  }

  @Test
  void aListenerOfAnotherKindIsAFailure() {
    application.set(ApplicationSentinel.LISTENER_ATTRIBUTE, "not a listener");

    try (ApplicationSentinel failed = ApplicationSentinel.start(settings(), application)) {
      assertThat(failed.current()).isNull();
      assertThat(failed.failure())
          .hasMessageContaining(ApplicationSentinel.LISTENER_ATTRIBUTE)
          .hasMessageContaining("java.lang.String");
    }
  }

  @Test
  void healthOfAnApplicationIsThatOfItsWorstInstance() {
    assertThat(ApplicationSentinel.health(application)).as("none").isEqualTo(Health.DOWN);
    try (ApplicationSentinel good = ApplicationSentinel.start(settings(), application)) {
      assertThat(good.current()).isNotNull();
      assertThat(ApplicationSentinel.health(application)).isEqualTo(Health.UP);
      try (ApplicationSentinel missing =
          ApplicationSentinel.start(
              settings("sentinel.keys=jwks", "sentinel.server=http://127.0.0.1:1"), application)) {
        assertThat(missing.current()).isNotNull();
        assertThat(ApplicationSentinel.health(application)).as("one of two").isEqualTo(Health.DOWN);
      }
      assertThat(ApplicationSentinel.health(application)).isEqualTo(Health.UP);
      try (ApplicationSentinel wrong =
          ApplicationSentinel.start(settings("sentinel.startup=eager"), application)) {
        assertThat(wrong.current()).isNull();
        assertThat(ApplicationSentinel.health(application)).as("failed").isEqualTo(Health.DOWN);
      }
      assertThat(ApplicationSentinel.health(application)).isEqualTo(Health.UP);
      ApplicationSentinel.failed(new IllegalStateException(), application);
      assertThat(ApplicationSentinel.health(application)).as("failed").isEqualTo(Health.DOWN);
    }
  }

  @Test
  void instanceThatAnApplicationShowsItselfCountsToo() {
    try (Sentinel own = Sentinel.create(settings().load())) {
      application.set(ApplicationSentinel.SENTINEL_ATTRIBUTE, own);
      assertThat(ApplicationSentinel.health(application)).isEqualTo(Health.UP);
    }
  }

  @Test
  void whatWasGivenBackIsTakenAgainByRenew() {
    ApplicationSentinel share = ApplicationSentinel.start(settings(), application);
    Sentinel first = share.current();

    share.close();
    share.close();
    assertThat(share.current()).isNull();
    assertThat(share.failure()).isNull();

    share.reopen();
    assertThat(share.current()).isNotNull().isNotSameAs(first);
    Sentinel second = share.current();
    share.reopen();
    assertThat(share.current()).isSameAs(second);
    share.close();
  }

  @Test
  void anInstanceOfTheApplicationsOwnIsShownAndNeverClosed() throws Exception {
    try (Sentinel own = Sentinel.create(settings().load())) {
      ApplicationSentinel share = ApplicationSentinel.of(own, application);
      assertThat(share.current()).isSameAs(own);
      assertThat(application.values).containsEntry(ApplicationSentinel.SENTINEL_ATTRIBUTE, own);
      share.close();
      assertThat(application.values).doesNotContainKey(ApplicationSentinel.SENTINEL_ATTRIBUTE);
      share.reopen();
      assertThat(share.current()).isSameAs(own);
    }
  }
}
