package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The snapshot file: what was written is found, and nothing that is wrong with it does any harm.
 */
class SnapshotTest {
  private static final URI HERE = URI.create("https://a.example/jwks");
  private static final URI THERE = URI.create("https://b.example/jwks");

  private static final Duration KEPT = Duration.ofHours(1);

  private final PinnedClock clock = new PinnedClock(Instant.EPOCH);
  @TempDir private Path directory;

  @Test
  void savedSetsAndHostsAreFoundByTheNextRun() throws Exception {
    String document = "{\"keys\":[{\"kid\":\"\u00e4\\\"\\n\u20ac\ud83d\ude00\"}]}\n";
    KeySnapshot first = snapshot();
    first.save(HERE, 42, document);
    first.saveHost("account", URI.create("https://a.example"));

    KeySnapshot next = snapshot();

    assertThat(next.find(HERE)).isNotNull();
    assertThat(next.find(HERE).fetchedAt()).isEqualTo(42);
    assertThat(next.find(HERE).document()).isEqualTo(document);
    assertThat(next.find(THERE)).isNull();
    assertThat(next.findHost("account")).isEqualTo(URI.create("https://a.example"));
    assertThat(next.findHost("other")).isNull();
  }

  @Test
  void byteOrderMarkInFrontDoesNoHarm() throws Exception {
    snapshot().save(HERE, 1, "{}");
    Files.writeString(file(), "\uFEFF" + Files.readString(file()));

    assertThat(snapshot().find(HERE)).isNotNull();
  }

  @Test
  void lastSetIsTheOneThatIsKept() {
    KeySnapshot first = snapshot();
    first.save(HERE, 1, "{\"keys\":[1]}");
    first.save(HERE, 2, "{\"keys\":[2]}");

    assertThat(snapshot().find(HERE).fetchedAt()).isEqualTo(2);
  }

  @Test
  void whatThisRunHasNotFetchedStaysInTheFile() {
    snapshot().save(HERE, 1, "{}");
    snapshot().save(THERE, 2, "{}");

    KeySnapshot next = snapshot();

    assertThat(next.find(HERE)).isNotNull();
    assertThat(next.find(THERE)).isNotNull();
  }

  @Test
  void applicationsThatShareTheFileKeepEachOthersKeys() {
    KeySnapshot one = snapshot();
    KeySnapshot other = snapshot();
    one.find(HERE);
    other.find(HERE);

    one.save(HERE, 1, "{}");
    one.saveHost("one", URI.create("https://a.example"));
    other.save(THERE, 2, "{}");
    other.saveHost("other", URI.create("https://b.example"));
    one.save(HERE, 3, "{}");

    KeySnapshot next = snapshot();
    assertThat(next.find(HERE).fetchedAt()).isEqualTo(3);
    assertThat(next.find(THERE).fetchedAt()).isEqualTo(2);
    assertThat(next.findHost("one")).isEqualTo(URI.create("https://a.example"));
    assertThat(next.findHost("other")).isEqualTo(URI.create("https://b.example"));
  }

  @Test
  void applicationsThatWriteAtOnceLoseNothing() throws Exception {
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> writing = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      KeySnapshot own = snapshot();
      int writer = i;
      writing.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 20; n++) {
                  own.save(URI.create("https://" + writer + ".example/" + n), n, "{}");
                }
              }));
    }
    for (Future<?> one : writing) {
      one.get();
    }
    threads.shutdown();

    KeySnapshot next = snapshot();
    for (int i = 0; i < writers; i++) {
      for (int n = 0; n < 20; n++) {
        assertThat(next.find(URI.create("https://" + i + ".example/" + n))).isNotNull();
      }
    }
  }

  @Test
  void whatKilledProcessesLeftIsTakenAway() throws Exception {
    Path abandoned = Files.createFile(directory.resolve(".sentinel123.tmp"));
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(3_600)));
    Path begun = Files.createFile(directory.resolve(".sentinel456.tmp"));
    Path foreign = Files.createFile(directory.resolve(".sentinel-of-others.tmp"));
    Files.setLastModifiedTime(foreign, FileTime.from(Instant.now().minusSeconds(3_600)));
    Files.createFile(directory.resolve(".snapshot.json.lock"));

    snapshot().save(HERE, 1, "{}");

    assertThat(snapshot().find(HERE)).isNotNull();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(file(), begun, foreign);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "null",
        "[]",
        "{}",
        "{\"key-sets\":{}}",
        "{\"key-sets\":[],\"hosts\":{}}",
        "{\"key-sets\":{},\"hosts\":{}",
        "{\"key-sets\":{\"https://a.example/jwks\":null},\"hosts\":{}}",
        "{\"key-sets\":{\"https://a.example/jwks\":{\"fetched-at\":\"1\",\"document\":\"{}\"}},\"hosts\":{}}",
        "{\"key-sets\":{\"https://a.example/jwks\":{\"fetched-at\":1e3,\"document\":\"{}\"}},\"hosts\":{}}",
        "{\"key-sets\":{\"https://a.example/jwks\":{\"fetched-at\":99999999999999999999,\"document\":\"{}\"}},\"hosts\":{}}",
        "{\"key-sets\":{\"https://a.example/jwks\":{\"fetched-at\":1}},\"hosts\":{}}"
      })
  void corruptFileIsIgnoredAndReplaced(String content) throws Exception {
    Files.writeString(file(), content);
    KeySnapshot snapshot = snapshot();

    assertThat(snapshot.find(HERE)).isNull();
    assertThat(snapshot.findHost("account")).isNull();
    snapshot.save(HERE, 1, "{}");
    assertThat(snapshot().find(HERE)).isNotNull();
  }

  @Test
  void hostThatIsNoUriIsIgnored() throws Exception {
    Files.writeString(file(), "{\"key-sets\":{},\"hosts\":{\"account\":\"not a uri\"}}");

    assertThat(snapshot().findHost("account")).isNull();
  }

  @Test
  void binaryAndEndlessFilesAreIgnored() throws Exception {
    Files.write(file(), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThat(snapshot().find(HERE)).isNull();

    Files.writeString(file(), " ".repeat(8 * 1024 * 1024 + 1));
    assertThat(snapshot().find(HERE)).isNull();
  }

  @Test
  void fileThatCannotBeWrittenHarmsNothing() throws Exception {
    Path nowhere = directory.resolve("missing/directory/snapshot.json");
    KeySnapshot snapshot = snapshot(nowhere);

    snapshot.save(HERE, 1, "{}");

    assertThat(Files.exists(nowhere)).isFalse();
    KeySnapshot onDirectory = snapshot(directory);
    assertThat(onDirectory.find(HERE)).isNull();
    onDirectory.save(HERE, 1, "{}");
    assertThat(Files.isDirectory(directory)).isTrue();
  }

  @Test
  void nothingIsLeftBesideTheFile() throws Exception {
    KeySnapshot snapshot = snapshot();
    for (int i = 0; i < 5; i++) {
      snapshot.save(HERE, i, "{}");
    }

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file());
    }
  }

  @Test
  void withoutAFileNothingIsKept() {
    KeySnapshot none = snapshot(null);
    none.save(HERE, 1, "{}");

    assertThat(none.find(HERE)).isNull();
  }

  // what nobody keeps up any more

  @Test
  void keysPastTheirStaleLimitAreDropped() {
    snapshot().save(HERE, 0, "{}");
    clock.advance(KEPT.minusMillis(1));
    snapshot().save(THERE, clock.millis(), "{}");
    assertThat(snapshot().find(HERE)).isNotNull();

    clock.advance(Duration.ofMillis(1));
    snapshot().save(THERE, clock.millis(), "{}");

    assertThat(snapshot().find(HERE)).isNull();
    assertThat(snapshot().find(THERE)).isNotNull();
  }

  @Test
  void hostsOfAccountsThatNobodyServesAnyMoreAreDropped() {
    KeySnapshot before = snapshot();
    before.saveHost("left", URI.create("https://a.example"));
    before.saveHost("served", URI.create("https://a.example"));
    clock.advance(KEPT);
    KeySnapshot now = snapshot();
    now.saveHost("served", URI.create("https://a.example"));

    assertThat(snapshot().findHost("left")).isNull();
    assertThat(snapshot().findHost("served")).isNotNull();

    clock.advance(KEPT);
    now.save(HERE, clock.millis(), "{}");
    assertThat(snapshot().findHost("served")).as("kept up by each writing").isNotNull();
  }

  @Test
  void limitOfTheApplicationThatFetchedThemHolds() {
    new KeySnapshot(file(), KEPT.multipliedBy(2), clock, Runnable::run).save(HERE, 0, "{}");
    clock.advance(KEPT);

    snapshot().save(THERE, clock.millis(), "{}");

    assertThat(snapshot().find(HERE)).isNotNull();
  }

  @Test
  void fileThatNamesNoEndsIsReadAndKeptUp() throws Exception {
    Files.writeString(
        file(),
        "{\"key-sets\":{\"https://a.example/jwks\":{\"fetched-at\":1,\"document\":\"{}\"}},"
            + "\"hosts\":{\"account\":\"https://a.example\"}}");

    snapshot().save(THERE, 1, "{}");

    assertThat(snapshot().find(HERE)).isNotNull();
    assertThat(snapshot().findHost("account")).isEqualTo(URI.create("https://a.example"));
    clock.advance(KEPT.plusMillis(1));
    snapshot().save(THERE, clock.millis(), "{}");
    assertThat(snapshot().find(HERE)).isNull();
    assertThat(snapshot().findHost("account")).isNull();
  }

  // who waits for the disk

  @Test
  void fileIsReadOnceAtTheStart() throws Exception {
    snapshot().save(HERE, 1, "{}");
    KeySnapshot started = snapshot();
    Files.delete(file());

    assertThat(started.find(HERE)).isNotNull();
  }

  @Test
  void whoeverSavesDoesNotWaitForTheFile() {
    List<Runnable> later = new ArrayList<>();
    KeySnapshot snapshot = new KeySnapshot(file(), KEPT, clock, later::add);

    snapshot.save(HERE, 1, "{}");
    snapshot.save(THERE, 1, "{}");
    snapshot.saveHost("account", URI.create("https://a.example"));

    assertThat(file()).doesNotExist();
    assertThat(later).as("one writing for all of them").hasSize(1);
    later.get(0).run();
    assertThat(snapshot().find(HERE)).isNotNull();
    assertThat(snapshot().find(THERE)).isNotNull();
    assertThat(snapshot().findHost("account")).isNotNull();
    snapshot.save(HERE, 2, "{}");
    assertThat(later).hasSize(2);
  }

  @Test
  void whatAnotherApplicationHasFetchedLaterStays() {
    KeySnapshot one = snapshot();
    one.save(HERE, 1, "{}");
    clock.advance(Duration.ofMillis(10));
    snapshot().save(HERE, 5, "{\"keys\":[5]}");

    one.save(THERE, 6, "{}");

    assertThat(snapshot().find(HERE).fetchedAt()).isEqualTo(5);
  }

  // the lock

  /** However many write in turn, nobody may take one for dead who has only just begun. */
  @Test
  void lockThatPassesFromHandToHandIsNotBroken() throws Exception {
    Path lock = Files.createFile(directory.resolve(".snapshot.json.lock"));
    ExecutorService threads = Executors.newSingleThreadExecutor();
    Future<SnapshotLock> waiting = threads.submit(() -> SnapshotLock.of(file()));
    long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (System.nanoTime() < end) {
      Path next = Files.createFile(directory.resolve("next"));
      Files.move(next, lock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      assertThat(waiting.isDone()).isFalse();
    }

    Files.delete(lock);

    try (SnapshotLock held = waiting.get()) {
      assertThat(held.isHeld()).isTrue();
    }
    threads.shutdown();
  }

  @Test
  void endOfALockThatWasTakenAwayLeavesTheNextOne() throws Exception {
    Path file = directory.resolve(".snapshot.json.lock");
    SnapshotLock slow = SnapshotLock.of(file());
    Files.move(file, directory.resolve("taken"));
    SnapshotLock next = SnapshotLock.of(file());

    assertThat(slow.isHeld()).isFalse();
    slow.close();

    assertThat(next.isHeld()).isTrue();
    next.close();
    assertThat(file).doesNotExist();
  }

  private KeySnapshot snapshot() {
    return snapshot(file());
  }

  private KeySnapshot snapshot(@Nullable Path file) {
    return new KeySnapshot(file, KEPT, clock, Runnable::run);
  }

  private Path file() {
    return directory.resolve("snapshot.json");
  }
}
