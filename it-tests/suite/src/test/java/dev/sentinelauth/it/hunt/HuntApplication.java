package dev.sentinelauth.it.hunt;

import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import dev.sentinelauth.jersey.SentinelContainerRequestFilter;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Jakarta REST application of a world. */
public class HuntApplication extends Application {

  /** The same, which names its path itself. */
  @ApplicationPath("api")
  public static final class AtApi extends HuntApplication {}

  /** For those that an implementation makes from the name of their class. */
  private static volatile @Nullable HuntDeployment next;

  private final HuntDeployment deployment;
  private final Set<Class<?>> classes = new LinkedHashSet<>();
  private final Set<Object> singletons = new LinkedHashSet<>();

  public HuntApplication() {
    this(Objects.requireNonNull(next));
  }

  HuntApplication(HuntDeployment deployment) {
    this.deployment = deployment;
    HuntWorld world = deployment.world();
    world.resources().forEach(resource -> classes.add(resource.type()));
    if (world.between() == HuntWorld.Between.EARLY) {
      classes.add(HuntOverride.Early.class);
    } else if (world.between() == HuntWorld.Between.LATE) {
      classes.add(HuntOverride.Late.class);
    }
    HuntWorld.Gate gate = world.gate();
    if (world.byClass()) {
      if (gate.feature()) {
        classes.add(SentinelAuthenticationFeature.class);
      } else if (gate.plain()) {
        classes.add(SentinelContainerRequestFilter.class);
      }
    } else if (gate.feature()) {
      singletons.add(new SentinelAuthenticationFeature(deployment.given()));
    } else if (gate.plain()) {
      singletons.add(new SentinelContainerRequestFilter(deployment.given()));
    }
  }

  static void prepare(HuntDeployment deployment) {
    next = deployment;
  }

  @Override
  public Set<Class<?>> getClasses() {
    return classes;
  }

  @Override
  @SuppressWarnings("deprecation") // there is no other way that all implementations know
  public Set<Object> getSingletons() {
    return singletons;
  }

  /** Where there are context-params, our adapters are to find those. */
  @Override
  public Map<String, Object> getProperties() {
    return deployment.world().byClass() && !deployment.world().host().hasServlets()
        ? Map.copyOf(deployment.settings())
        : Map.of();
  }
}
