package dev.sentinelauth;

import org.jspecify.annotations.Nullable;

/** Stands for a request of which nothing but method, path and header is known. */
enum NoRequest implements RequestAuthenticator.Request {
  INSTANCE;

  @Override
  public String method() {
    return "";
  }

  @Override
  public String rawPath() {
    return "";
  }

  @Override
  public @Nullable String clientAddress() {
    return null;
  }

  @Override
  public @Nullable LoggedInUser user() {
    return null;
  }

  @Override
  public @Nullable Object attribute(String name) {
    return null;
  }

  @Override
  public void attribute(String name, Object value) {
    // nobody sees it again
  }
}
