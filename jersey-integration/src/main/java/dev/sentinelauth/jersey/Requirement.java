package dev.sentinelauth.jersey;

import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations of a resource method or of a sub-resource locator ask for.
 *
 * <p>An annotation on the method itself replaces everything else. Without one, the annotations of
 * its class hold, and in addition those of the methods that it overrides or implements: by the
 * letter of the Jakarta annotations the latter aren't inherited, but whoever wrote them meant them.
 * Where a class has none, those of its superclass (the nearest that has any) and of its interfaces
 * hold.
 *
 * @param rules all of them must hold; none for nothing beyond the route
 */
record Requirement(List<Rule> rules) {
  static final Requirement NONE = new Requirement(List.of());

  private enum Kind {
    NOBODY,
    /** Of {@link RequiresScope}, which nobody else enforces. */
    ALL_OF,
    ANY_OF,
    AUTHENTICATED
  }

  private record Rule(Kind kind, Set<String> scopes) {
    Rule(Kind kind, String... scopes) {
      this(kind, Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(scopes))));
    }
  }

  /** Whether nobody may. */
  boolean denied() {
    for (Rule rule : rules) { // a loop, because every request comes along here
      if (rule.kind == Kind.NOBODY) {
        return true;
      }
    }
    return false;
  }

  /** Whether scopes are asked for by {@link RequiresScope}. */
  boolean asksForScopes() {
    return rules.stream().anyMatch(rule -> rule.kind == Kind.ALL_OF);
  }

  Verdict check(RestRequest request, Verdict.Accepted caller) {
    RequestAuthenticator authenticator = request.authenticator();
    if (denied()) {
      return authenticator.deny(request);
    }
    Verdict verdict = caller;
    for (Rule rule : rules) {
      verdict =
          rule.kind == Kind.ANY_OF
              ? authenticator.requireAnyScope(caller, rule.scopes, request)
              : authenticator.requireScopes(caller, rule.scopes, request);
      if (verdict instanceof Verdict.Refused) {
        break;
      }
    }
    return verdict;
  }

  /**
   * Reads the annotations.
   *
   * @param type the class that handles the request; the method may be declared above it
   * @param method the method that is called
   * @param definition the method that has the Jakarta REST annotations; often the same one
   */
  static Requirement of(Class<?> type, Method method, Method definition) {
    Requirement own = declaredOn(method);
    if (own != null) {
      return own;
    }
    List<Rule> rules = new ArrayList<>(ofClass(type).rules);
    // a class speaks for the methods that it declares, so a class below can't take that back
    rules.addAll(ofClass(method.getDeclaringClass()).rules);
    Set<Method> inherited = new LinkedHashSet<>();
    if (!definition.equals(method)) {
      inherited.add(definition);
    }
    for (Class<?> above = method.getDeclaringClass().getSuperclass();
        above != null;
        above = above.getSuperclass()) {
      addOverridden(above, method, inherited);
    }
    for (Class<?> above : interfaces(type)) {
      addOverridden(above, method, inherited);
    }
    for (Method above : inherited) {
      Requirement declared = declaredOn(above);
      if (declared != null) {
        rules.addAll(declared.rules);
      }
    }
    return new Requirement(List.copyOf(new LinkedHashSet<>(rules)));
  }

  private static Requirement ofClass(Class<?> type) {
    Requirement own = declaredOn(type);
    if (own != null) {
      return own;
    }
    List<Rule> rules = new ArrayList<>();
    for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass()) {
      Requirement declared = declaredOn(above);
      if (declared != null) {
        rules.addAll(declared.rules);
        break;
      }
    }
    for (Class<?> above : interfaces(type)) {
      Requirement declared = declaredOn(above);
      if (declared != null) {
        rules.addAll(declared.rules);
      }
    }
    return new Requirement(List.copyOf(rules));
  }

  /**
   * What is declared right here; {@code null} if nothing is, which differs from {@code @PermitAll}.
   */
  private static @Nullable Requirement declaredOn(AnnotatedElement element) {
    if (element.getDeclaredAnnotation(DenyAll.class) != null) {
      return new Requirement(List.of(new Rule(Kind.NOBODY)));
    }
    List<Rule> rules = new ArrayList<>();
    RequiresScope scopes = element.getDeclaredAnnotation(RequiresScope.class);
    if (scopes != null) {
      rules.add(new Rule(Kind.ALL_OF, scopes.value()));
    }
    RolesAllowed roles = element.getDeclaredAnnotation(RolesAllowed.class);
    if (roles != null) {
      rules.add(anyOf(roles.value()));
    }
    if (!rules.isEmpty()) {
      return new Requirement(List.copyOf(rules));
    }
    return element.getDeclaredAnnotation(PermitAll.class) == null ? null : NONE;
  }

  /** Whether the class itself says anything. */
  static boolean isDeclaredOn(Class<?> type) {
    return declaredOn(type) != null;
  }

  private static Rule anyOf(String... roles) {
    if (roles.length == 0) {
      return new Rule(Kind.NOBODY);
    }
    // The name that the Servlet API has for whoever is authenticated.
    boolean anybody = Arrays.asList(roles).contains("**");
    return anybody ? new Rule(Kind.AUTHENTICATED) : new Rule(Kind.ANY_OF, roles);
  }

  /**
   * Generic parameters are erased differently above, so a wider type counts as the same; an
   * overload taken for an overridden method can only add to what is asked for.
   */
  private static void addOverridden(Class<?> above, Method method, Set<Method> overridden) {
    for (Method candidate : above.getDeclaredMethods()) {
      if (candidate.getName().equals(method.getName())
          && !Modifier.isStatic(candidate.getModifiers())
          && !Modifier.isPrivate(candidate.getModifiers())
          && accepts(candidate.getParameterTypes(), method.getParameterTypes())) {
        overridden.add(candidate);
      }
    }
  }

  private static boolean accepts(Class<?>[] wide, Class<?>[] narrow) {
    if (wide.length != narrow.length) {
      return false;
    }
    for (int i = 0; i < wide.length; i++) {
      if (!wide[i].isAssignableFrom(narrow[i])) {
        return false;
      }
    }
    return true;
  }

  private static Set<Class<?>> interfaces(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> above = type; above != null; above = above.getSuperclass()) {
      addInterfaces(above, found);
    }
    return found;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> found) {
    for (Class<?> above : type.getInterfaces()) {
      if (found.add(above)) {
        addInterfaces(above, found);
      }
    }
  }
}
