package dev.sentinelauth.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.emulator.TokenMint;
import dev.sentinelauth.it.support.Monitoring;
import dev.sentinelauth.it.support.Monitoring.Query;
import dev.sentinelauth.it.support.Monitoring.Rule;
import dev.sentinelauth.it.support.Pages;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard and the rules, held against what the running demo tells Prometheus. */
class MonitoringTest {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** What Prometheus adds of its own. */
  private static final List<String> OF_THE_SCRAPE = List.of("job", "instance");

  private static final HttpClient http = HttpClient.newHttpClient();
  private static DemoServers demo;
  private static String scrape = "";

  private final Monitoring monitoring = new Monitoring();

  @BeforeAll
  static void start() throws Exception {
    demo = DemoServers.start(0, 0);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    assertThat(new Walk(demo, nowhere).run(Call.all())).isZero();
    scrape = scrape();
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  private static String scrape() throws Exception {
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain;version=0.0.4"));
    return metrics.body();
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(demo.uri() + path)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** By the name of the series: label, values. */
  private static Map<String, Map<String, Set<String>>> series(String scrape) {
    Map<String, Map<String, Set<String>>> series = new TreeMap<>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(SAMPLE::matcher)
        .forEach(
            sample -> {
              assertThat(sample.matches()).isTrue();
              Map<String, Set<String>> labels =
                  series.computeIfAbsent(sample.group(1), name -> new TreeMap<>());
              if (sample.group(2) != null) {
                LABEL
                    .matcher(sample.group(2))
                    .results()
                    .forEach(
                        label ->
                            labels
                                .computeIfAbsent(label.group(1), name -> new TreeSet<>())
                                .add(label.group(2)));
              }
            });
    return series;
  }

  private List<Query> queries() throws Exception {
    List<Query> queries = new ArrayList<>();
    monitoring.rules().forEach(rule -> queries.add(rule.query()));
    for (Map<String, Object> panel : monitoring.panels()) {
      queries.addAll(Monitoring.queries(panel));
    }
    return queries;
  }

  @Test
  void everySeriesAndLabelThatIsAskedForIsThere() throws Exception {
    Map<String, Map<String, Set<String>>> there = series(scrape);
    List<String> recorded =
        monitoring.rules().stream().filter(rule -> !rule.isAlert()).map(Rule::name).toList();
    Set<String> missing = new TreeSet<>();
    List<Query> queries = queries();
    assertThat(queries).hasSizeGreaterThan(40);
    for (Query query : queries) {
      Set<String> known = new HashSet<>(OF_THE_SCRAPE);
      assertThat(query.series()).as(query.expr()).isNotEmpty();
      query
          .series()
          .forEach(
              (name, labels) -> {
                Map<String, Set<String>> has = there.get(name);
                if (recorded.contains(name)) {
                  known.addAll(query.labels());
                } else if (has == null) {
                  missing.add(name);
                } else {
                  known.addAll(has.keySet());
                  labels.forEach(
                      (label, value) -> {
                        if (!OF_THE_SCRAPE.contains(label) && !has.containsKey(label)) {
                          missing.add(name + "{" + label + "}");
                        } else if (!value.isEmpty()
                            && !has.getOrDefault(label, Set.of()).contains(value)) {
                          missing.add(name + "{" + label + "=" + value + "}");
                        }
                      });
                }
              });
      query.labels().stream()
          .filter(label -> !known.contains(label))
          .forEach(label -> missing.add(label + " in " + query.expr()));
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void theDashboardShowsWhateverIsMeasured() throws Exception {
    Set<String> shown = new HashSet<>();
    for (Map<String, Object> panel : monitoring.panels()) {
      Monitoring.queries(panel).forEach(query -> shown.addAll(query.series().keySet()));
    }
    assertThat(series(scrape).keySet()).isNotEmpty().isSubsetOf(shown);
  }

  @Test
  void panelsHaveAPlaceAndAnExplanation() throws Exception {
    Set<Object> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (Map<String, Object> panel : monitoring.panels()) {
      assertThat(ids.add(panel.get("id"))).isTrue();
      assertThat((String) panel.get("title")).isNotBlank();
      Map<String, Object> place = Monitoring.map(panel.get("gridPos"));
      int x = ((Number) place.get("x")).intValue();
      int y = ((Number) place.get("y")).intValue();
      int right = x + ((Number) place.get("w")).intValue();
      assertThat(right).isLessThanOrEqualTo(24);
      for (int column = x; column < right; column++) {
        for (int row = y; row < y + ((Number) place.get("h")).intValue(); row++) {
          assertThat(cells.add(column + "," + row)).as("%s", panel.get("title")).isTrue();
        }
      }
      if (!"row".equals(panel.get("type"))) {
        assertThat((String) panel.get("description")).endsWith(".");
        assertThat(Monitoring.queries(panel))
            .isNotEmpty()
            .allSatisfy(
                query ->
                    query
                        .series()
                        .forEach(
                            (name, labels) ->
                                assertThat(labels)
                                    .as(query.expr())
                                    .containsKeys("application", "instance")));
      }
    }
  }

  @Test
  void alertsSayHowBadItIsAndWhatToDo() throws Exception {
    List<Rule> alerts = monitoring.rules().stream().filter(Rule::isAlert).toList();
    assertThat(alerts).hasSize(8);
    Pages pages = Pages.load();
    List<String> sections =
        pages.all().stream()
            .filter(page -> page.file().endsWith("filter-core/OPERATIONS.md"))
            .flatMap(page -> page.anchors().stream())
            .toList();
    String table = "\n" + String.join("\n", rows(pages)) + "\n";
    for (Rule alert : alerts) {
      Map<String, String> fields = alert.fields();
      assertThat(fields).as(alert.name()).containsKeys("for", "summary", "description");
      assertThat(fields.get("severity")).as(alert.name()).isIn("critical", "warning");
      assertThat(fields.get("runbook_url"))
          .isEqualTo("filter-core/OPERATIONS.md#" + alert.name().toLowerCase(Locale.ROOT));
      assertThat(sections).contains(fields.get("runbook_url").split("#", 2)[1]);
      assertThat(table)
          .contains("\n" + alert.name() + " " + fields.get("severity") + " " + fields.get("for"));
    }
  }

  private static List<String> rows(Pages pages) {
    return pages.section("Alerts").rows("alert", "severity", "after").stream()
        .map(
            row ->
                row.get(0).replaceAll(".*\\[(\\w+)].*", "$1") + " " + row.get(1) + " " + row.get(2))
        .toList();
  }

  @Test
  void nothingThatACallerSendsIsInTheMetrics() throws Exception {
    Map<String, Map<String, Set<String>>> before = series(scrape());
    List<String> forged =
        List.of(
            "Bearer " + mint().header("kid", "forged_kid").compact(),
            "Bearer " + mint().claim("iss", "forged_iss").compact(),
            "Bearer " + mint().claim("aud", "forged_aud").claim("azp", "forged_azp").compact(),
            "Bearer forged_token",
            "Forged scheme");
    for (String path : List.of("/forged_path", "/api/account/forged_account/messages")) {
      for (String authorization : forged) {
        assertThat(get(path, "Authorization", authorization).statusCode()).isEqualTo(401);
      }
    }

    String after = scrape();
    assertThat(after).doesNotContainIgnoringCase("forged");
    assertThat(series(after)).isEqualTo(before);
    assertThat(forged).noneMatch(sent -> after.contains(sent.substring(sent.lastIndexOf('.') + 1)));
  }

  private static TokenMint mint() {
    return demo.sentinel().mint(DemoServers.SENDER);
  }

  @Test
  void newTokensAreTimedAndRememberedOrRefusedOnesAreNot() throws Exception {
    double before = value("sentinel_verification_seconds_count{application=\"demo\"}");
    String token = "Bearer " + mint().claim("jti", "a new one").compact();
    for (int i = 0; i < 3; i++) {
      assertThat(get("/whoami", "Authorization", token).statusCode()).isEqualTo(200);
    }
    String expired = "Bearer " + mint().lifetime(Duration.ofHours(-1)).compact();
    assertThat(get("/whoami", "Authorization", expired).statusCode()).isEqualTo(401);

    assertThat(value("sentinel_verification_seconds_count{application=\"demo\"}"))
        .isEqualTo(before + 1);
  }

  private static double value(String sample) throws Exception {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .sum();
  }

  @Test
  void eachSeriesHasAnExplanation() {
    List<String> explained =
        scrape
            .lines()
            .filter(line -> line.matches("# HELP \\w+ \\S.*"))
            .map(line -> line.split(" ", 4)[2])
            .toList();
    assertThat(series(scrape).keySet())
        .allSatisfy(name -> assertThat(explained).as(name).anyMatch(base -> name.startsWith(base)));
  }
}
