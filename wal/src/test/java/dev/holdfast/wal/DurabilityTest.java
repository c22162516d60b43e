package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.config;
import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.read;
import static dev.holdfast.wal.Logs.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.storage.sim.SyncHold;
import dev.holdfast.wal.WalConfig.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each mode keeps its promise, and one caller may ask for more. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DurabilityTest {

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);
  private final AtomicInteger syncs = new AtomicInteger();

  private Wal openIn(Durability mode) {
    return Wal.open(
        disk,
        config(Format.JSON_LINES).withDurability(mode),
        new WalListener() {
          @Override
          public void batchSynced(int records, long bytes, long nanos) {
            assertThat(records).isPositive();
            assertThat(bytes).isPositive();
            syncs.incrementAndGet();
          }
        });
  }

  /** How many records a power failure at this moment would leave for certain. */
  private int certain() {
    return read(disk.powerCut().restartLosingAll(), "wal.log").size();
  }

  /** The listener hears of a sync a moment after those who waited for it. */
  private void awaitSyncs(int expected) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Logs.PATIENCE_SECONDS);
    while (syncs.get() < expected && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(syncs).hasValue(expected);
  }

  @Test
  void everyBatchIsOnDiskBeforeItIsAcknowledged() {
    try (Wal wal = openIn(Durability.SYNC_EVERY_BATCH)) {
      for (int n = 1; n <= 20; n++) {
        fill(wal, n, n);
        assertThat(certain()).isEqualTo(n);
        assertThat(wal.syncedSeq()).isEqualTo(n);
      }
    }
  }

  @Test
  void operatingSystemOnlySyncsAtTheEndAndOnRequest() {
    try (Wal wal = openIn(Durability.OS_ONLY)) {
      fill(wal, 1, 20);
      assertThat(syncs).hasValue(0);
      assertThat(wal.durableSeq()).isEqualTo(20);
      assertThat(wal.syncedSeq()).isZero();
      assertThat(certain()).isZero();
      assertThat(read(disk.powerCut().restartKeepingAll(), "wal.log")).hasSize(20);
      assertThat(wal.sync()).isEqualTo(20);
      awaitSyncs(1);
      assertThat(certain()).isEqualTo(20);
      fill(wal, 21, 21);
    }
    assertThat(certain()).isEqualTo(21);
  }

  @Test
  void aCountIsNeverExceeded() {
    try (Wal wal = openIn(Durability.count(5))) {
      for (int n = 1; n <= 33; n++) {
        fill(wal, n, n);
        assertThat(n - certain()).isBetween(0, 4);
        assertThat(n - wal.syncedSeq()).isBetween(0L, 4L);
      }
      awaitSyncs(6);
    }
  }

  @Test
  void anIntervalEndsWithASyncThoughNothingFollows() throws Exception {
    CountDownLatch synced = new CountDownLatch(1);
    try (Wal wal =
        Wal.open(
            disk,
            config(Format.JSON_LINES).withDurability(Durability.time(Duration.ofMillis(5))),
            new WalListener() {
              @Override
              public void batchSynced(int records, long bytes, long nanos) {
                synced.countDown();
              }
            })) {
      fill(wal, 1, 1);
      assertThat(synced.await(Logs.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(certain()).isEqualTo(1);
    }
  }

  @Test
  void oneAppenderMayAskForMoreThanTheMode() throws Exception {
    try (Wal wal = openIn(Durability.OS_ONLY)) {
      fill(wal, 1, 3);
      assertThat(wal.appendSynced(record(4)).get(20, TimeUnit.SECONDS)).isEqualTo(4);
      assertThat(certain()).isEqualTo(4);
      SyncHold hold = Logs.hold(disk);
      CompletableFuture<Long> strong = wal.appendSynced(record(5));
      hold.awaitWaiting(1);
      assertThat(strong).isNotDone();
      hold.close();
      assertThat(strong.get(20, TimeUnit.SECONDS)).isEqualTo(5);
      strong = wal.appendSynced(200, target -> target.put(record(6)));
      assertThat(strong.get(20, TimeUnit.SECONDS)).isEqualTo(6);
      assertThat(certain()).isEqualTo(6);
    }
  }

  @Test
  void lingeringGathersABatchButNeverDeadlocks() {
    WalConfig patient =
        Logs.small(Format.JSON_LINES).withLinger(Duration.ofMillis(2)).withBufferBytes(1 << 10);
    AtomicInteger batches = new AtomicInteger();
    try (Wal wal =
        Wal.open(
            disk,
            patient,
            new WalListener() {
              @Override
              public void batchWritten(int records, long bytes, long nanos) {
                batches.incrementAndGet();
              }
            })) {
      for (int n = 1; n <= 200; n++) {
        wal.write(record(n));
      }
      assertThat(wal.sync()).isEqualTo(200);
    }
    assertThat(batches.get()).isLessThan(100);
    assertThat(read(disk, "wal.log")).hasSize(200);
  }

  @Test
  void aTimeMayBeLongerThanTheClockCanCount() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
    try (Wal wal = openIn(Durability.time(forever));
        WalFollower follower = wal.follow(1)) {
      fill(wal, 1, 3);
      assertThat(wal.awaitDurable(3, forever)).isTrue();
      assertThat(wal.awaitDurable(3, forever.negated())).isTrue();
      for (int n = 1; n <= 3; n++) {
        assertThat(follower.next(forever)).isTrue();
      }
      assertThat(follower.next(forever.negated())).isFalse();
      wal.truncateOlderThan(Instant.MIN);
      wal.truncateOlderThan(Instant.MAX);
      assertThat(drain(wal.readFrom(1))).hasSize(3);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(Format.BINARY).withLinger(forever))
        .withMessageContaining("linger");
  }

  @Test
  void nonsenseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Durability.count(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Durability.time(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> WalConfig.named("a/b"));
    assertThatIllegalArgumentException().isThrownBy(() -> WalConfig.named(""));
    WalConfig good = config(Format.BINARY);
    assertThatIllegalArgumentException().isThrownBy(() -> good.withBufferBytes(1));
    assertThatIllegalArgumentException().isThrownBy(() -> good.withFirstSeq(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> good.withRecordBytesMax(WalConfig.RECORD_BYTES_LIMIT + 1))
        .withMessageContaining("recordBytesMax");
    open(disk, good).close();
  }
}
