package dev.sentinelauth.it.support;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The dashboard and the rules that come with the product, and what they ask for. */
public final class Monitoring {
  private static final Pattern SERIES =
      Pattern.compile("\\b(sentinel[_:][a-z0-9_:]+)\\s*(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern LABEL_LIST =
      Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
  private static final Pattern IN_BRACES = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
  private static final Pattern IN_ANNOTATIONS = Pattern.compile("\\$labels\\.(\\w+)");

  private final Path directory = Pages.load().root().resolve("filter-core/monitoring");

  /**
   * A rule of Prometheus, which is recorded or tells of trouble.
   *
   * @param fields as they stand in the file, those within labels and annotations too
   */
  public record Rule(Map<String, String> fields) {
    public String name() {
      return fields.getOrDefault("alert", fields.getOrDefault("record", ""));
    }

    public boolean isAlert() {
      return fields.containsKey("alert");
    }

    /** What it asks, and which labels its annotations name. */
    public Query query() {
      String expr = fields.getOrDefault("expr", "");
      return new Query(expr, String.join("\n", fields.values()), IN_ANNOTATIONS);
    }
  }

  /**
   * An expression of PromQL.
   *
   * @param texts where labels of what it finds are named
   * @param label how they are
   */
  public record Query(String expr, String texts, Pattern label) {

    /** The series that it asks for, by name: label, value, as far as it compares with one. */
    public Map<String, Map<String, String>> series() {
      Map<String, Map<String, String>> series = new TreeMap<>();
      SERIES
          .matcher(expr)
          .results()
          .forEach(
              found -> {
                Map<String, String> labels =
                    series.computeIfAbsent(found.group(1), name -> new TreeMap<>());
                if (found.group(2) != null) {
                  MATCHER
                      .matcher(found.group(2))
                      .results()
                      .forEach(
                          m -> labels.put(m.group(1), m.group(2).contains("~") ? "" : m.group(3)));
                }
              });
      return series;
    }

    /** The labels that it groups by, and that its texts name. */
    public List<String> labels() {
      TreeSet<String> labels = new TreeSet<>();
      LABEL_LIST
          .matcher(expr)
          .results()
          .forEach(list -> labels.addAll(List.of(list.group(1).strip().split("\\s*,\\s*"))));
      label.matcher(texts).results().map((MatchResult m) -> m.group(1)).forEach(labels::add);
      return List.copyOf(labels);
    }
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  /** The rules, in their order. The file is plain enough to be read by its lines. */
  public List<Rule> rules() throws IOException {
    List<Rule> rules = new ArrayList<>();
    Map<String, String> fields = new TreeMap<>();
    String block = "";
    int indent = 0;
    for (String line : Files.readAllLines(file("prometheus-rules.yml"))) {
      int begin = line.length() - line.stripLeading().length();
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (!block.isEmpty() && begin > indent) {
        fields.merge(block, text, (before, more) -> before + "\n" + more);
        continue;
      }
      block = "";
      if (text.startsWith("- alert:") || text.startsWith("- record:")) {
        fields = new TreeMap<>();
        rules.add(new Rule(fields));
        text = text.substring(2);
        begin += 2;
      }
      int colon = text.indexOf(':');
      String value = text.substring(colon + 1).strip();
      if (value.equals("|")) {
        block = text.substring(0, colon);
        indent = begin;
      } else {
        fields.put(text.substring(0, colon), value.replaceAll("^\"|\"$", ""));
      }
    }
    return rules;
  }

  /** The dashboard as it is. */
  public Map<String, Object> dashboard() throws IOException, ParseException {
    return JSONObjectUtils.parse(Files.readString(file("grafana-dashboard.json")));
  }

  /** Its panels, rows among them. */
  public List<Map<String, Object>> panels() throws IOException, ParseException {
    return maps(dashboard().get("panels"));
  }

  /** What a panel asks, and how it names the answers. */
  public static List<Query> queries(Map<String, Object> panel) {
    return maps(panel.getOrDefault("targets", List.of())).stream()
        .map(
            target ->
                new Query(
                    String.valueOf(target.get("expr")),
                    String.valueOf(target.get("legendFormat")),
                    IN_BRACES))
        .toList();
  }

  /** A list of JSON objects. */
  public static List<Map<String, Object>> maps(Object list) {
    List<Map<String, Object>> maps = new ArrayList<>();
    for (Object each : (List<?>) list) {
      maps.add(map(each));
    }
    return maps;
  }

  /** A JSON object. */
  public static Map<String, Object> map(Object object) {
    return ((Map<?, ?>) object)
        .entrySet().stream()
            .collect(Collectors.toMap(e -> String.valueOf(e.getKey()), e -> e.getValue()));
  }
}
