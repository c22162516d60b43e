package dev.holdfast.wal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.wal.WalClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits is woken, whoever was to do it and whatever became of that one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DurabilityGateTest {

  private static final int WAITERS = 60;
  private static final int ROUNDS = 300;

  private final DurabilityGate gate = new DurabilityGate(0);

  private static void awaitParked(List<Thread> threads) {
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).isTrue();
        Thread.onSpinWait();
      }
    }
  }

  private List<Thread> waiters(Thread.Builder kind, int count, long seq) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(kind.start(() -> assertThat(gate.await(seq, Long.MAX_VALUE)).isTrue()));
    }
    return threads;
  }

  @Test
  void oneAdvanceWakesAllThreadsOfBothKinds() throws Exception {
    List<Thread> threads = new ArrayList<>(waiters(Thread.ofVirtual(), WAITERS, 7));
    threads.addAll(waiters(Thread.ofPlatform(), WAITERS, 7));
    List<Thread> later = waiters(Thread.ofPlatform(), 2, 8);
    awaitParked(threads);
    awaitParked(later);

    gate.advance(7);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(later).allMatch(Thread::isAlive);
    gate.advance(8);
    for (Thread thread : later) {
      thread.join();
    }
  }

  /** The one entrusted with the others may be just leaving, because its time is up. */
  @Test
  void whoGivesUpWaitingLeavesNobodyBehind() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      long seq = round;
      SplittableRandom random = new SplittableRandom(round);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Thread.Builder kind = i % 4 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
        long nanos = i % 2 == 0 ? random.nextInt(200_000) : Long.MAX_VALUE;
        threads.add(
            kind.start(
                () -> assertThat(gate.await(seq, nanos) || nanos < Long.MAX_VALUE).isTrue()));
      }
      long end = System.nanoTime() + random.nextInt(200_000);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      gate.advance(seq);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  void aWaiterWhoIsInterruptedStillWakesTheOthers() throws Exception {
    AtomicBoolean kept = new AtomicBoolean();
    Thread first =
        Thread.ofPlatform()
            .start(() -> {
              assertThat(gate.await(1, Long.MAX_VALUE)).isTrue();
              kept.set(Thread.currentThread().isInterrupted());
            });
    awaitParked(List.of(first));
    List<Thread> others = waiters(Thread.ofPlatform(), 5, 1);
    awaitParked(others);
    first.interrupt();
    gate.advance(1);
    for (Thread thread : others) {
      thread.join();
    }
    first.join();
    assertThat(kept).isTrue();
  }

  @Test
  void futuresCompleteInTheirOrderAndTheEndReachesEveryone() throws Exception {
    List<Long> completed = new ArrayList<>();
    for (long seq = 1; seq <= 5; seq++) {
      var _ = gate.future(seq).thenAccept(completed::add);
    }
    gate.advance(4);
    assertThat(completed).containsExactly(1L, 2L, 3L, 4L);

    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                gate.await(6, Long.MAX_VALUE);
              } catch (WalClosedException e) {
                thrown.complete(e);
              }
            });
    awaitParked(List.of(waiter));
    CompletableFuture<Long> never = gate.future(5);
    gate.end(() -> new WalClosedException("closed"));
    assertThat(thrown.join()).hasMessage("closed");
    assertThatThrownBy(never::join).hasCauseInstanceOf(WalClosedException.class);
  }
}
