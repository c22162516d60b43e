package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.config;
import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.record;
import static dev.holdfast.wal.Logs.records;
import static dev.holdfast.wal.Logs.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.storage.sim.SyncHold;
import dev.holdfast.wal.WalConfig.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the log does when the disk fails, is slow or full, or a caller is interrupted. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FailureTest {

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);
  private final WalConfig config = config(Format.JSON_LINES);

  @Test
  void nothingIsAcknowledgedWhileTheSyncHasNotReturned() throws Exception {
    try (Wal wal = open(disk, config);
        WalReader reader = wal.readFrom(1)) {
      fill(wal, 1, 2);
      assertThat(drain(reader)).hasSize(2);
      SyncHold hold = Logs.hold(disk);
      List<CompletableFuture<Long>> futures = new ArrayList<>();
      for (int n = 3; n <= 10; n++) {
        futures.add(wal.append(record(n)));
      }
      CountDownLatch returned = new CountDownLatch(1);
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> {
                wal.appendDurable(record(11));
                returned.countDown();
              });
      hold.awaitWaiting(1);
      Logs.awaitBlocked(waiter);
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      assertThat(returned.getCount()).isEqualTo(1);
      assertThat(wal.durableSeq()).isEqualTo(2);
      assertThat(reader.next()).isFalse();
      assertThat(disk.powerCut().restartLosingAll())
          .satisfies(lost -> assertThat(Logs.read(lost, "wal.log")).hasSize(2));
      hold.close();
      waiter.join();
      assertThat(futures).allSatisfy(future -> future.get(20, TimeUnit.SECONDS));
      assertThat(drain(reader)).hasSize(9);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"IO_ERROR", "NO_SPACE", "QUOTA_EXCEEDED"})
  void aFailedSyncPoisonsTheLogForGoodAndIsNeverRetried(Fault fault) {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    Wal wal = Wal.open(disk, config, poisonedTo(told));
    fill(wal, 1, 3);
    WalReader reader = wal.readFrom(1);
    disk.follow(FaultPlan.none().failAt(Operation.SYNC, 1, fault));
    CompletableFuture<Long> failed = wal.append(record(4));
    assertThatThrownBy(failed::join).hasCauseInstanceOf(WalPoisonedException.class);
    Throwable cause = told.join();
    assertThat(cause).isInstanceOf(IOException.class);
    long changes = disk.changes();

    List<Runnable> calls =
        List.of(
            () -> wal.write(record(5)),
            () -> wal.write(10, target -> target.put((byte) 1)),
            () -> wal.append(record(5)).join(),
            () -> wal.appendSynced(record(5)).join(),
            () -> wal.appendDurable(record(5)),
            () -> wal.awaitDurable(4),
            wal::sync);
    for (Runnable call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(WalPoisonedException.class)
          .hasMessageContaining("wal.log")
          .cause()
          .isSameAs(cause);
    }
    assertThat(wal.durableSeq()).isEqualTo(3);
    assertThat(drain(reader)).isEqualTo(records(1, 3));
    wal.close();
    assertThat(disk.changes()).as("no write or sync after the failed one").isEqualTo(changes);
  }

  private static WalListener poisonedTo(CompletableFuture<Throwable> told) {
    return new WalListener() {
      @Override
      public void poisoned(Throwable cause) {
        assertThat(told.complete(cause)).as("told once").isTrue();
      }
    };
  }

  @Test
  void aFailedWritePoisonsTheLogAndEveryWaiter() throws Exception {
    Wal wal = open(disk, config);
    fill(wal, 1, 1);
    SyncHold hold = Logs.hold(disk);
    wal.write(record(2));
    hold.awaitWaiting(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              try {
                wal.appendDurable(record(3));
              } catch (WalPoisonedException e) {
                thrown.set(e);
              }
            });
    CompletableFuture<Long> future = wal.append(record(4));
    Logs.awaitBlocked(waiter);
    disk.follow(FaultPlan.none().failAt(Operation.WRITE, 1, Fault.IO_ERROR));
    hold.close();
    waiter.join();
    assertThat(thrown.get()).isInstanceOf(WalPoisonedException.class);
    assertThatThrownBy(future::join).hasCauseInstanceOf(WalPoisonedException.class);
    wal.close();
    disk.follow(FaultPlan.none());
    try (Wal again = open(disk, config)) {
      assertThat(again.lastSeq()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void whatAFailedSyncLeftInMemoryIsWrittenAgainBeforeItIsBelieved() {
    Wal wal = open(disk, config);
    fill(wal, 1, 3);
    disk.follow(FaultPlan.none().failAt(Operation.SYNC, 1, Fault.IO_ERROR));
    assertThatThrownBy(() -> wal.appendDurable(record(4))).isInstanceOf(WalPoisonedException.class);
    wal.close();
    disk.follow(FaultPlan.none());
    long believed;
    try (Wal again = open(disk, config)) {
      believed = again.lastSeq();
      SimulatedDisk afterPowerFailure = disk.powerCut().restartLosingAll();
      try (Wal third = open(afterPowerFailure, config)) {
        assertThat(third.lastSeq()).isEqualTo(believed);
      }
    }
    assertThat(believed).as("the record still read back").isEqualTo(4);
  }

  @Test
  void aFullDiskPoisonsTheLogAndLosesNothingAcknowledged() {
    disk.follow(FaultPlan.none().spaceBytes(5_000));
    Wal wal = open(disk, small(Format.JSON_LINES));
    long acknowledged = 0;
    Throwable failure = null;
    for (int n = 1; failure == null; n++) {
      try {
        acknowledged = wal.appendDurable(record(n));
      } catch (WalPoisonedException e) {
        failure = e;
      }
    }
    assertThat(failure).hasMessageContaining("No space left on device");
    wal.close();
    disk.follow(FaultPlan.none());
    try (Wal again = open(disk, small(Format.JSON_LINES))) {
      assertThat(again.lastSeq()).isGreaterThanOrEqualTo(acknowledged);
      fill(again, again.lastSeq() + 1, again.lastSeq() + 20);
    }
  }

  @Test
  void aSegmentThatCannotBeMadePoisonsTheLog() {
    Wal wal = open(disk, small(Format.JSON_LINES));
    disk.follow(FaultPlan.none().failAt(Operation.CREATE, 1, Fault.NO_SPACE));
    assertThatThrownBy(() -> fill(wal, 1, 200)).isInstanceOf(WalPoisonedException.class);
    long durable = wal.durableSeq();
    wal.close();
    try (Wal again = open(disk, small(Format.JSON_LINES))) {
      assertThat(again.lastSeq()).isEqualTo(durable);
      fill(again, durable + 1, 200);
    }
  }

  /** Every changing operation of a log's life fails once, each in a life of its own. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void anyOperationMayFailAndNothingAcknowledgedIsLost(Format format) {
    WalConfig tiny = small(format).withSegmentBytesMax(700);
    int failures = 0;
    for (Fault fault : List.of(Fault.IO_ERROR, Fault.NO_SPACE)) {
      for (int nth = 1; nth <= 60; nth++) {
        SimulatedDisk failing = SimulatedDisk.withSeed(nth);
        failing.follow(FaultPlan.none().failAtChange(nth, fault));
        long[] acknowledged = {0};
        try (Wal wal = open(failing, tiny)) {
          for (int n = 1; n <= 15; n++) {
            acknowledged[0] = wal.appendDurable(record(n));
          }
          wal.truncateBefore(5);
        } catch (WalException e) {
          failures++;
        }
        SimulatedDisk afterPowerFailure = failing.powerCut().restart(nth);
        failing.follow(FaultPlan.none());
        for (SimulatedDisk found : List.of(afterPowerFailure, failing)) {
          try (Wal wal = open(found, tiny)) {
            assertThat(wal.lastSeq())
                .as("%s at change %d", fault, nth)
                .isBetween(acknowledged[0], 15L);
            long first = wal.recovery().firstSeq();
            assertThat(drain(wal.readFrom(1))).isEqualTo(records(first, wal.lastSeq()));
          }
        }
      }
    }
    assertThat(failures).isGreaterThan(60);
  }

  @Test
  void anInterruptOfAWaitingCallerHarmsNobody(@TempDir Path folder) throws Exception {
    DiskDirectory directory = DiskDirectory.open(folder);
    try (Wal wal = open(directory, small(Format.JSON_LINES))) {
      Thread.currentThread().interrupt();
      fill(wal, 1, 100);
      wal.append(record(101)).join();
      wal.sync();
      wal.truncateBefore(50);
      assertThat(Thread.interrupted()).as("the interrupt stays pending").isTrue();
      fill(wal, 102, 110);
      assertThat(wal.durableSeq()).isEqualTo(110);
    }
    assertThat(Logs.read(directory, "wal.log").getLast()).isEqualTo(Logs.text(record(110)));
  }

  @Test
  void anInterruptDuringTheSyncIsKeptUntilItIsOver() throws Exception {
    try (Wal wal = open(disk, config)) {
      SyncHold hold = Logs.hold(disk);
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                wal.appendDurable(record(1));
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      hold.awaitWaiting(1);
      Logs.awaitBlocked(caller);
      caller.interrupt();
      assertThat(wal.durableSeq()).isZero();
      assertThat(caller.isAlive()).isTrue();
      hold.close();
      caller.join();
      assertThat(interrupted).isTrue();
      assertThat(wal.durableSeq()).isEqualTo(1);
    }
  }

  @Test
  void aFullBufferMakesAppendersWaitAndMemoryStaysBounded() throws Exception {
    try (Wal wal = open(disk, small(Format.JSON_LINES))) {
      SyncHold hold = Logs.hold(disk);
      AtomicReference<Long> last = new AtomicReference<>(0L);
      Thread appender =
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 1; n <= 100; n++) {
                  last.set(wal.write(record(n)));
                }
              });
      hold.awaitWaiting(1);
      Logs.awaitBlocked(appender);
      assertThat(last.get()).as("two buffers of 1 KiB").isLessThan(40);
      hold.close();
      appender.join();
      assertThat(wal.sync()).isEqualTo(100);
    }
  }

  @Test
  void closingReleasesThoseWhoWaitForRoom() throws Exception {
    Wal wal = open(disk, small(Format.JSON_LINES));
    SyncHold hold = Logs.hold(disk);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread appender =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int n = 1; n <= 100; n++) {
                  wal.write(record(n));
                }
              } catch (WalClosedException e) {
                thrown.set(e);
              }
            });
    hold.awaitWaiting(1);
    Logs.awaitBlocked(appender);
    Thread closer = Thread.ofPlatform().start(wal::close);
    appender.join();
    assertThat(thrown.get()).isInstanceOf(WalClosedException.class);
    hold.close();
    closer.join();
    assertThat(Logs.read(disk, "wal.log")).hasSize((int) wal.lastSeq());
  }

  @Test
  void closeSyncsWhatWasWrittenOrSaysThatItCouldNot() {
    Wal wal = open(disk, config.withDurability(Durability.OS_ONLY));
    wal.appendDurable(record(1));
    disk.follow(FaultPlan.none().failFrom(Operation.SYNC, 1, Fault.IO_ERROR));
    assertThatThrownBy(wal::close).isInstanceOf(WalPoisonedException.class);
    wal.close();
  }

  @Test
  void noThreadIsLeftAfterClose() {
    Wal wal = open(disk, WalConfig.named("threads.log"));
    fill(wal, 1, 10);
    assertThat(threads()).isNotEmpty();
    wal.close();
    assertThat(threads()).isEmpty();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.contains("threads.log"))
        .toList();
  }

  @Test
  void aListenerThatThrowsStopsTheLog() {
    Wal wal =
        Wal.open(
            disk,
            config,
            new WalListener() {
              @Override
              public void durable(long seq) {
                throw new IllegalStateException("cannot answer");
              }
            });
    wal.appendDurable(record(1));
    assertThatThrownBy(
            () -> {
              while (true) {
                wal.appendDurable(record(2));
              }
            })
        .isInstanceOf(WalPoisonedException.class)
        .hasRootCauseMessage("cannot answer");
    wal.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"READ", "OPEN", "LIST"})
  void aReaderThatCouldNotReadGoesOnWhereItWas(Operation failing) {
    try (Wal wal = open(disk, small(Format.JSON_LINES));
        WalReader reader = WalReader.open(disk, "wal.log", 1)) {
      fill(wal, 1, 200);
      List<String> got = new ArrayList<>();
      AtomicInteger failures = new AtomicInteger();
      while (nextThough(failing, reader, failures)) {
        got.add(Logs.text(reader.record()));
      }
      assertThat(got).isEqualTo(records(1, 200));
      disk.follow(FaultPlan.none());
      fill(wal, 201, 203); // into the space that the reader has just looked through
      while (nextThough(failing, reader, failures)) {
        got.add(Logs.text(reader.record()));
      }
      assertThat(got).isEqualTo(records(1, 203));
      assertThat(failures.get()).isGreaterThan(4);
    }
  }

  /** Calls until it succeeds, while one operation after the other fails. */
  private boolean nextThough(Operation failing, WalReader reader, AtomicInteger failures) {
    for (int nth = 1; ; nth++) {
      disk.follow(FaultPlan.none().failAt(failing, nth, Fault.IO_ERROR));
      try {
        return reader.next();
      } catch (WalException e) {
        assertThat(e).isExactlyInstanceOf(WalException.class);
        failures.incrementAndGet();
      }
    }
  }

  @Test
  void closingFromTheLogsOwnThreadIsRefusedInsteadOfHanging() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (Wal wal = open(disk, config)) {
      SyncHold hold = Logs.hold(disk);
      CompletableFuture<Void> dependent =
          wal.append(record(1))
              .thenRun(wal::close)
              .exceptionally(e -> {
                thrown.set(e.getCause());
                return null;
              });
      hold.close();
      dependent.join();
    }
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anEmptyDirectoryThatCannotBeWrittenIsAClearError() {
    disk.follow(FaultPlan.none().failFrom(Operation.CREATE, 1, Fault.NO_SPACE));
    assertThatThrownBy(() -> open(disk, config))
        .isExactlyInstanceOf(WalException.class)
        .hasMessageContaining("cannot open the log")
        .hasRootCauseMessage(disk.describe("wal.log.next") + ": No space left on device");
  }
}
