package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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

  @TempDir private Path directory;

  @Test
  void savedSetsAndHostsAreFoundByTheNextRun() throws Exception {
    String document = "{\"keys\":[{\"kid\":\"\u00e4\\\"\\n\u20ac\ud83d\ude00\"}]}\n";
    KeySnapshot first = new KeySnapshot(file());
    first.save(HERE, 42, document);
    first.saveHost("account", URI.create("https://a.example"));

    KeySnapshot next = new KeySnapshot(file());

    assertThat(next.find(HERE)).isNotNull();
    assertThat(next.find(HERE).fetchedAt()).isEqualTo(42);
    assertThat(next.find(HERE).document()).isEqualTo(document);
    assertThat(next.find(THERE)).isNull();
    assertThat(next.findHost("account")).isEqualTo(URI.create("https://a.example"));
    assertThat(next.findHost("other")).isNull();
  }

  @Test
  void byteOrderMarkInFrontDoesNoHarm() throws Exception {
    new KeySnapshot(file()).save(HERE, 1, "{}");
    Files.writeString(file(), "\uFEFF" + Files.readString(file()));

    assertThat(new KeySnapshot(file()).find(HERE)).isNotNull();
  }

  @Test
  void lastSetIsTheOneThatIsKept() {
    KeySnapshot first = new KeySnapshot(file());
    first.save(HERE, 1, "{\"keys\":[1]}");
    first.save(HERE, 2, "{\"keys\":[2]}");

    assertThat(new KeySnapshot(file()).find(HERE).fetchedAt()).isEqualTo(2);
  }

  @Test
  void whatThisRunHasNotFetchedStaysInTheFile() {
    new KeySnapshot(file()).save(HERE, 1, "{}");
    new KeySnapshot(file()).save(THERE, 2, "{}");

    KeySnapshot next = new KeySnapshot(file());

    assertThat(next.find(HERE)).isNotNull();
    assertThat(next.find(THERE)).isNotNull();
  }

  @Test
  void applicationsThatShareTheFileKeepEachOthersKeys() {
    KeySnapshot one = new KeySnapshot(file());
    KeySnapshot other = new KeySnapshot(file());
    one.find(HERE);
    other.find(HERE);

    one.save(HERE, 1, "{}");
    one.saveHost("one", URI.create("https://a.example"));
    other.save(THERE, 2, "{}");
    other.saveHost("other", URI.create("https://b.example"));
    one.save(HERE, 3, "{}");

    KeySnapshot next = new KeySnapshot(file());
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
      KeySnapshot own = new KeySnapshot(file());
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

    KeySnapshot next = new KeySnapshot(file());
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

    new KeySnapshot(file()).save(HERE, 1, "{}");

    assertThat(new KeySnapshot(file()).find(HERE)).isNotNull();
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
    KeySnapshot snapshot = new KeySnapshot(file());

    assertThat(snapshot.find(HERE)).isNull();
    assertThat(snapshot.findHost("account")).isNull();
    snapshot.save(HERE, 1, "{}");
    assertThat(new KeySnapshot(file()).find(HERE)).isNotNull();
  }

  @Test
  void hostThatIsNoUriIsIgnored() throws Exception {
    Files.writeString(file(), "{\"key-sets\":{},\"hosts\":{\"account\":\"not a uri\"}}");

    assertThat(new KeySnapshot(file()).findHost("account")).isNull();
  }

  @Test
  void binaryAndEndlessFilesAreIgnored() throws Exception {
    Files.write(file(), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThat(new KeySnapshot(file()).find(HERE)).isNull();

    Files.writeString(file(), " ".repeat(8 * 1024 * 1024 + 1));
    assertThat(new KeySnapshot(file()).find(HERE)).isNull();
  }

  @Test
  void fileThatCannotBeWrittenHarmsNothing() throws Exception {
    Path nowhere = directory.resolve("missing/directory/snapshot.json");
    KeySnapshot snapshot = new KeySnapshot(nowhere);

    snapshot.save(HERE, 1, "{}");

    assertThat(Files.exists(nowhere)).isFalse();
    KeySnapshot onDirectory = new KeySnapshot(directory);
    assertThat(onDirectory.find(HERE)).isNull();
    onDirectory.save(HERE, 1, "{}");
    assertThat(Files.isDirectory(directory)).isTrue();
  }

  @Test
  void nothingIsLeftBesideTheFile() throws Exception {
    KeySnapshot snapshot = new KeySnapshot(file());
    for (int i = 0; i < 5; i++) {
      snapshot.save(HERE, i, "{}");
    }

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file());
    }
  }

  @Test
  void withoutAFileNothingIsKept() {
    KeySnapshot none = new KeySnapshot(null);
    none.save(HERE, 1, "{}");

    assertThat(none.find(HERE)).isNull();
  }

  private Path file() {
    return directory.resolve("snapshot.json");
  }
}
