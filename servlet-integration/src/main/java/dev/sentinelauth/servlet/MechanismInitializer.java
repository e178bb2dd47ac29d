package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a filter before applications that have a {@link SentinelAuthenticationMechanism} among their
 * classes or in their libraries, so that they are closed in servers that never call one. For
 * containers, which find it by themselves; to applications without such a mechanism it does
 * nothing.
 *
 * <p>It looks at class files. {@code @HandlesTypes} would have servers load this module's own
 * mechanism, and Jetty gives up any application in which a class can't be loaded; a bean that tells
 * of itself isn't there in servers without CDI, or where the class is no bean.
 */
public final class MechanismInitializer implements ServletContainerInitializer {
  /** For containers. */
  public MechanismInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> types, ServletContext application) {
    String mechanism = new MechanismSearch(application).find();
    if (mechanism != null) {
      MechanismGuard.register(application, mechanism);
    }
  }
}
