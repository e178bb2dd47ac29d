package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.it.support.Pages;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say of settings and answers, held against the code. */
class ReadmeTest {
  private static final Pattern BOUNDS = Pattern.compile("`(\\w+)` to `(\\w+)`");

  /** Where snippets of settings stand; none of them may get lost. */
  private static final List<String> WITH_PROPERTIES =
      List.of(
          "A servlet filter",
          "Call out",
          "Log users in",
          "Which pages",
          "Where they come from",
          "Routes");

  private final Pages pages = Pages.load();
  private final Pages.Section settings = pages.section("Settings");

  @Test
  void everyKeyOfTheConfigurationIsThereAndNoOther() throws Exception {
    assertThat(settings.rows("key", "default"))
        .extracting(row -> Pages.code(row.get(0)))
        .allSatisfy(keys -> assertThat(keys).hasSize(1))
        .extracting(keys -> keys.get(0))
        .containsExactlyInAnyOrderElementsOf(known());
  }

  /** The configuration keeps its keys to itself; each descriptor says its own. */
  private static List<String> known() throws ReflectiveOperationException {
    Field all = Class.forName("dev.sentinelauth.SentinelSettings").getDeclaredField("ALL");
    all.setAccessible(true);
    List<?> descriptors = (List<?>) Objects.requireNonNull(all.get(null));
    return descriptors.stream().map(Object::toString).toList();
  }

  @Test
  void defaultsAreThoseOfTheConfiguration() {
    SentinelConfig byDefault = SentinelConfig.load(complete());
    List<List<String>> literal =
        settings.rows("key", "default", "takes").stream()
            .filter(row -> row.get(1).matches("`[^`{]+`"))
            .toList();
    assertThat(literal).hasSizeGreaterThan(25);
    for (List<String> row : literal) {
      String key = Pages.code(row.get(0)).get(0);
      Properties explicit = complete();
      explicit.setProperty(key, Pages.code(row.get(1)).get(0));
      assertThat(SentinelConfig.load(explicit)).as(key).isEqualTo(byDefault);
    }
  }

  @Test
  void boundsAreThoseOfTheConfiguration() {
    int bounded = 0;
    for (List<String> row : settings.rows("key", "default", "takes")) {
      Matcher bounds = BOUNDS.matcher(row.get(2));
      if (bounds.find()) {
        bounded++;
        String key = Pages.code(row.get(0)).get(0);
        assertThatExceptionOfType(ConfigurationException.class)
            .as(key)
            .isThrownBy(() -> SentinelConfig.load(complete(key, "?")))
            .withMessageContaining("from " + bounds.group(1) + " to " + bounds.group(2));
      }
    }
    assertThat(bounded).isGreaterThan(10);
  }

  @Test
  void wordsAreTakenByTheConfigurationAndOthersAreNot() {
    int listed = 0;
    for (List<String> row : settings.rows("key", "default", "takes")) {
      if (row.get(2).matches("`\\w+`(, `\\w+`)+")) {
        listed++;
        String key = Pages.code(row.get(0)).get(0);
        for (String word : Pages.code(row.get(2))) {
          assertThat(SentinelConfig.load(complete(key, word))).as(key).isNotNull();
        }
        assertThatExceptionOfType(ConfigurationException.class)
            .as(key)
            .isThrownBy(() -> SentinelConfig.load(complete(key, "?")));
      }
    }
    assertThat(listed).isGreaterThan(6);
  }

  /** All that any default depends on. */
  private static Properties complete(String... more) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le81823118");
    settings.setProperty("sentinel.client-id", "id");
    settings.setProperty("sentinel.client-secret", "secret");
    settings.setProperty("sentinel.login.redirect-uri", "https://app.example/callback");
    for (int i = 0; i < more.length; i += 2) {
      settings.setProperty(more[i], more[i + 1]);
    }
    return settings;
  }

  @Test
  void everyPropertiesSnippetLoads(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
    List<String> snippets = pages.everything().blocks("properties");
    assertThat(WITH_PROPERTIES)
        .allSatisfy(
            heading -> assertThat(pages.section(heading).blocks("properties")).isNotEmpty());
    for (String snippet : snippets) {
      String resolvable =
          snippet
              .replace("${sys:my.account}", "${sys:user.language}")
              .replace("${env:CLIENT_ID}", "${env:PATH}")
              .replace("/run/secrets/sentinel", secret.toString());
      assertThat(SentinelConfig.load(Pages.properties(resolvable))).as(snippet).isNotNull();
    }
  }

  @Test
  void theMessageOfAWrongConfigurationIsTheOneShown() {
    Properties misspelt = new Properties();
    misspelt.setProperty("sentinel.account-id", "le81823118");
    misspelt.setProperty("sentinel.clockskew", "1m");
    SentinelConfig.Loader loader =
        SentinelConfig.loader()
            .parameters("init-param of filter 'sentinel'", Map.of("sentinel.startup", "eager"))
            .properties("/WEB-INF/sentinel.properties", misspelt);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(loader::load)
        .withMessage(
            pages.section("Where they come from").block("text", "Sentinel configuration").strip());
  }

  @Test
  void rejectionsAreThoseOfTheCode() {
    assertThat(pages.section("Answers").rows("code", "status", "`error`"))
        .containsExactlyElementsOf(
            Stream.of(Rejection.values())
                .map(
                    rejection ->
                        List.of(
                            "`" + rejection.code() + "`",
                            String.valueOf(rejection.status()),
                            rejection.error() == null ? "" : "`" + rejection.error() + "`"))
                .toList());
  }

  @Test
  void theAnswersOfTheFirstPageAreAllButThatOfAFault() {
    assertThat(pages.section("The four answers").rows("answer", "what it means"))
        .extracting(row -> Integer.valueOf(row.get(0)))
        .containsExactlyElementsOf(
            Stream.of(Rejection.values())
                .filter(rejection -> rejection != Rejection.INTERNAL_ERROR)
                .map(Rejection::status)
                .distinct()
                .sorted()
                .toList());
  }
}
