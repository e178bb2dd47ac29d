package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.lang.reflect.Modifier;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a filter before applications that have a {@link SentinelAuthenticationMechanism} in them, so
 * that they are closed in servers that never call one. For containers, which find it by themselves;
 * to applications without such a mechanism it does nothing.
 */
@HandlesTypes(MechanismInitializer.Guarded.class)
public final class MechanismInitializer implements ServletContainerInitializer {

  /**
   * Marks mechanisms that nothing may be served without. A type of its own, because the initializer
   * has to load where there is no Jakarta Security; public, because servers make proxies of its
   * implementations.
   */
  public interface Guarded {}

  /** For containers. */
  public MechanismInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> mechanisms, ServletContext application) {
    if (mechanisms == null) {
      return;
    }
    for (Class<?> mechanism : mechanisms) {
      if (!Modifier.isAbstract(mechanism.getModifiers())) {
        MechanismGuard.register(application, mechanism.getName());
        return;
      }
    }
  }
}
