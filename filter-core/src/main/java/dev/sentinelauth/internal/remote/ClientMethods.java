package dev.sentinelauth.internal.remote;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The methods that {@link HttpClient} has since JDK 21; {@code null} where it hasn't. */
public final class ClientMethods {
  static final @Nullable MethodHandle CLOSE = find("close", void.class);
  public static final @Nullable MethodHandle SHUTDOWN = find("shutdown", void.class);
  public static final @Nullable MethodHandle SHUTDOWN_NOW = find("shutdownNow", void.class);
  public static final @Nullable MethodHandle IS_TERMINATED = find("isTerminated", boolean.class);
  public static final @Nullable MethodHandle AWAIT_TERMINATION =
      find("awaitTermination", boolean.class, Duration.class);

  private ClientMethods() {}

  private static @Nullable MethodHandle find(
      String name, Class<?> result, Class<?>... parameterTypes) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(HttpClient.class, name, MethodType.methodType(result, parameterTypes));
    } catch (NoSuchMethodException | IllegalAccessException older) {
      return null;
    }
  }

  /**
   * Does nothing where the methods are there.
   *
   * @throws UnsupportedOperationException on an older JDK
   */
  public static void require() {
    if (SHUTDOWN == null) {
      throw new UnsupportedOperationException("java.net.http.HttpClient has this since JDK 21");
    }
  }

  /** Calls a method that throws nothing checked. */
  public static @Nullable Object call(@Nullable MethodHandle method, Object... arguments) {
    if (method == null) {
      throw new UnsupportedOperationException("java.net.http.HttpClient has this since JDK 21");
    }
    try {
      return method.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
