package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sentinelauth.ConfigurationException;
import dev.sentinelauth.Rejection;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.Verdict;
import dev.sentinelauth.it.support.Pages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  /** What {@link AnswerTableTest} has tokens for, over HTTP. */
  private static final Set<String> WITH_TOKENS =
      Set.of("a scope is missing", "the route's account or `azp` doesn't fit", "no keys at hand");

  /** Requests for the other cases, each as method, path, and headers. */
  private static final Map<String, List<List<String>>> WITHOUT_TOKENS =
      Map.of(
          "no token, an empty header, or a scheme other than `Bearer`",
          List.of(List.of("/api"), List.of("/api", ""), List.of("/api", "Basic x")),
          "several `Authorization` headers, or tokens in one; nothing or something malformed behind"
              + " `Bearer`",
          List.of(
              List.of("/api", "Bearer a", "Bearer b"),
              List.of("/api", "Bearer"),
              List.of("/api", "Bearer ä")),
          "a route for users (`access = login`), nobody logged in, and no page is loaded, whatever"
              + " the header says",
          List.of(List.of("/pages"), List.of("/pages", "Bearer a"), List.of("/pages", "Basic x")),
          "a token that isn't good, for whatever reason",
          List.of(List.of("/api", "Bearer a.b.c")),
          "`access = deny`, `@DenyAll`, whatever the header says",
          List.of(List.of("/closed"), List.of("/closed", "Bearer a.b.c")),
          "an ambiguous path",
          List.of(List.of("/api/..")));

  @Test
  void theTableOfAnswersIsThatOfTheCode() {
    Properties settings =
        complete(
            "sentinel.startup", "lazy",
            "sentinel.server", "http://127.0.0.1:1",
            "sentinel.route.pages.path", "/pages",
            "sentinel.route.pages.access", "login",
            "sentinel.route.closed.path", "/closed",
            "sentinel.route.closed.access", "deny");
    Set<String> seen = new HashSet<>(WITH_TOKENS);
    try (Sentinel sentinel = Sentinel.create(SentinelConfig.load(settings))) {
      for (List<String> row :
          pages.section("Answers").rows("case", "status", "`WWW-Authenticate`")) {
        for (List<String> request : WITHOUT_TOKENS.getOrDefault(row.get(0), List.of())) {
          Verdict verdict =
              sentinel
                  .requestAuthenticator()
                  .authenticate("GET", request.get(0), "", request.subList(1, request.size()));
          assertAnswer(verdict, row);
        }
        if (row.get(0).startsWith("a fault of this module")) {
          assertAnswer(RequestAuthenticator.notConfigured(), row);
        } else {
          seen.add(row.get(0));
        }
      }
    }
    Set<String> known = new HashSet<>(WITH_TOKENS);
    known.addAll(WITHOUT_TOKENS.keySet());
    assertThat(seen).isEqualTo(known);
  }

  private static void assertAnswer(Verdict verdict, List<String> row) {
    assertThat(verdict)
        .as(row.get(0))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(Integer.parseInt(row.get(1)));
              String challenge = refused.headers().get("WWW-Authenticate");
              if (row.get(2).equals("none")) {
                assertThat(challenge).isNull();
              } else {
                assertThat(challenge)
                    .matches(
                        Stream.of(Pages.code(row.get(2)).get(0).split("…", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".+")));
              }
            });
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
