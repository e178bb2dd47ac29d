package dev.sentinelauth.jersey;

import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the sub-resource locators on the way to a resource method. Jakarta REST tells the objects
 * on the way but not the methods that led from one to the next, so those are looked for whose
 * templates fit the path of the request. Where several fit, all of them count, and where none seems
 * to, all that may lead to such an object: more may be asked for than was meant, but never less.
 */
final class MatchedLocators {
  /** Beyond it there are so many ways that looking for the right one is not worth it. */
  private static final int MOST_STEPS = 1_000;

  private final List<Class<?>> way;
  private final String path;
  private final String methodTemplate;
  private final Deque<Method> chain = new ArrayDeque<>();
  private final Set<Method> fitting = new LinkedHashSet<>();
  private int steps;

  private MatchedLocators(List<Class<?>> way, String path, String methodTemplate) {
    this.way = way;
    this.path = path;
    this.methodTemplate = methodTemplate;
  }

  /** What the locators ask for, from the outside in; empty where there are none. */
  static List<Requirement> requirements(UriInfo uri, MatchedMethod target) {
    List<Class<?>> way = way(uri, target.type());
    if (way.size() < 2) {
      return List.of();
    }
    MatchedLocators search =
        new MatchedLocators(
            way, PathTemplate.trimmed(uri.getPath(true)), PathTemplate.of(target.method()));
    search.follow(0, PathTemplate.of(way.get(0)));
    Set<Method> locators =
        search.fitting.isEmpty() || search.steps > MOST_STEPS ? search.all() : search.fitting;
    List<Requirement> requirements = new ArrayList<>();
    for (Method locator : locators) {
      requirements.add(MatchedMethod.of(locator.getDeclaringClass(), locator).requirement());
      for (Class<?> type : way) { // a class below may have annotations of its own
        if (locator.getDeclaringClass() != type
            && locator.getDeclaringClass().isAssignableFrom(type)) {
          requirements.add(MatchedMethod.of(type, locator).requirement());
        }
      }
    }
    return requirements;
  }

  /** The classes of the objects on the way, the root resource first. */
  private static List<Class<?>> way(UriInfo uri, Class<?> target) {
    List<Class<?>> way = new ArrayList<>();
    for (Object resource : uri.getMatchedResources()) {
      Class<?> type = resource instanceof Class<?> known ? known : resource.getClass();
      way.add(0, MatchedMethod.withoutProxy(type));
    }
    if (way.isEmpty() || way.get(way.size() - 1) != target) {
      way.add(target);
    }
    return way;
  }

  private void follow(int at, String template) {
    if (++steps > MOST_STEPS) {
      return;
    }
    if (at == way.size() - 1) {
      if (PathTemplate.matches(PathTemplate.join(template, methodTemplate), path, false)) {
        fitting.addAll(chain);
      }
      return;
    }
    if (!PathTemplate.matches(template, path, true)) {
      return;
    }
    for (Method locator : locators(at)) {
      chain.addLast(locator);
      follow(at + 1, PathTemplate.join(template, PathTemplate.of(locator)));
      chain.removeLast();
    }
  }

  private Set<Method> all() {
    Set<Method> all = new LinkedHashSet<>();
    for (int at = 0; at < way.size() - 1; at++) {
      all.addAll(locators(at));
    }
    return all;
  }

  /** The locators that may have led from one object to the next. */
  private List<Method> locators(int at) {
    Class<?> next = way.get(at + 1);
    List<Method> locators = new ArrayList<>();
    for (Method method : way.get(at).getMethods()) {
      Class<?> type = method.getReturnType();
      boolean leadsThere =
          type == Class.class || type.isAssignableFrom(next) || next.isAssignableFrom(type);
      if (!method.isBridge() && leadsThere && PathTemplate.isLocator(method)) {
        locators.add(method);
      }
    }
    return locators;
  }
}
