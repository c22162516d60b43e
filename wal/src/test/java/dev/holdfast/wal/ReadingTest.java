package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.record;
import static dev.holdfast.wal.Logs.records;
import static dev.holdfast.wal.Logs.segments;
import static dev.holdfast.wal.Logs.small;
import static dev.holdfast.wal.Logs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.Operation;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.storage.sim.SyncHold;
import dev.holdfast.wal.WalConfig.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Followers, holds and retention. */
@ParameterizedClass
@EnumSource(Format.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReadingTest {

  private static final Duration LONG = Duration.ofSeconds(Logs.PATIENCE_SECONDS);

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);
  private final WalConfig config;

  ReadingTest(Format format) {
    config = small(format);
  }

  @Test
  void aFollowerGetsEveryRecordInOrderWhileTheyAreWritten() throws Exception {
    List<String> got = new ArrayList<>();
    try (Wal wal = open(disk, config);
        WalFollower follower = wal.follow(1)) {
      Thread writer = Thread.ofPlatform().start(() -> fill(wal, 1, 300));
      while (got.size() < 300 && follower.next(LONG)) {
        assertThat(follower.seq()).isEqualTo(got.size() + 1L);
        assertThat(follower.seq()).isLessThanOrEqualTo(wal.durableSeq());
        got.add(text(follower.record()));
      }
      writer.join();
    }
    assertThat(got).isEqualTo(records(1, 300));
  }

  @Test
  void aFollowerDoesNotSeeWhatIsNotDurable() throws Exception {
    try (Wal wal = open(disk, config);
        WalFollower follower = wal.follow(1)) {
      SyncHold hold = Logs.hold(disk);
      wal.write(record(1));
      hold.awaitWaiting(1);
      assertThat(follower.next(Duration.ofMillis(1))).isFalse();
      hold.close();
      assertThat(follower.next(LONG)).isTrue();
    }
  }

  @Test
  void aFollowerOfALogThatEndsIsToldSo() throws Exception {
    Wal wal = open(disk, config);
    fill(wal, 1, 2);
    WalFollower follower = wal.follow(2);
    assertThat(follower.next(LONG)).isTrue();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(() -> {
              try {
                follower.next(LONG);
              } catch (WalClosedException e) {
                thrown.complete(e);
              }
            });
    Logs.awaitBlocked(waiting);
    wal.close();
    assertThat(thrown.get(Logs.PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(WalClosedException.class);
    follower.close();
  }

  @Test
  void aFollowerOfALogThatFailsGetsWhatWasDurableAndThenTheFailure() {
    Wal wal = open(disk, config);
    fill(wal, 1, 2);
    disk.follow(FaultPlan.none().failAt(Operation.SYNC, 1, Fault.IO_ERROR));
    WalFollower follower = wal.follow(1);
    assertThatThrownBy(() -> fill(wal, 3, 3)).isInstanceOf(WalPoisonedException.class);
    assertThat(follower.next(LONG)).isTrue();
    assertThat(follower.next(LONG)).isTrue();
    assertThatThrownBy(() -> follower.next(LONG)).isInstanceOf(WalPoisonedException.class);
    follower.close();
    wal.close();
  }

  @Test
  void whatIsHeldIsNotDeleted() throws Exception {
    try (Wal wal = open(disk, config)) {
      fill(wal, 1, 200);
      List<String> all = segments(disk);
      WalHold hold = wal.hold(1);
      WalFollower follower = wal.follow(60);
      wal.truncateBefore(200);
      assertThat(segments(disk)).isEqualTo(all);
      hold.moveTo(100);
      wal.truncateBefore(200);
      assertThat(drain(wal.readFrom(60))).isEqualTo(records(60, 200));
      assertThat(segments(disk)).hasSizeLessThan(all.size());
      for (int n = 60; n <= 200; n++) {
        assertThat(follower.next(LONG)).isTrue();
      }
      hold.close();
      hold.close();
      wal.truncateBefore(200);
      assertThat(segments(disk)).containsExactly(all.getLast());
      follower.close();
    }
  }

  @Test
  void aLogIsKeptToASize() throws Exception {
    try (Wal wal = open(disk, config)) {
      fill(wal, 1, 300);
      long before = wal.sizeBytes();
      wal.truncateToSize(before);
      assertThat(wal.sizeBytes()).isEqualTo(before);
      wal.truncateToSize(15_000);
      assertThat(wal.sizeBytes()).isBetween(9_000L, 15_000L);
      wal.truncateToSize(0);
      assertThat(segments(disk)).hasSize(1);
    }
  }

  @Test
  void aLogIsKeptToAnAge() throws Exception {
    AtomicLong now = new AtomicLong(1_000_000);
    WalConfig timed = config.withClock(() -> Instant.ofEpochMilli(now.get()));
    try (Wal wal = open(disk, timed)) {
      for (int n = 1; n <= 200; n++) {
        now.addAndGet(1000);
        fill(wal, n, n);
      }
    }
    try (Wal wal = open(disk, timed)) {
      Instant noon = Instant.ofEpochMilli(1_000_000 + 100_000);
      wal.truncateOlderThan(noon);
      long first = wal.readFrom(1).next() ? Long.parseLong(segments(disk).get(0).substring(8)) : 0;
      assertThat(first).isBetween(50L, 100L);
      assertThat(Long.parseLong(segments(disk).get(1).substring(8))).isGreaterThan(100);
      wal.truncateOlderThan(Instant.EPOCH);
      assertThat(drain(wal.readFrom(1))).isEqualTo(records(first, 200));
    }
  }
}
