package dev.sentinelauth.emulator;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parameters of an OAuth request, each at most once (RFC 6749 section 3.2). */
record Parameters(Map<String, String> values) {
  private static final String FORM = "application/x-www-form-urlencoded";

  static Parameters ofQuery(RecordedRequest request) throws OAuthError {
    return decode(request.query());
  }

  static Parameters ofForm(RecordedRequest request) throws OAuthError {
    String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!request.body().isEmpty() && !type.split(";", 2)[0].strip().equals(FORM)) {
      throw OAuthError.invalidRequest("The body is not " + FORM);
    }
    return decode(request.body());
  }

  private static Parameters decode(String text) throws OAuthError {
    try {
      return new Parameters(Form.decode(text));
    } catch (IllegalArgumentException e) {
      throw OAuthError.invalidRequest("A parameter is malformed or repeated");
    }
  }

  Parameters and(Parameters others) throws OAuthError {
    Map<String, String> all = new LinkedHashMap<>(values);
    for (Map.Entry<String, String> other : others.values.entrySet()) {
      if (all.putIfAbsent(other.getKey(), other.getValue()) != null) {
        throw OAuthError.invalidRequest("A parameter is repeated");
      }
    }
    return new Parameters(all);
  }

  /** A parameter's value; one without a value counts as absent (RFC 6749 section 3.1). */
  Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  String required(String name) throws OAuthError {
    return optional(name).orElseThrow(() -> OAuthError.invalidRequest(name + " is missing"));
  }

  boolean has(String name, String value) {
    return value.equals(values.get(name));
  }
}
