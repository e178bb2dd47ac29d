package dev.sentinelauth.it.hunt;

import dev.sentinelauth.Sentinel;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A world as it is started.
 *
 * @param sentinel what our adapters are given; {@code null} where they find their configuration
 *     themselves, or where there are none
 * @param settings what they find
 */
record HuntDeployment(HuntWorld world, @Nullable Sentinel sentinel, Map<String, String> settings) {

  Sentinel given() {
    return Objects.requireNonNull(sentinel);
  }
}
