package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.disk;
import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.records;
import static dev.holdfast.wal.Logs.segments;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.Recovery.GivenUp;
import dev.holdfast.wal.WalConfig.Format;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Giving up what lies behind damage, on request: exactly, reported, and kept aside. */
@ParameterizedClass
@EnumSource(Format.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RepairTest {

  private static final int RECORDS = 40;

  private final WalConfig config;
  private final Map<String, byte[]> files;

  RepairTest(Format format) throws Exception {
    config = Logs.small(format).withSegmentBytesMax(1 << 10).withPreallocate(false);
    files = new TreeMap<>(Logs.crashed(config, RECORDS));
  }

  private String file(int segment) {
    return files.keySet().stream().skip(segment).findFirst().orElseThrow();
  }

  private long firstSeq(int segment) {
    return Long.parseLong(file(segment).substring(8));
  }

  @Test
  void whatLiesBehindTheDamageIsSetAsideAndReported() throws Exception {
    byte[] damaged = files.get(file(1));
    damaged[damaged.length / 2] ^= 8;
    SimulatedDisk disk = disk(files);
    GivenUp givenUp;
    try (Wal wal = open(disk, config.withOnDamage(OnDamage.TRUNCATE_THERE))) {
      givenUp = wal.recovery().givenUp().orElseThrow();
      assertThat(wal.lastSeq()).isEqualTo(givenUp.firstSeq() - 1);
      assertThat(wal.lastSeq()).isBetween(firstSeq(1), firstSeq(2) - 2);
      fill(wal, wal.lastSeq() + 1, 60);
    }
    assertThat(givenUp.file()).isEqualTo(file(1));
    assertThat(givenUp.offset()).isBetween(100L, damaged.length / 2L);
    assertThat(givenUp.problem()).contains("checksum");
    assertThat(givenUp.lastSeqSeen()).isEqualTo(RECORDS);
    assertThat(givenUp.setAside()).hasSize(files.size() - 1);
    for (String aside : givenUp.setAside()) {
      String original = aside.replace(".damaged", "");
      assertThat(Logs.bytes(disk, aside)).isEqualTo(files.get(original));
    }
    try (Wal wal = open(disk, config)) {
      assertThat(drain(wal.readFrom(1))).isEqualTo(records(1, 60));
    }
  }

  @Test
  void aMissingSegmentCostsOnlyWhatLiesBehindIt() throws Exception {
    long end = firstSeq(1) - 1;
    files.remove(file(1));
    SimulatedDisk disk = disk(files);
    try (Wal wal = open(disk, config.withOnDamage(OnDamage.TRUNCATE_THERE))) {
      assertThat(wal.lastSeq()).isEqualTo(end);
      assertThat(wal.recovery().givenUp().orElseThrow().setAside()).hasSize(files.size() - 1);
    }
  }

  @Test
  void aLogWhoseFirstHeaderIsDamagedKeepsItsNumbers() throws Exception {
    for (String file : files.keySet().toArray(String[]::new)) {
      if (!file.equals(file(files.size() - 1))) {
        files.remove(file(0));
      }
    }
    long first = firstSeq(0);
    files.get(file(0))[2] ^= 1;
    SimulatedDisk disk = disk(files);
    try (Wal wal = open(disk, config.withOnDamage(OnDamage.TRUNCATE_THERE))) {
      assertThat(wal.recovery().givenUp().orElseThrow().firstSeq()).isEqualTo(first);
      assertThat(wal.recovery().givenUp().orElseThrow().lastSeqSeen()).isEqualTo(RECORDS);
      assertThat(wal.appendDurable(Logs.record(first))).isEqualTo(first);
    }
    assertThat(segments(disk)).hasSize(1);
  }

  @Test
  void nothingIsGivenUpWhereNothingIsDamaged() throws Exception {
    SimulatedDisk disk = disk(files);
    try (Wal wal = open(disk, config.withOnDamage(OnDamage.TRUNCATE_THERE))) {
      assertThat(wal.recovery().givenUp()).isEmpty();
      assertThat(wal.lastSeq()).isEqualTo(RECORDS);
    }
  }

  /** The power fails at every operation of a repair; the next attempt ends where it would have. */
  @Test
  void aRepairThatIsInterruptedAnywhereCanBeRepeated() throws Exception {
    byte[] damaged = files.get(file(1));
    damaged[damaged.length / 2] ^= 8;
    long expected;
    try (Wal wal = open(disk(files), config.withOnDamage(OnDamage.TRUNCATE_THERE))) {
      expected = wal.lastSeq();
    }
    int interrupted = 0;
    for (int nth = 1; nth <= 40; nth++) {
      SimulatedDisk disk = disk(files);
      disk.follow(FaultPlan.none().failAtChange(nth, Fault.POWER_LOSS));
      try {
        open(disk, config.withOnDamage(OnDamage.TRUNCATE_THERE)).close();
      } catch (WalException e) {
        interrupted++;
      }
      SimulatedDisk found = disk.powerOff().restart(nth);
      try (Wal wal = open(found, config.withOnDamage(OnDamage.TRUNCATE_THERE))) {
        assertThat(wal.lastSeq()).as("power lost at change %d", nth).isEqualTo(expected);
        assertThat(drain(wal.readFrom(1))).isEqualTo(records(1, expected));
      }
    }
    assertThat(interrupted).isGreaterThan(8);
  }
}
