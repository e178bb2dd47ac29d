package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Text;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What the log says of one key set: what it holds, and what of it can't be used. */
final class JwkSetLog {
  private static final int LONGEST = 500;

  private final Logger log;
  private final String shown;

  /**
   * @param shown the address of the set, fit for a log
   */
  JwkSetLog(Logger log, String shown) {
    this.log = log;
    this.shown = shown;
  }

  /**
   * Tells of a set that was fetched, and of what differs from the one before; what is passed over
   * is told of once, as long as it stays the same.
   *
   * @return whether the usable keys differ
   */
  boolean fetched(JwkSet set, @Nullable JwkSet before) {
    boolean changed = !set.sameKeys(before);
    if (changed) {
      changed(set.keyIds(), before == null ? Set.of() : before.keyIds());
    } else {
      log.debug("Key set {}: fetched, unchanged", shown);
    }
    if (before == null || !before.passedOver().equals(set.passedOver())) {
      passedOver(set);
    }
    return changed;
  }

  void taken(JwkSet set, Instant from) {
    log.info(
        "Key set {}: taken from the snapshot of {}, holds {}",
        shown,
        from,
        Text.printable(set.keyIds().toString(), LONGEST));
    passedOver(set);
  }

  private void changed(Set<String> now, Set<String> before) {
    Set<String> added = new TreeSet<>(now);
    added.removeAll(before);
    Set<String> withdrawn = new TreeSet<>(before);
    withdrawn.removeAll(now);
    log.info(
        "Key set {}: holds {} (added {}, withdrawn {})",
        shown,
        Text.printable(now.toString(), LONGEST),
        Text.printable(added.toString(), LONGEST),
        Text.printable(withdrawn.toString(), LONGEST));
    if (now.isEmpty()) {
      log.warn("Key set {}: none of its keys can be used; every token will be refused", shown);
    }
  }

  private void passedOver(JwkSet set) {
    List<String> entries = set.passedOver();
    if (entries.isEmpty()) {
      return;
    }
    String all = Text.printable(entries.toString(), LONGEST);
    if (set.isFaulty()) {
      log.warn("Key set {}: passed over {}", shown, all);
    } else {
      log.info("Key set {}: passed over {}", shown, all); // keys for encryption are no trouble
    }
  }
}
