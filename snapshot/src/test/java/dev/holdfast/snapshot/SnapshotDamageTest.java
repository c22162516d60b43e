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

import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged file is never read as a state, and never deleted. */
class SnapshotDamageTest {
  private static final String OLDER = "snapshot.json.00000000000000000001";
  private static final String SMALL = "{\"schema_version\":1,\"last_seq\":2,\"queue\":[]}";

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);

  @BeforeEach
  void twoSnapshots() {
    SnapshotStore store = open(disk);
    write(store, 1);
    store.write(2, 1, text(SMALL));
  }

  @Test
  void noFlippedBitGoesUnnoticed() throws IOException {
    byte[] sound = content(disk, NAME);
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      put(disk, NAME, damaged);
      SnapshotStore store = open(disk);

      assertThat(load(store)).as("bit %d", bit).contains(state(1));
      assertThat(store.damaged()).as("bit %d", bit).hasSize(1);
      assertThat(content(disk, NAME + ".corrupt")).isEqualTo(damaged);
      disk.delete(NAME + ".corrupt");
    }
  }

  @Test
  void noLostEndGoesUnnoticed() throws IOException {
    byte[] sound = content(disk, NAME);
    for (int length = 0; length < sound.length; length++) {
      put(disk, NAME, Arrays.copyOf(sound, length));
      SnapshotStore store = open(disk);

      assertThat(load(store)).as("length %d", length).contains(state(1));
      assertThat(store.damaged()).hasSize(1);
      disk.delete(NAME + ".corrupt");
    }
  }

  @Test
  void noAddedByteGoesUnnoticed() throws IOException {
    byte[] sound = content(disk, NAME);
    for (byte added : new byte[] {0, '\n', '}', ' '}) {
      byte[] longer = Arrays.copyOf(sound, sound.length + 1);
      longer[sound.length] = added;
      put(disk, NAME, longer);

      assertThat(load(open(disk))).as("added %d", added).contains(state(1));
      disk.delete(NAME + ".corrupt");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schema_version\":99999999999,\"last_seq\":2,\"checksum\":1}\n",
        "{\"schema_version\":9999999999,\"last_seq\":2,\"checksum\":1}\n",
        "{\"schema_version\":1,\"last_seq\":9999999999999999999,\"checksum\":1}\n",
        "{\"schema_version\":1,\"last_seq\":2,\"checksum\":99999999999}\n",
        "{\"schema_version\":1,\"last_seq\":02,\"checksum\":1}\n",
        "{\"schema_version\":1,\"last_seq\":2,\"checksum\":-1}\n"
      })
  void takesNoNumberOnTrust(String content) throws IOException {
    put(disk, NAME, content.getBytes(UTF_8));

    assertThat(load(open(disk))).contains(state(1));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    disk.flipBit(NAME, 40, 0);
    assertThat(open(disk).verify(NAME).problem().orElseThrow()).contains("its checksum is");

    put(disk, NAME, Arrays.copyOf(content(disk, NAME), 50));
    assertThat(open(disk).verify(NAME).problem().orElseThrow()).contains("does not end");

    put(disk, NAME, "queue".getBytes(UTF_8));
    SnapshotInfo info = open(disk).verify(NAME);
    assertThat(info.problem().orElseThrow()).contains("does not begin");
    assertThat(info.lastSeq()).isEqualTo(SnapshotInfo.UNKNOWN);
    assertThat(info.schemaVersion()).isEqualTo(SnapshotInfo.UNKNOWN);
  }

  @Test
  void anOlderOneMustCoverWhatItsNameSays() throws IOException {
    disk.rename(NAME, "snapshot.json.00000000000000000003");

    SnapshotStore store = open(disk);
    assertThat(load(store)).contains(state(1));
    assertThat(store.damaged())
        .singleElement()
        .satisfies(
            info -> assertThat(info.problem().orElseThrow()).contains("not that of its name"));
  }

  @Test
  void ifAllAreDamagedThereIsNoneAndTheStoreSaysWhich() throws IOException {
    disk.flipBit(NAME, 40, 0);
    disk.flipBit(OLDER, 40, 0);
    SnapshotStore store = open(disk);

    assertThat(load(store)).isEmpty();
    assertThat(store.damaged()).extracting(SnapshotInfo::file).containsExactly(NAME, OLDER);
    assertThat(disk.list()).containsExactly(OLDER + ".corrupt", NAME + ".corrupt");
  }

  @Test
  void setsAsideUnderANameThatIsFree() throws IOException {
    for (int n = 0; n < 3; n++) {
      put(disk, NAME, new byte[] {(byte) n});
      assertThat(load(open(disk))).contains(state(1));
    }

    assertThat(disk.list())
        .containsExactly(OLDER, NAME + ".corrupt", NAME + ".corrupt-2", NAME + ".corrupt-3");
    assertThat(content(disk, NAME + ".corrupt-2")).containsExactly(1);
  }

  @Test
  void whatWasSetAsideStaysSoAfterACrash() throws IOException {
    disk.flipBit(NAME, 40, 0);
    load(open(disk));

    assertThat(disk.powerOff().restartLosingAll().list()).containsExactly(OLDER, NAME + ".corrupt");
  }

  @Test
  void theNextWriteSetsADamagedNewestAside() throws IOException {
    put(disk, NAME, new byte[10]);
    List<String> heard = new ArrayList<>();
    SnapshotListener listener =
        new SnapshotListener() {
          @Override
          public void setAside(SnapshotInfo damaged, String newName) {
            heard.add(damaged.file() + " to " + newName);
          }
        };

    SnapshotStore store = SnapshotStore.open(disk, CONFIG, listener);
    write(store, 3);

    assertThat(heard).containsExactly(NAME + " to " + NAME + ".corrupt");
    assertThat(disk.list()).containsExactly(NAME, OLDER, NAME + ".corrupt");
  }

  @Test
  void aDamagedOneDoesNotCountAsKept() throws IOException {
    disk.flipBit(NAME, 40, 0);
    SnapshotStore store = open(disk);
    write(store, 3);

    assertThat(store.list()).extracting(SnapshotInfo::lastSeq).containsExactly(3L, 1L);
    assertThat(disk.list()).contains("snapshot.json.00000000000000000002.corrupt");
  }

  @Test
  void aDiskThatCannotBeReadIsNotDamage() throws IOException {
    SnapshotStore store = open(disk);
    disk.follow(FaultPlan.none().failFrom(Operation.READ, 1, Fault.IO_ERROR));

    assertThatThrownBy(() -> load(store))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("Input/output error");
    disk.follow(FaultPlan.none());
    assertThat(load(store)).contains(SMALL);
    assertThat(store.damaged()).isEmpty();
  }

  @Test
  void aBitThatRotsBetweenCheckAndReadingIsNoticed() {
    SnapshotStore store = open(disk);
    // Head, tail and content of the check come first.
    disk.follow(FaultPlan.none().failAt(Operation.READ, 4, Fault.BIT_ROT));

    assertThatThrownBy(() -> load(store))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("its checksum is");
    assertThat(load(store)).contains(state(1));
  }
}
