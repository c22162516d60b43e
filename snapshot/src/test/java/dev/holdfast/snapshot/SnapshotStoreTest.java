package dev.holdfast.snapshot;

import static dev.holdfast.snapshot.States.CONFIG;
import static dev.holdfast.snapshot.States.NAME;
import static dev.holdfast.snapshot.States.content;
import static dev.holdfast.snapshot.States.load;
import static dev.holdfast.snapshot.States.open;
import static dev.holdfast.snapshot.States.put;
import static dev.holdfast.snapshot.States.state;
import static dev.holdfast.snapshot.States.text;
import static dev.holdfast.snapshot.States.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.sim.SimulatedDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStoreTest {
  private static final String OLDER_42 = "snapshot.json.00000000000000000042";
  private static final String OLDER_43 = "snapshot.json.00000000000000000043";

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);

  @Test
  void handsBackTheStateAsItWasWritten() {
    write(open(disk), 42);

    assertThat(load(open(disk))).contains(state(42));
  }

  @Test
  void findsNothingInAnEmptyDirectory() {
    SnapshotStore store = open(disk);

    assertThat(load(store)).isEmpty();
    assertThat(store.damaged()).isEmpty();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void writesTheStateWithItsChecksumAsTheLastMember() throws IOException {
    String state = "{\"schema_version\":1,\"last_seq\":42,\"queue\":[\"ünïcode 💥\"]}";
    open(disk).write(42, 1, text(state));

    String checked = state.substring(0, state.length() - 1);
    CRC32C checksum = new CRC32C();
    checksum.update(checked.getBytes(UTF_8));
    assertThat(new String(content(disk, NAME), UTF_8))
        .isEqualTo(checked + ",\"checksum\":" + checksum.getValue() + "}\n");
  }

  @Test
  void readsWhatEarlierVersionsWrote() throws IOException {
    String golden = "{\"schema_version\":1,\"last_seq\":42,\"queue\":[],\"checksum\":830333439}\n";
    put(disk, NAME, golden.getBytes(UTF_8));

    assertThat(load(open(disk))).contains("{\"schema_version\":1,\"last_seq\":42,\"queue\":[]}");
  }

  @Test
  void keepsAStateWithoutFurtherMembers() {
    open(disk).write(7, 1, text("{\"schema_version\":1,\"last_seq\":7}"));

    assertThat(load(open(disk))).contains("{\"schema_version\":1,\"last_seq\":7}");
  }

  @ParameterizedTest
  @ValueSource(ints = {131_071, 131_072, 131_073, 262_144, 300_000})
  void keepsStatesOfAnySizeAroundThatOfTheBuffer(int bytes) {
    String head = "{\"schema_version\":1,\"last_seq\":1,\"x\":\"";
    String state = head + "x".repeat(bytes - head.length() - 2) + "\"}";
    open(disk).write(1, 1, text(state));

    assertThat(load(open(disk))).contains(state);
  }

  @Test
  void keepsAStateThatIsWrittenByteByByte() {
    byte[] state = state(3).getBytes(UTF_8);
    open(disk)
        .write(
            3,
            1,
            out -> {
              for (byte b : state) {
                out.write(b);
              }
            });

    assertThat(load(open(disk))).contains(state(3));
  }

  @Test
  void readsByteByByteToo() {
    write(open(disk), 3);
    StringBuilder read = new StringBuilder();

    open(disk)
        .load((_, in) -> {
          for (int b = in.read(); b >= 0; b = in.read()) {
            read.append((char) b);
          }
          assertThat(in.read(new byte[1])).isEqualTo(-1);
          assertThat(in.read(new byte[0])).isZero();
        });

    assertThat(read).hasToString(state(3));
  }

  @Test
  void namesTheNewestAlwaysTheSameAndOlderOnesByTheirLastRecord() throws IOException {
    SnapshotStore store = open(disk);
    write(store, 42);
    write(store, 43);

    assertThat(disk.list()).containsExactly(NAME, OLDER_42);
    assertThat(store.list()).extracting(SnapshotInfo::lastSeq).containsExactly(43L, 42L);
    assertThat(load(store)).contains(state(43));
  }

  @Test
  void deletesWhatIsBeyondThoseToKeep() throws IOException {
    SnapshotStore store = SnapshotStore.open(disk, CONFIG.withRetain(3), SnapshotListener.NOOP);
    for (int lastSeq = 40; lastSeq <= 44; lastSeq++) {
      write(store, lastSeq);
    }

    assertThat(disk.list()).containsExactly(NAME, OLDER_42, OLDER_43);
  }

  @Test
  void keepsOneIfToldSo() throws IOException {
    SnapshotStore store = SnapshotStore.open(disk, CONFIG.withRetain(1), SnapshotListener.NOOP);
    write(store, 1);
    write(store, 2);

    assertThat(disk.list()).containsExactly(NAME);
    assertThat(load(store)).contains(state(2));
  }

  @Test
  void takesASecondSnapshotOfTheSameRecord() {
    SnapshotStore store = open(disk);
    write(store, 42);
    write(store, 42);
    write(store, 42);

    assertThat(store.list()).extracting(SnapshotInfo::file).containsExactly(NAME, OLDER_42);
    assertThat(load(store)).contains(state(42));
  }

  @Test
  void refusesToGoBack() {
    SnapshotStore store = open(disk);
    write(store, 42);

    assertThatThrownBy(() -> write(store, 41))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("last_seq 41 is before 42");
    assertThat(load(store)).contains(state(42));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "}",
        "[]",
        "{\"last_seq\":42,\"schema_version\":1}",
        "{\"schema_version\":1,\"last_seq\":421}",
        "{\"schema_version\":1,\"last_seq\":42}\n",
        "{ \"schema_version\":1,\"last_seq\":42}",
        "{\"schema_version\":1,\"last_seq\":42,\"queue\":["
      })
  void refusesAStateThatIsNotOneObjectWithItsHead(String state) throws IOException {
    SnapshotStore store = open(disk);
    write(store, 41);

    assertThatThrownBy(() -> store.write(42, 1, text(state)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a state must");
    assertThat(disk.list()).containsExactly(NAME);
    assertThat(load(store)).contains(state(41));
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    SnapshotStore store = open(disk);

    assertThatThrownBy(() -> store.write(-1, 1, text(state(-1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.write(1, 0, text(state(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.write(1, 2, text(state(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("known: 1 to 1");
  }

  @Test
  void leavesTheOldOneIfTheStateCannotBeWritten() throws IOException {
    SnapshotStore store = open(disk);
    write(store, 1);

    assertThatThrownBy(() ->
            store.write(
                2,
                1,
                out -> {
                  out.write(state(2).getBytes(UTF_8));
                  throw new IOException("state is gone");
                }))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("state is gone");
    assertThat(disk.list()).containsExactly(NAME);
    assertThat(load(store)).contains(state(1));
  }

  @Test
  void publishesOnlyAfterItWasAllowedTo() throws IOException {
    SnapshotStore store = open(disk);
    write(store, 1);
    List<List<String>> seen = new ArrayList<>();

    store.write(2, 1, text(state(2)), () -> seen.add(listOf(disk)));

    assertThat(seen).containsExactly(List.of(NAME, NAME + ".tmp"));
    assertThat(load(store)).contains(state(2));
  }

  @Test
  void doesNotPublishIfItWasNotAllowedTo() throws IOException {
    SnapshotStore store = open(disk);
    write(store, 1);

    assertThatThrownBy(() ->
            store.write(
                2,
                1,
                text(state(2)),
                () -> {
                  throw new IllegalStateException("the log is poisoned");
                }))
        .hasMessage("the log is poisoned");
    assertThat(disk.list()).containsExactly(NAME);
    assertThat(load(store)).contains(state(1));
  }

  private static List<String> listOf(SimulatedDisk disk) {
    try {
      return disk.list();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void removesWhatAnInterruptedWriteLeft() throws IOException {
    put(disk, NAME + ".tmp", new byte[1000]);

    open(disk);

    assertThat(disk.list()).isEmpty();
  }

  @Test
  void leavesOtherFilesAlone() throws IOException {
    List<String> others =
        List.of(
            "snapshot.json.1", "snapshot.json.0000000000000000000x", "wal.log", "xsnapshot.json");
    for (String other : others) {
      put(disk, other, new byte[10]);
    }
    put(disk, "snapshot.json.99999999999999999999", new byte[10]);
    SnapshotStore store = open(disk);
    write(store, 1);
    write(store, 2);
    write(store, 3);

    assertThat(disk.list()).containsAll(others).contains("snapshot.json.99999999999999999999");
    assertThat(store.list()).hasSize(2);
  }

  @Test
  void refusesANewerSchemaAndChangesNothing() throws IOException {
    SnapshotConfig newer = CONFIG.withSchemaVersion(3);
    SnapshotStore writer = SnapshotStore.open(disk, newer, SnapshotListener.NOOP);
    writer.write(1, 1, text(state(1)));
    writer.write(2, 3, text(state(2, 3)));
    List<String> before = disk.list();

    SnapshotStore store = open(disk);
    assertThatThrownBy(() -> load(store))
        .isInstanceOfSatisfying(
            NewerSnapshotException.class, e -> assertThat(e.schemaVersion()).isEqualTo(3))
        .hasMessageContaining(NAME)
        .hasMessageContaining("versions up to 1");
    assertThat(store.damaged()).isEmpty();
    assertThat(disk.list()).isEqualTo(before);
  }

  @Test
  void migratesAnOlderSchemaStepByStep() {
    write(open(disk), 5);
    SnapshotConfig config =
        CONFIG
            .withSchemaVersion(3)
            .withMigration(1, in -> upper(in.readAllBytes(), "\"queue\"", "\"jobs\""))
            .withMigration(2, in -> upper(in.readAllBytes(), "\"jobs\"", "\"pending\""));
    SnapshotStore store = SnapshotStore.open(disk, config, SnapshotListener.NOOP);
    List<String> read = new ArrayList<>();

    Optional<SnapshotInfo> info =
        store.load((_, in) -> read.add(new String(in.readAllBytes(), UTF_8)));

    assertThat(info.orElseThrow().schemaVersion()).isEqualTo(3);
    assertThat(read).containsExactly(state(5).replace("\"queue\"", "\"pending\""));
  }

  private static ByteArrayInputStream upper(byte[] state, String from, String to) {
    return new ByteArrayInputStream(new String(state, UTF_8).replace(from, to).getBytes(UTF_8));
  }

  @Test
  void handsOverAnOlderSchemaWithoutMigrationAsItIs() {
    write(open(disk), 5);
    SnapshotStore store =
        SnapshotStore.open(disk, CONFIG.withSchemaVersion(2), SnapshotListener.NOOP);

    assertThat(store.load((info, _) -> assertThat(info.schemaVersion()).isEqualTo(1))).isPresent();
  }

  @Test
  void tellsItsListenerWhatItDoes() {
    List<String> heard = new ArrayList<>();
    SnapshotListener listener =
        new SnapshotListener() {
          @Override
          public void written(SnapshotInfo snapshot, Duration taken) {
            assertThat(taken).isPositive();
            assertThat(snapshot.bytes()).isGreaterThan(state(snapshot.lastSeq()).length());
            heard.add("written " + snapshot.lastSeq());
          }

          @Override
          public void deleted(SnapshotInfo snapshot) {
            heard.add("deleted " + snapshot.lastSeq());
          }
        };
    SnapshotStore store = SnapshotStore.open(disk, CONFIG, listener);
    write(store, 1);
    write(store, 2);
    write(store, 3);

    assertThat(heard).containsExactly("written 1", "written 2", "written 3", "deleted 1");
  }

  @Test
  void isNotDisturbedByAnInterrupt() {
    SnapshotStore store = open(disk);
    Thread.currentThread().interrupt();

    write(store, 1);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(load(store)).contains(state(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "fa-IR-u-nu-arabext"})
  void writesTheSameDigitsWhateverTheLocale(String tag) throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      assertThat("%d".formatted(42)).isNotEqualTo("42");
      SnapshotStore store = open(disk);
      for (long lastSeq : new long[] {42, 43}) {
        store.write(lastSeq, 1, text("{\"schema_version\":1,\"last_seq\":" + lastSeq + "}"));
      }
      assertThat(disk.list()).containsExactly(NAME, OLDER_42);
      assertThat(load(store)).contains("{\"schema_version\":1,\"last_seq\":43}");
      assertThat(store.verify(OLDER_42).isValid()).isTrue();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void hasRoomForWhatIsPutBehindTheLongestName() throws IOException {
    String longest = "x".repeat(200);
    SnapshotStore store =
        SnapshotStore.open(disk, SnapshotConfig.named(longest), SnapshotListener.NOOP);
    write(store, 1);
    write(store, 2);
    put(disk, longest, new byte[10]);

    assertThat(load(store)).contains(state(1));
    assertThat(disk.list())
        .containsExactly(longest + ".00000000000000000001", longest + ".corrupt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a b", ".hidden", "é"})
  void refusesANameThatItsFilesCannotHave(String name) {
    assertThatThrownBy(() -> SnapshotConfig.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name must be");
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may do
  void refusesASenselessConfiguration() {
    assertThatThrownBy(() -> CONFIG.withRetain(0)).hasMessageContaining("retain");
    assertThatThrownBy(() -> CONFIG.withSchemaVersion(0)).hasMessageContaining("schemaVersion");
    assertThatThrownBy(() -> SnapshotConfig.named("x".repeat(201)))
        .hasMessageContaining("1 to 200");
    assertThatThrownBy(() -> SnapshotConfig.named(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
  }
}
