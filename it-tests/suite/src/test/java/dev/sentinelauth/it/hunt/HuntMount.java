package dev.sentinelauth.it.hunt;

import java.util.List;

/**
 * Where a hunt's resources are.
 *
 * @param mappings the mappings of the servlet or filter; none in a server without servlets
 * @param bases what goes before a resource's own path, inside the web application; empty for
 *     nothing
 */
record HuntMount(Style style, List<String> mappings, List<String> bases) {

  /** How the implementation is put there. */
  enum Style {
    SERVLET,
    FILTER,
    /** A filter that is told its path: {@code jersey.config.servlet.filter.contextPath}. */
    FILTER_WITH_PATH,
    /** A servlet that is told its path: {@code resteasy.servlet.mapping.prefix}. */
    SERVLET_WITH_PREFIX,
    FILTER_WITH_PREFIX,
    /** Below the path of {@code @ApplicationPath}. */
    APPLICATION_PATH,
    BASE_URI,
    BASE_URI_WITHOUT_SLASH;

    boolean isFilter() {
      return this == FILTER || this == FILTER_WITH_PATH || this == FILTER_WITH_PREFIX;
    }
  }

  /**
   * Whether a prefix is cut off of which the web application doesn't know: no servlet filter can.
   */
  boolean isPrefixOfItsOwn() {
    return style.name().endsWith("_WITH_PREFIX") && mappings.equals(List.of("/*"));
  }

  String base() {
    return bases.get(0);
  }

  /** Mapped to everything below these, or to everything there is. */
  static HuntMount below(Style style, String... bases) {
    return new HuntMount(
        style, List.of(bases).stream().map(base -> base + "/*").toList(), List.of(bases));
  }

  /** In a server without servlets. */
  static HuntMount at(Style style, String base) {
    return new HuntMount(style, List.of(), List.of(base));
  }
}
