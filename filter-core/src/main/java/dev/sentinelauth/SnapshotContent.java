package dev.sentinelauth;

import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.codec.Text;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot file holds: key sets by their address, and hosts by account. Each entry says
 * until when it may be of use to somebody, so that whoever writes the file can leave out what no
 * application keeps up any more. All times are in epoch milliseconds. Not thread-safe.
 */
record SnapshotContent(Map<String, SavedSet> sets, Map<String, SavedHost> hosts) {

  /** A key set as it was fetched. */
  record SavedSet(long fetchedAt, long until, String document) {}

  /** Where an account's Sentinel is. */
  record SavedHost(String server, long until) {}

  SnapshotContent() {
    this(new TreeMap<>(), new TreeMap<>());
  }

  SnapshotContent copy() {
    return new SnapshotContent(new TreeMap<>(sets), new TreeMap<>(hosts));
  }

  /**
   * Reads a file.
   *
   * @param now when it is read
   * @param kept for how long an entry is kept that doesn't say
   */
  static SnapshotContent read(byte[] file, long now, long kept)
      throws IOException, MalformedJsonException {
    Map<String, @Nullable Object> saved = Json.object(file);
    if (!(saved.get("key-sets") instanceof Map<?, ?> savedSets)
        || !(saved.get("hosts") instanceof Map<?, ?> savedHosts)) {
      throw new IOException("it is no snapshot");
    }
    Map<?, ?> ends = saved.get("hosts-until") instanceof Map<?, ?> map ? map : Map.of();
    SnapshotContent content = new SnapshotContent();
    savedSets.forEach(
        (uri, entry) -> {
          if (entry instanceof Map<?, ?> set
              && set.get("fetched-at") instanceof Long at
              && set.get("document") instanceof String document) {
            long until = set.get("until") instanceof Long end ? end : at + kept;
            content.sets.put(String.valueOf(uri), new SavedSet(at, until, document));
          }
        });
    savedHosts.forEach(
        (account, host) -> {
          // by the rules for a configured server, since secrets may be sent there
          URI server = Hosts.httpsOrLoopback(String.valueOf(host));
          long until = ends.get(account) instanceof Long end ? end : now + kept;
          content.hosts.put(String.valueOf(account), new SavedHost(server.toString(), until));
        });
    return content;
  }

  /**
   * Puts in what an application has fetched, and leaves the rest: where somebody else has fetched
   * the same later, that stays.
   *
   * @param moved the accounts whose host it has just learnt; of the others it may know an old one
   */
  void put(SnapshotContent own, Set<String> moved, long now) {
    own.sets.forEach(
        (uri, set) -> {
          SavedSet there = sets.get(uri);
          // a time in the future is a mistake
          if (there == null || there.fetchedAt() <= set.fetchedAt() || there.fetchedAt() > now) {
            sets.put(uri, set);
          }
        });
    own.hosts.forEach(
        (account, host) -> {
          SavedHost there = hosts.get(account);
          if (there == null || moved.contains(account) || there.server().equals(host.server())) {
            hosts.put(account, host);
          }
        });
  }

  /** Takes out what is of no use to anybody any more. */
  void drop(long now) {
    sets.values().removeIf(set -> set.until() <= now);
    hosts.values().removeIf(host -> host.until() <= now);
  }

  /** As it stands in the file. */
  String json() {
    StringBuilder out = new StringBuilder("{\"key-sets\":{");
    String comma = "";
    for (Map.Entry<String, SavedSet> entry : sets.entrySet()) {
      SavedSet set = entry.getValue();
      member(out.append(comma), entry.getKey())
          .append("{\"fetched-at\":")
          .append(set.fetchedAt())
          .append(",\"until\":")
          .append(set.until())
          .append(",\"document\":")
          .append(Text.json(set.document()))
          .append('}');
      comma = ",";
    }
    out.append("},\"hosts\":{");
    comma = "";
    for (Map.Entry<String, SavedHost> entry : hosts.entrySet()) {
      member(out.append(comma), entry.getKey()).append(Text.json(entry.getValue().server()));
      comma = ",";
    }
    out.append("},\"hosts-until\":{");
    comma = "";
    for (Map.Entry<String, SavedHost> entry : hosts.entrySet()) {
      member(out.append(comma), entry.getKey()).append(entry.getValue().until());
      comma = ",";
    }
    return out.append("}}").toString();
  }

  private static StringBuilder member(StringBuilder out, String name) {
    return out.append(Text.json(name)).append(':');
  }
}
