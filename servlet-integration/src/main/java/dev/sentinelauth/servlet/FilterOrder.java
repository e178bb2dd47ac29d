package dev.sentinelauth.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a {@link LastLook} stands behind all filters of an application, also behind those
 * that its listeners add. The Servlet API tells nobody the order of filters, but whoever is mapped
 * last stands last: so it is mapped when the listeners that the application declares have run, by a
 * listener that comes behind them, and once more when a filter of ours starts and sees others than
 * there were then.
 */
final class FilterOrder implements ServletContextListener {
  private static final Logger log = LoggerFactory.getLogger(FilterOrder.class);
  private static final String ATTRIBUTE = "dev.sentinelauth.servlet.FilterOrder";
  private static final String NAME = "dev.sentinelauth.servlet.LastLook";

  private final ServletContext context;
  private final LastLook.Place first;
  private LastLook.@Nullable Place spare;

  /** What stood before the look when it was mapped; {@code null} where nothing tells. */
  private volatile @Nullable Map<String, Collection<String>> before;

  private FilterOrder(ServletContext context, LastLook.Place first, LastLook.Place spare) {
    this.context = context;
    this.first = first;
    this.spare = spare;
  }

  /** Puts looks into an application that is about to start, unless there are some. */
  static void arrange(ServletContext context) {
    LastLook.Place first = LastLook.add(context, NAME);
    LastLook.Place spare = first == null ? null : LastLook.add(context, NAME + ".again");
    if (first == null || spare == null) {
      return;
    }
    FilterOrder order = new FilterOrder(context, first, spare);
    context.setAttribute(ATTRIBUTE, order);
    try {
      context.addListener(order);
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      // Called by a listener, after which no other may be added.
      order.mapFirst();
    }
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    mapFirst();
  }

  private void mapFirst() {
    first.takeTheEnd();
    before = mappings();
  }

  /**
   * Called when a filter of ours starts: containers that start filters with the application have
   * run all listeners by then.
   */
  static void check(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof FilterOrder order) {
      order.check();
    }
  }

  private void check() {
    Map<String, Collection<String>> seen = before;
    Map<String, Collection<String>> now = mappings();
    if (seen == null || now == null || now.equals(seen)) {
      return;
    }
    before = now;
    LastLook.Place place = spare;
    spare = null;
    try {
      if (place != null) {
        place.takeTheEnd();
        return;
      }
    } catch (IllegalStateException | UnsupportedOperationException tooLate) {
      log.debug("no filter can be mapped any more", tooLate);
    }
    Map<String, Collection<String>> late = new TreeMap<>(now);
    late.entrySet().removeAll(seen.entrySet());
    log.warn(
        "Filters that were added late stand behind the last look of Sentinel Auth Filters: {}. A"
            + " method or path that they change is not judged: add them earlier, or before the"
            + " authentication",
        late);
  }

  /** By name; {@code null} where the container tells nobody at this time. */
  private @Nullable Map<String, Collection<String>> mappings() {
    try {
      Map<String, Collection<String>> found = new TreeMap<>();
      for (FilterRegistration filter : context.getFilterRegistrations().values()) {
        if (!filter.getName().startsWith(NAME)) {
          found.put(
              filter.getName(),
              List.of(
                  // Liberty has null for none
                  String.valueOf(filter.getUrlPatternMappings()),
                  String.valueOf(filter.getServletNameMappings())));
        }
      }
      return found;
    } catch (UnsupportedOperationException | IllegalStateException untold) {
      return null;
    }
  }
}
