package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.it.support.Readme;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says of settings and answers, held against the code. */
class ReadmeTest {
  private static final Pattern BOUNDS = Pattern.compile("`(\\w+)` to `(\\w+)`");

  private final Readme readme = Readme.load();

  @Test
  void defaultsAreThoseOfTheConfiguration() {
    SentinelConfig byDefault = SentinelConfig.load(complete());
    List<List<String>> literal =
        readme.rows("key", "default", "takes").stream()
            .filter(row -> row.get(1).matches("`[^`{]+`"))
            .toList();
    assertThat(literal).hasSizeGreaterThan(25);
    for (List<String> row : literal) {
      String key = Readme.code(row.get(0)).get(0);
      Properties explicit = complete();
      explicit.setProperty(key, Readme.code(row.get(1)).get(0));
      assertThat(SentinelConfig.load(explicit)).as(key).isEqualTo(byDefault);
    }
  }

  @Test
  void boundsAreThoseOfTheConfiguration() {
    int bounded = 0;
    for (List<String> row : readme.rows("key", "default", "takes")) {
      Matcher bounds = BOUNDS.matcher(row.get(2));
      if (bounds.find()) {
        bounded++;
        String key = Readme.code(row.get(0)).get(0);
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
    for (List<String> row : readme.rows("key", "default", "takes")) {
      if (row.get(2).matches("`\\w+`(, `\\w+`)+")) {
        listed++;
        String key = Readme.code(row.get(0)).get(0);
        for (String word : Readme.code(row.get(2))) {
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
    List<String> snippets = readme.blocks("properties");
    assertThat(snippets).hasSizeGreaterThan(3);
    for (String snippet : snippets) {
      String resolvable =
          snippet
              .replace("${sys:my.account}", "${sys:user.language}")
              .replace("${env:CLIENT_ID}", "${env:PATH}")
              .replace("/run/secrets/sentinel", secret.toString());
      assertThat(SentinelConfig.load(Readme.properties(resolvable))).as(snippet).isNotNull();
    }
  }

  @Test
  void theMessageOfAWrongConfigurationIsTheOneShown() {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le81823118");
    settings.setProperty("sentinel.clockskew", "1m");
    SentinelConfig.Loader loader =
        SentinelConfig.loader()
            .parameters("init-param of filter 'sentinel'", Map.of("sentinel.startup", "eager"))
            .properties("/WEB-INF/sentinel.properties", settings);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(loader::load)
        .withMessage(readme.block("text", "Sentinel configuration").strip());
  }

  @Test
  void rejectionsAreThoseOfTheCode() {
    assertThat(readme.rows("code", "status", "`error`"))
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
  void linksLeadSomewhere() {
    List<String> targets =
        Pattern.compile("]\\(([^)#:]+)\\)")
            .matcher(readme.text())
            .results()
            .map(link -> link.group(1))
            .toList();
    assertThat(targets)
        .isNotEmpty()
        .allSatisfy(target -> assertThat(readme.root().resolve(target)).exists());
  }

  @Test
  void commandsNameProfilesThatExist() throws Exception {
    Path tests = readme.root().resolve("it-tests");
    String pom =
        Files.readString(tests.resolve("pom.xml"))
            + Files.readString(tests.resolve("demo/pom.xml"));
    List<String> words =
        readme.blocks("sh").stream()
            .flatMap(block -> Arrays.stream(block.split("\\s+", -1)))
            .filter(word -> word.startsWith("-P"))
            .toList();
    assertThat(words)
        .isNotEmpty()
        .allSatisfy(word -> assertThat(pom).contains("<id>" + word.substring(2) + "</id>"));
  }
}
