package dev.sentinelauth;

import java.util.List;

/**
 * Tells, for applications and adapters alike, that the configuration is wrong. The message lists
 * every problem, and never the value of a secret.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  ConfigurationException(List<String> problems) {
    super(
        "Sentinel configuration: "
            + problems.size()
            + (problems.size() == 1 ? " problem" : " problems")
            + problems.stream().map(p -> "\n  - " + p).reduce("", String::concat));
    this.problems = List.copyOf(problems);
  }

  /** Every problem, one line each. */
  public List<String> problems() {
    return problems;
  }
}
