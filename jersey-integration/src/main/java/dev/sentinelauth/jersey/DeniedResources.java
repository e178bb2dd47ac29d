package dev.sentinelauth.jersey;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.model.RuntimeResource;
import org.glassfish.jersey.server.model.RuntimeResourceModel;
import org.glassfish.jersey.uri.PathPattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a request goes before Jersey matches it, to answer {@code @DenyAll} to callers
 * who would be refused for their token first. It walks Jersey's resource model in the order of
 * Jersey's routers and runs nothing of the application; behind a locator it goes by the declared
 * type. Where it can't tell, it says so, and the annotations are enforced after matching anyway.
 */
final class DeniedResources {
  private static final Pattern PATH_PARAMETERS = Pattern.compile(";[^/]*");

  /**
   * One step of the matching.
   *
   * @param methods the methods to choose from; {@code null} where the step leads further
   * @param locator the locator that leads on; {@code null} where {@code next} does
   */
  private record Step(
      PathPattern pattern,
      @Nullable List<ResourceMethod> methods,
      @Nullable ResourceMethod locator,
      List<Step> next) {

    boolean hasMethod(String method) {
      return methods != null && methods.stream().anyMatch(m -> method.equals(m.getHttpMethod()));
    }
  }

  private final ResourceRequirements requirements;
  private final Map<Class<?>, List<Step>> byDeclaredType = new HashMap<>();
  private final List<Step> root;
  private boolean anyDenied;
  private boolean anyLocator;

  DeniedResources(RuntimeResourceModel model, ResourceRequirements requirements) {
    this.requirements = requirements;
    this.root = steps(model.getRuntimeResources(), false);
  }

  /** Whether there is anything to find. */
  boolean anyDenied() {
    return anyDenied;
  }

  /** Whether the application has sub-resource locators. */
  boolean anyLocator() {
    return anyLocator;
  }

  /**
   * What awaits a request.
   *
   * @param path the path below the base URI, encoded, without a leading slash
   */
  Denial find(String method, String path) {
    // Jersey matches without path parameters.
    String matched = "/" + PATH_PARAMETERS.matcher(path).replaceAll("");
    return find(root, method, matched, Denial.CERTAIN);
  }

  private Denial find(List<Step> steps, String method, String path, Denial certainty) {
    Step fallback = null;
    MatchResult fallbackMatch = null;
    for (Step step : steps) {
      MatchResult match = step.pattern.match(path);
      if (match == null) {
        continue;
      }
      // As Jersey's PathMatchingRouter: methods that don't serve this request method only count
      // where nothing else does, but then they go before locators.
      boolean leadsOn = step.methods == null;
      if (leadsOn && fallback != null) {
        break;
      }
      if (leadsOn || serves(step, method)) {
        return follow(step, method, match, certainty);
      }
      if (fallback == null) {
        fallback = step;
        fallbackMatch = match;
      }
    }
    return fallback == null || fallbackMatch == null
        ? Denial.NONE
        : follow(fallback, method, fallbackMatch, certainty);
  }

  private static boolean serves(Step step, String method) {
    return step.hasMethod(method) || (method.equals("HEAD") && step.hasMethod("GET"));
  }

  private Denial follow(Step step, String method, MatchResult match, Denial certainty) {
    if (step.methods != null) {
      String served = method.equals("HEAD") && !step.hasMethod("HEAD") ? "GET" : method;
      List<ResourceMethod> candidates =
          step.methods.stream().filter(m -> served.equals(m.getHttpMethod())).toList();
      // Which one it is depends on media types; if one of them may be called, the caller is to
      // authenticate first.
      boolean denied =
          !candidates.isEmpty() && candidates.stream().allMatch(m -> requirements.of(m).denied());
      return denied ? certainty : Denial.NONE;
    }
    String rest = match.groupCount() == 0 ? "" : match.group(match.groupCount());
    String below = rest == null ? "" : rest;
    if (step.locator == null) {
      return find(step.next, method, below, certainty);
    }
    if (requirements.of(step.locator).denied()) {
      return certainty;
    }
    return find(behind(step.locator), method, below, Denial.LIKELY);
  }

  /** The same routes in the same order as Jersey's RuntimeModelBuilder makes them. */
  private List<Step> steps(List<RuntimeResource> resources, boolean behindLocator) {
    List<Step> steps = new ArrayList<>();
    for (RuntimeResource resource : resources) {
      if (!resource.getResourceMethods().isEmpty()) {
        PathPattern pattern =
            behindLocator
                ? PathPattern.END_OF_PATH_PATTERN
                : PathPattern.asClosed(resource.getPathPattern());
        steps.add(methods(pattern, resource));
      }
      List<Step> below = new ArrayList<>();
      for (RuntimeResource child : resource.getChildRuntimeResources()) {
        if (!child.getResourceMethods().isEmpty()) {
          below.add(methods(PathPattern.asClosed(child.getPathPattern()), child));
        }
        if (child.getResourceLocator() != null) {
          below.add(locator(child.getPathPattern(), child.getResourceLocator()));
        }
      }
      if (resource.getResourceLocator() != null) {
        below.add(locator(PathPattern.OPEN_ROOT_PATH_PATTERN, resource.getResourceLocator()));
      }
      if (!below.isEmpty()) {
        PathPattern pattern =
            behindLocator ? PathPattern.OPEN_ROOT_PATH_PATTERN : resource.getPathPattern();
        steps.add(new Step(pattern, null, null, below));
      }
    }
    return steps;
  }

  private Step methods(PathPattern pattern, RuntimeResource resource) {
    List<ResourceMethod> methods = resource.getResourceMethods();
    anyDenied |= methods.stream().anyMatch(method -> requirements.of(method).denied());
    return new Step(pattern, methods, null, List.of());
  }

  private Step locator(PathPattern pattern, ResourceMethod locator) {
    anyLocator = true;
    anyDenied |= requirements.of(locator).denied();
    behind(locator);
    return new Step(pattern, null, locator, List.of());
  }

  private List<Step> behind(ResourceMethod locator) {
    Class<?> type = declaredType(locator.getInvocable().getResponseType());
    if (type == null || type == Object.class || Resource.class.isAssignableFrom(type)) {
      return List.of();
    }
    List<Step> known = byDeclaredType.get(type);
    if (known != null) {
      return known;
    }
    List<Step> steps = new ArrayList<>();
    byDeclaredType.put(type, steps); // before looking behind it: a type may lead to itself
    Resource resource = Resource.from(type);
    if (resource != null) {
      steps.addAll(steps(new RuntimeResourceModel(List.of(resource)).getRuntimeResources(), true));
    }
    return steps;
  }

  private static @Nullable Class<?> declaredType(Type type) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Class.class
          ? declaredType(generic.getActualTypeArguments()[0])
          : declaredType(generic.getRawType());
    }
    return null;
  }
}
