package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig.Format;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an append costs the caller's heap; the smallest of several runs, as the JVM warms up. */
@ParameterizedClass
@EnumSource(Format.class)
class AllocationTest {

  private static final int RECORDS = 20_000;
  private static final ByteBuffer RECORD = Logs.record(50);
  private static final byte[] BYTES = Logs.text(RECORD).getBytes(UTF_8);
  private static final RecordWriter WRITER = target -> target.put(BYTES);

  private final WalConfig config;

  AllocationTest(Format format) {
    config = WalConfig.named("wal.log").withFormat(format).withDurability(Durability.OS_ONLY);
  }

  @Test
  void aRecordEncodedInPlaceAllocatesNothing() {
    assertThat(bytesPerRecord(wal -> wal.write(BYTES.length, WRITER))).isLessThan(1);
  }

  @Test
  void aCopiedRecordAllocatesNothing() {
    assertThat(bytesPerRecord(wal -> wal.write(RECORD))).isLessThan(1);
  }

  @Test
  void anAppendAllocatesItsFutureAndNoMore() {
    assertThat(bytesPerRecord(wal -> wal.append(RECORD).isDone())).isLessThan(72);
  }

  /** One call of the log. */
  private interface Append {
    void to(Wal wal);
  }

  private double bytesPerRecord(Append append) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    try (Wal wal = open(SimulatedDisk.withSeed(1), config)) {
      for (int run = 0; run < 8; run++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < RECORDS; i++) {
          append.to(wal);
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        wal.sync();
      }
    }
    return (double) least / RECORDS;
  }
}
