package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.record;
import static dev.holdfast.wal.Logs.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig.Format;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a truncation may delete, who hears of it, and what becomes of it when the disk fails. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TruncationTest {

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);

  @Test
  void aFailedTruncationLeavesTheLogUsable() {
    try (Wal wal = open(disk, small(Format.JSON_LINES))) {
      fill(wal, 1, 200);
      disk.follow(
          FaultPlan.none()
              .failAt(Operation.DELETE, 1, Fault.IO_ERROR)
              .failAt(Operation.SYNC_DIRECTORY, 1, Fault.IO_ERROR));
      assertThatThrownBy(() -> wal.truncateBefore(150))
          .isExactlyInstanceOf(WalException.class)
          .hasMessageContaining("truncate");
      disk.follow(FaultPlan.none());
      fill(wal, 201, 202);
      wal.truncateBefore(150);
      assertThat(wal.readFrom(1).next()).isTrue();
    }
  }

  @Test
  void truncationNeverPassesWhatIsOnDisk() throws Exception {
    try (Wal wal = open(disk, small(Format.JSON_LINES).withDurability(Durability.OS_ONLY))) {
      for (int n = 1; n <= 100; n++) {
        wal.appendDurable(record(n));
      }
      wal.truncateBefore(101);
      assertThat(drain(wal.readFrom(1)).size())
          .isGreaterThanOrEqualTo((int) (100 - wal.syncedSeq()));
    }
  }

  @Test
  void whoTruncatesIsTheOneToldAndNobodyWaitsMeanwhile() throws Exception {
    AtomicReference<Thread> told = new AtomicReference<>();
    AtomicInteger deleted = new AtomicInteger();
    AtomicReference<Wal> log = new AtomicReference<>();
    WalListener listener =
        new WalListener() {
          @Override
          public void segmentDeleted(String file) {
            told.set(Thread.currentThread());
            deleted.incrementAndGet();
            fillFromAnotherThread(log.get());
            throw new IllegalStateException("do not like it");
          }
        };
    try (Wal wal = Wal.open(disk, small(Format.JSON_LINES), listener)) {
      log.set(wal);
      fill(wal, 1, 200);
      assertThatThrownBy(() -> wal.truncateBefore(150)).hasMessage("do not like it");
      assertThat(told.get()).isEqualTo(Thread.currentThread());
      assertThat(deleted.get()).isEqualTo(1);
      assertThat(wal.readFrom(1).next()).isTrue();
      fill(wal, 401, 402);
    }
  }

  /** Enough for new segments, whose making takes the monitor of the store. */
  private static void fillFromAnotherThread(Wal wal) {
    CompletableFuture.runAsync(() -> fill(wal, 201, 400))
        .orTimeout(Logs.PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
