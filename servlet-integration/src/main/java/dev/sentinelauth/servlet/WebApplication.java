package dev.sentinelauth.servlet;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.RequestPath;
import dev.sentinelauth.Sentinel;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Registration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What the filters of one web application have in common, and know of each other. Thread-safe. */
final class WebApplication {
  private static final String ATTRIBUTE = "dev.sentinelauth.servlet.WebApplication";

  /** Settings of Jersey (as a filter) and RESTEasy: what each cuts off before it matches. */
  private static final List<String> PREFIX_PARAMETERS =
      List.of("jersey.config.servlet.filter.contextPath", "resteasy.servlet.mapping.prefix");

  private final ServletContext context;
  private final List<Gate> gates = new CopyOnWriteArrayList<>();
  private final Map<Sentinel, LoginGate> logins = new ConcurrentHashMap<>();
  private volatile @Nullable List<String> prefixes;

  private WebApplication(ServletContext context) {
    this.context = context;
  }

  /** The one of this context, which its filters share. */
  static WebApplication of(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof WebApplication known) {
      return known;
    }
    WebApplication made = new WebApplication(context);
    context.setAttribute(ATTRIBUTE, made);
    return made;
  }

  ServletContext context() {
    return context;
  }

  /** All gates of this application whose filter has not been destroyed. */
  List<Gate> gates() {
    return gates;
  }

  /** The logins of the application's login filters, which may come and go. */
  Map<Sentinel, LoginGate> logins() {
    return logins;
  }

  ApplicationSentinel.Attributes attributes() {
    return attributes(context);
  }

  /** Those of any context. */
  static ApplicationSentinel.Attributes attributes(ServletContext context) {
    return new ApplicationSentinel.Attributes() {
      @Override
      public @Nullable Object get(String name) {
        return context.getAttribute(name);
      }

      @Override
      public void set(String name, @Nullable Object value) {
        context.setAttribute(name, value); // null removes it
      }

      @Override
      public String contextPath() {
        return context.getContextPath();
      }
    };
  }

  /** The path that the client asked for. */
  RequestPath clientPath(HttpServletRequest request) {
    return ClientPath.of(request, context.getContextPath(), prefixes());
  }

  /**
   * Whether a path that was judged is one of this application: two of them may share a {@code
   * Sentinel}, and dispatch into each other.
   */
  boolean isHere(RequestPath judged) {
    return !ClientPath.isAnother(judged.context(), context.getContextPath());
  }

  /** The paths that filters made of it, for whoever comes behind them; none for the same. */
  List<RequestPath> shownPaths(HttpServletRequest request) {
    return ClientPath.shown(request, prefixes());
  }

  /**
   * Below which something is mapped that may cut the prefix off by its length. Asked for with the
   * first request, when everything has been registered.
   */
  private List<String> prefixes() {
    List<String> known = prefixes;
    if (known == null) {
      known = findPrefixes();
      prefixes = known;
    }
    return known;
  }

  private List<String> findPrefixes() {
    Set<String> found = new LinkedHashSet<>();
    for (String name : PREFIX_PARAMETERS) {
      add(context.getInitParameter(name), found);
    }
    for (ServletRegistration servlet : context.getServletRegistrations().values()) {
      addAll(servlet, servlet.getMappings(), found);
    }
    for (FilterRegistration filter : context.getFilterRegistrations().values()) {
      addAll(filter, filter.getUrlPatternMappings(), found);
    }
    return List.copyOf(found);
  }

  private static void addAll(
      Registration registration, @Nullable Collection<String> patterns, Set<String> found) {
    if (patterns != null) {
      for (String pattern : patterns) {
        if (pattern.length() > 2 && pattern.endsWith("/*")) {
          found.add(pattern.substring(0, pattern.length() - 2));
        }
      }
    }
    for (String name : PREFIX_PARAMETERS) {
      add(registration.getInitParameter(name), found);
    }
  }

  private static void add(@Nullable String prefix, Set<String> found) {
    if (prefix != null && !prefix.isEmpty()) {
      found.add(prefix);
    }
  }
}
