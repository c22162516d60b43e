package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.EngineFailedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What stands between the commit loop, the log's thread and the callers, under real threads. */
class ReplyGateTest {
  private static final int REPLIES = 20_000;

  @Test
  void everyAnswerLeavesOnceInOrderAndNeverAheadOfTheDisk() throws InterruptedException {
    ReplyGate gate = new ReplyGate("holdfast-test", 0);
    AtomicLong durable = new AtomicLong();
    AtomicInteger early = new AtomicInteger();
    List<Long> delivered = Collections.synchronizedList(new ArrayList<>());
    gate.start();
    Thread log =
        Thread.ofPlatform()
            .start(() -> {
              for (long seq = 1; seq <= REPLIES; seq += 1 + seq % 7) {
                durable.set(seq);
                gate.durable(seq);
              }
              durable.set(REPLIES);
              gate.durable(REPLIES);
            });
    for (long seq = 1; seq <= REPLIES; seq++) {
      long seen = seq;
      CompletableFuture<Long> promise = new CompletableFuture<>();
      var _ =
          promise.thenAccept(value -> {
            early.addAndGet(durable.get() < seen ? 1 : 0);
            delivered.add(value);
          });
      gate.take(List.of(Reply.answer(seq, promise, seq)));
    }
    log.join();
    gate.close();
    assertThat(early).hasValue(0);
    assertThat(delivered).hasSize(REPLIES).isSorted();
  }

  @Test
  void aFailureAnswersEverythingThatWaitsAndEverythingThatComesLater() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      ReplyGate gate = new ReplyGate("holdfast-test", 0);
      gate.start();
      EngineFailedException cause = new EngineFailedException("gone", new IllegalStateException());
      Thread failing = Thread.ofPlatform().start(() -> gate.fail(cause));
      List<CompletableFuture<String>> promises = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        CompletableFuture<String> promise = new CompletableFuture<>();
        promises.add(promise);
        gate.take(List.of(Reply.answer(i, promise, "never durable")));
      }
      failing.join();
      gate.close();
      assertThat(promises)
          .allSatisfy(promise -> assertThat(promise.exceptionNow()).isSameAs(cause));
    }
  }

  @Test
  void theFirstFailureIsToldOnceAndEverybodyGetsIt() throws Exception {
    for (int round = 0; round < 200; round++) {
      AtomicInteger told = new AtomicInteger();
      FailureLatch latch = new FailureLatch(_ -> told.incrementAndGet());
      CyclicBarrier start = new CyclicBarrier(4);
      Set<EngineFailedException> seen = ConcurrentHashMap.newKeySet();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    start.await();
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                  seen.add(latch.fail(new IllegalStateException("failure " + number)));
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(told).hasValue(1);
      assertThat(seen).containsExactly(latch.get().orElseThrow());
    }
  }
}
