package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.settings.Origins;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one line that says in the log what was started: for whoever wonders which version, which file
 * and which server this is. It has no value of a setting but names that callers see anyway.
 */
final class StartLine {
  private static final Logger log = LoggerFactory.getLogger(Sentinel.class);

  /** Of a list; what comes after is counted. */
  private static final int SHOWN = 10;

  private static final int LONGEST = 200;

  private StartLine() {}

  /**
   * Writes it.
   *
   * @param signatures who checks them
   * @param surroundings what it runs in; empty where nobody knows
   */
  static void write(SentinelConfig config, String signatures, String surroundings) {
    Origins origins = config.origins();
    log.info(
        "Sentinel Auth Filters ({}): accounts {}, keys {}, audience {}, parties {}, routes [{}],"
            + " settings [{}], besides {}, signatures [{}], in [{}]",
        version(),
        list(config.remote().accountIds()),
        list(keys(config.keys())),
        list(config.policy().audiences()),
        list(orAny(config.policy().authorizedParties())),
        config.web().routes().size(),
        Text.printable(origins.file(), LONGEST),
        list(others(origins)),
        signatures,
        surroundings.isEmpty() ? "no server" : Text.printable(surroundings, LONGEST));
  }

  private static List<String> keys(SentinelConfig.Keys keys) {
    List<String> trusted = new ArrayList<>();
    if (keys.jwks()) {
      trusted.add("jwks");
    }
    if (keys.v1Key() != null) {
      trusted.add("v1");
    }
    return trusted;
  }

  private static Collection<String> orAny(Set<String> parties) {
    return parties.isEmpty() ? List.of("any") : parties;
  }

  /** {@code context-param: sentinel.realm}. */
  private static List<String> others(Origins origins) {
    List<String> others = new ArrayList<>();
    for (Map.Entry<String, Set<String>> place : origins.others().entrySet()) {
      others.add(place.getKey() + ": " + String.join(" ", place.getValue()));
    }
    return others;
  }

  private static String list(Collection<String> names) {
    List<String> shown =
        names.stream().limit(SHOWN).map(name -> Text.printable(name, LONGEST)).toList();
    return names.size() <= SHOWN
        ? shown.toString()
        : "[" + String.join(", ", shown) + " and " + (names.size() - SHOWN) + " more]";
  }

  /** That of the jar, or {@code development} where the classes stand in a folder. */
  static String version() {
    Package home = StartLine.class.getPackage();
    String version = home == null ? null : home.getImplementationVersion();
    return version != null ? version : versionOf(StartLine.class.getModule().getDescriptor());
  }

  /** A jar on the module path shows no manifest, but has its version in its name. */
  private static String versionOf(@Nullable ModuleDescriptor module) {
    return module == null ? "development" : module.rawVersion().orElse("development");
  }
}
