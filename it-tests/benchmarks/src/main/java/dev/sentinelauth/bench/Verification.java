package dev.sentinelauth.bench;

/** Something that accepts tokens and refuses them. */
@FunctionalInterface
interface Verification extends AutoCloseable {

  /**
   * Accepts a token.
   *
   * @return what it says
   * @throws Exception if it is refused
   */
  Object verify(String compact) throws Exception;

  @Override
  default void close() {}
}
