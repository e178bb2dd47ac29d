package dev.sentinelauth;

import dev.sentinelauth.SnapshotContent.SavedSet;
import dev.sentinelauth.internal.codec.ByteOrderMark;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.remote.FetchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What the doctor says of the snapshot file: what it holds, how old that is, and what it's for. */
final class DoctorSnapshot {
  private static final String NAME = "snapshot";

  private final SentinelConfig config;
  private final SignatureProvider provider;
  private final InstantSource clock;

  DoctorSnapshot(SentinelConfig config, SignatureProvider provider, InstantSource clock) {
    this.config = config;
    this.provider = provider;
    this.clock = clock;
  }

  void addTo(DoctorReport.Section section) {
    Path file = config.keys().snapshotFile();
    if (file == null || !config.keys().jwks()) {
      return;
    }
    if (!Files.exists(file)) {
      section.add(
          DoctorLine.info(NAME, "not there yet; the first fetch of an application makes it")
              .with("file", file.toString()));
      return;
    }
    try {
      byte[] bytes = ByteOrderMark.off(Files.readAllBytes(file));
      SnapshotContent content =
          SnapshotContent.read(bytes, clock.millis(), config.keys().staleLimit().toMillis());
      if (content.sets().isEmpty()) {
        section.add(DoctorLine.info(NAME, "it holds no keys").with("file", file.toString()));
      }
      content.sets().forEach((uri, set) -> section.add(line(file, uri, set)));
    } catch (IOException | MalformedJsonException | RuntimeException unreadable) {
      section.add(
          DoctorLine.failed(
                  NAME,
                  "it can't be read, so a start without Sentinel has no keys",
                  "Let the application's user read it, or delete it: the next fetch makes it anew.")
              .with("file", file.toString()));
    }
  }

  private DoctorLine line(Path file, String uri, SavedSet set) {
    Instant fetched = Instant.ofEpochMilli(set.fetchedAt());
    Duration age = Duration.between(fetched, clock.instant());
    String when = "fetched " + DoctorTime.words(age) + " ago";
    DoctorLine line;
    try {
      byte[] document = set.document().getBytes(StandardCharsets.UTF_8);
      JwkSet keys = JwkSet.parse(document, null, provider);
      String holds = String.join(", ", keys.described());
      if (age.isNegative()) {
        line = DoctorLine.info(NAME, "of no use: it was fetched in the future");
      } else if (age.compareTo(config.keys().staleLimit()) >= 0) {
        line = DoctorLine.info(NAME, "of no use: " + when + ", past " + KeysReader.STALE_LIMIT);
      } else {
        line = DoctorLine.ok(NAME, when + "; " + holds);
      }
    } catch (FetchException useless) {
      line = DoctorLine.info(NAME, "of no use: " + useless.getMessage());
    }
    return line.with("file", file.toString())
        .with("address", DoctorNetwork.shown(uri))
        .with("fetched_at", fetched.toString())
        .with("age_ms", age.toMillis());
  }
}
