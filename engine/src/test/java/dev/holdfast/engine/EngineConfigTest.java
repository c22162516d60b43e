package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Limits;
import dev.holdfast.snapshot.SnapshotConfig;
import dev.holdfast.wal.WalConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineConfigTest {
  private static final int MIB = 1 << 20;

  private final EngineConfig config = EngineConfig.defaults();

  @Test
  void limitsThatTheLogHasNoRoomForAreRefusedWithBothNumbersAndTheCure() {
    Limits large = Limits.defaults().withPayloadBytesMax(20 * MIB);
    assertThatThrownBy(() -> config.withLimits(large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("payloadBytesMax " + 20 * MIB)
        .hasMessageContaining("no more than " + 16 * MIB + " (recordBytesMax)")
        .hasMessageContaining("raise recordBytesMax, to at most " + WalConfig.RECORD_BYTES_LIMIT)
        .hasMessageContaining("or lower the limits");
  }

  @Test
  void aLogThatHasNoRoomForTheLimitsIsRefused() {
    WalConfig small = config.wal().withRecordBytesMax(MIB);
    assertThatThrownBy(() -> config.withWal(small))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("recordBytesMax");
  }

  /** Else each would set files of the other aside, or delete them. */
  @ParameterizedTest
  @CsvSource({
    "queue, queue",
    "queue, queue.next",
    "queue, queue.repair",
    "queue, queue.00000000000000000001"
  })
  void logAndSnapshotsMustNotShareTheNameOfAFile(String log, String snapshots) {
    assertThatThrownBy(
            () -> config.withFiles(WalConfig.named(log), SnapshotConfig.named(snapshots)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"%s\" and \"%s\"", log, snapshots)
        .hasMessageContaining("another name");
    assertThatThrownBy(() ->
            config.withWal(WalConfig.named(log)).withSnapshot(SnapshotConfig.named(snapshots)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "queue, queue.snapshot",
    "queue.log, queue",
    "queue, queue.0000000000000000001",
    "snapshot.json, wal.log"
  })
  void namesThatOnlyBeginAlikeAreTaken(String log, String snapshots) {
    EngineConfig taken = config.withFiles(WalConfig.named(log), SnapshotConfig.named(snapshots));
    assertThat(taken.wal().name()).isEqualTo(log);
    assertThat(taken.snapshot().name()).isEqualTo(snapshots);
  }

  @Test
  void theyAreTakenWhereTheyFit() {
    Limits large = Limits.defaults().withPayloadBytesMax(20 * MIB);
    WalConfig log = config.wal().withRecordBytesMax(32 * MIB);
    assertThat(config.withWal(log).withLimits(large).limits()).isEqualTo(large);
  }
}
