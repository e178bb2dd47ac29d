package dev.sentinelauth.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.sentinelauth.InvalidTokenException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.it.support.Pages;
import dev.sentinelauth.it.support.ReadmeSnippets;
import dev.sentinelauth.test.TestSentinel;
import dev.sentinelauth.test.TestToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The page of the test kit: its tests run, and its tables say what is so. */
class ReadmeTestKitTest {
  private static final String PAGE = "it-tests/test-kit/README.md";

  /** A call with texts for arguments, or with none. */
  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\)");

  private final Pages pages = Pages.load();

  @Test
  void theTestsShownAreGreen(@TempDir Path classes) throws Exception {
    ReadmeSnippets.compile(pages, classes);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(
                      selectClass(loader.loadClass("ReaderTest")),
                      selectClass(loader.loadClass("GreetingTest")))
                  .build(),
              summary);

      assertThat(summary.getSummary().getFailures())
          .extracting(failure -> failure.getException())
          .isEmpty();
      assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(3);
      assertThat(loader.loadClass("Rehearsal").getMethod("rehearse").invoke(null))
          .isEqualTo("test-client");
    }
  }

  @Test
  void tokensAreRefusedAsTheTableSays() throws Exception {
    Map<String, String> said = new LinkedHashMap<>();
    Map<String, String> found = new LinkedHashMap<>();
    try (TestSentinel sentinel = TestSentinel.forAccount("le81823118");
        Sentinel application = Sentinel.create(SentinelConfig.load(sentinel.settings()))) {
      for (List<String> row : pages.section("Tokens by name").rows("bad", "refused as")) {
        String call = Pages.code(row.get(0)).get(0);
        said.put(call, Pages.code(row.get(1)).get(0));
        found.put(call, outcome(application, call(sentinel.token(), call)));
      }
      for (List<String> row : pages.section("Tokens by name").rows("good", "what it says")) {
        String call = Pages.code(row.get(0)).get(0);
        if (call.startsWith("validFor")) {
          call(sentinel.token().validFor(Duration.ofMinutes(1)), "scope(\"x\")").verified();
        } else if (!call.startsWith("account")) {
          call(sentinel.token(), call).verified();
        }
      }
    }
    assertThat(found).isEqualTo(said).hasSizeGreaterThan(12);
  }

  private static String outcome(Sentinel application, TestToken token) throws Exception {
    try {
      return "accepted " + application.tokenVerifier().verify(token.compact());
    } catch (InvalidTokenException e) {
      return e.code();
    }
  }

  /** What is written there, called. */
  private static TestToken call(TestToken token, String written) throws Exception {
    Matcher call = CALL.matcher(written);
    assertThat(call.matches()).as(written).isTrue();
    String[] texts =
        Stream.of(call.group(2).split(", ", -1))
            .filter(text -> !text.isEmpty())
            .map(text -> text.replace("\"", ""))
            .toArray(String[]::new);
    Method method =
        Arrays.stream(TestToken.class.getMethods())
            .filter(candidate -> candidate.getName().equals(call.group(1)))
            .findFirst()
            .orElseThrow();
    Object[] arguments = method.isVarArgs() ? new Object[] {texts} : texts;
    return (TestToken) method.invoke(token, arguments);
  }

  @Test
  void methodsThatAreNamedExist() {
    Pages.Page page =
        pages.all().stream().filter(one -> one.file().endsWith(PAGE)).findFirst().orElseThrow();
    List<String> methods =
        Stream.of(TestSentinel.class, TestToken.class, dev.sentinelauth.test.Received.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .map(Method::getName)
            .toList();
    assertThat(
            Pattern.compile("sentinel\\.(\\w+)\\(|received\\(\\)\\.(\\w+)\\(")
                .matcher(page.text())
                .results()
                .map(call -> call.group(1) != null ? call.group(1) : call.group(2)))
        .hasSizeGreaterThan(20)
        .isSubsetOf(methods);
  }

  /** The quickstart is made of what the pages say, so they are enough to make one. */
  @Test
  void theQuickstartIsMadeOfWhatThePagesSay() {
    Path quickstart = pages.root().resolve("it-tests/examples/quickstart");
    Pages.Section lines = pages.section("A servlet filter");
    assertThat(withoutIndent(read(quickstart.resolve("src/main/webapp/WEB-INF/web.xml"))))
        .contains(withoutIndent(lines.block("xml", "<filter>")));
    assertThat(read(quickstart.resolve("src/main/webapp/WEB-INF/sentinel.properties")))
        .isEqualTo(lines.block("properties", "route.health.access"));
    String pom = withoutIndent(read(quickstart.resolve("pom.xml")));
    for (String section : List.of("Put it into your build", "Put it into your tests")) {
      assertThat(pom)
          .contains(
              withoutIndent(pages.section(section).block("xml", "<dependency>"))
                  .replaceAll("<version>.*</version>", "<version>\\${sentinel.version}</version>"));
    }
    assertThat(withoutIndent(read(quickstart.resolve("src/test/java/com/example/WhoAmITest.java"))))
        .contains("SentinelExtension.forAccount(\"le81823118\");")
        .contains("sentinel.initParameters().forEach(application::setInitParameter);");
  }

  private static String withoutIndent(String text) {
    return text.replaceAll("(?m)^\\s+", "").strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
