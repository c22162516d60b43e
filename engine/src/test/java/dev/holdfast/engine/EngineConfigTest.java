package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Limits;
import dev.holdfast.wal.WalConfig;
import org.junit.jupiter.api.Test;

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

  @Test
  void theyAreTakenWhereTheyFit() {
    Limits large = Limits.defaults().withPayloadBytesMax(20 * MIB);
    WalConfig log = config.wal().withRecordBytesMax(32 * MIB);
    assertThat(config.withWal(log).withLimits(large).limits()).isEqualTo(large);
  }
}
