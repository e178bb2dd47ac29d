package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@link DoctorReport} for programs: one JSON document, in ASCII. */
final class DoctorJson {
  private DoctorJson() {}

  static String of(DoctorReport report) {
    List<Object> sections = new ArrayList<>();
    for (DoctorReport.Section section : report.sections()) {
      if (!section.lines().isEmpty()) {
        sections.add(of(section));
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("command", report.command());
    document.put("verdict", report.verdict().word());
    document.put("exit", report.verdict().exit());
    document.put("conclusion", report.conclusion());
    document.put("sections", sections);
    return value(document);
  }

  private static Map<String, Object> of(DoctorReport.Section section) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", section.name());
    members.put("title", section.title());
    members.put("lines", section.lines().stream().map(DoctorJson::of).toList());
    return members;
  }

  private static Map<String, Object> of(DoctorLine line) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("outcome", line.outcome().word());
    members.put("name", line.name());
    members.put("detail", line.detail());
    if (!line.facts().isEmpty()) {
      members.put("facts", line.facts());
    }
    if (line.cure() != null) {
      members.put("cure", line.cure());
    }
    return members;
  }

  /** One value as JSON. */
  static String value(@Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      return members.entrySet().stream()
          .map(
              member -> Text.json(String.valueOf(member.getKey())) + ":" + value(member.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> elements) {
      return elements.stream().map(DoctorJson::value).collect(Collectors.joining(",", "[", "]"));
    }
    return value == null || value instanceof Number || value instanceof Boolean
        ? String.valueOf(value)
        : Text.json(value.toString());
  }
}
