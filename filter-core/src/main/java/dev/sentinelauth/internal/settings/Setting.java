package dev.sentinelauth.internal.settings;

/**
 * One setting as it was found.
 *
 * @param written its value before references are resolved
 * @param origin where it was found, for messages
 */
public record Setting(String key, String written, String origin) {

  /** What is shown of it in messages: never a secret, nor what a reference stands for. */
  @Override
  public String toString() {
    return key + " (" + origin + ")";
  }
}
