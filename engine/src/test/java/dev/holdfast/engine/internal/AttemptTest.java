package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Command;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Event;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the owner of the state, a worker and whoever closes the workers meet. */
class AttemptTest {
  private static final int ROUNDS = 3000;

  private final InstantSource clock = () -> Instant.ofEpochMilli(1000);
  private final StuckWatch watch =
      new StuckWatch("holdfast-test-watch", Duration.ofSeconds(30), EngineListener.NONE);

  private final Lease lease = new Lease(inFlight());

  AttemptTest() {
    watch.start();
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private static Job inFlight() {
    JobMachine machine = new JobMachine(Limits.defaults());
    JobId id = new JobId("a");
    apply(machine, new Command.Enqueue(List.of(JobSpec.of(id, Payload.EMPTY))));
    apply(machine, new Command.Reserve("w"));
    return machine.find(id).orElseThrow();
  }

  private static void apply(JobMachine machine, Command command) {
    for (Event event : ((Decision.Accepted) machine.decide(command, 1000)).events()) {
      machine.apply(event, machine.lastSeq() + 1);
    }
  }

  private Attempt attempt() {
    return new Attempt(lease, clock, watch);
  }

  @Test
  void aReasonToEndBeforeTheBeginningKeepsTheHandlerFromBeginning() {
    Attempt attempt = attempt();
    attempt.interrupt(Attempt.Ending.CANCELLED);
    assertThat(attempt.begin()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(attempt.end()).isEqualTo(Attempt.Ending.CANCELLED);
  }

  @Test
  void aBetterReasonReplacesALesserOneAndInterruptsAgain() {
    Attempt attempt = attempt();
    assertThat(attempt.begin()).isTrue();
    attempt.interrupt(Attempt.Ending.CLOSING);
    assertThat(Thread.interrupted()).isTrue();
    attempt.interrupt(Attempt.Ending.CLOSING);
    assertThat(Thread.interrupted()).as("for the same reason").isFalse();
    attempt.interrupt(Attempt.Ending.LOST);
    assertThat(Thread.interrupted()).isTrue();
    attempt.interrupt(Attempt.Ending.CANCELLED);
    assertThat(attempt.end()).isEqualTo(Attempt.Ending.LOST);
  }

  @Test
  void anExtensionMovesTheDeadline() {
    Attempt attempt = attempt();
    attempt.extendTo(1000 + Duration.ofHours(1).toMillis());
    assertThat(attempt.deadline().remainingNanos()).isGreaterThan(Duration.ofMinutes(59).toNanos());
  }

  @Test
  void anAttemptThatIsHandedOutWhileTheEngineFailsIsLostLikeTheOthers() {
    RunningAttempts attempts = new RunningAttempts();
    attempts.loseAll();
    Attempt attempt = attempt();
    attempts.add(attempt);
    assertThat(attempt.begin()).isFalse();
    assertThat(attempt.end()).isEqualTo(Attempt.Ending.LOST);
  }

  /**
   * Round after round, an interrupt races with the beginning and the end of a handler. The handler
   * that is told to end is interrupted, and what comes after it never is.
   */
  @Test
  void anInterruptMeetsTheHandlerOrNobodyHoweverTheyRace() throws Exception {
    CyclicBarrier round = new CyclicBarrier(2);
    AtomicReference<Attempt> next = new AtomicReference<>();
    Thread interrupter =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < ROUNDS; i++) {
                await(round);
                spin(i % 40);
                next.get().interrupt(Attempt.Ending.LOST);
                await(round);
              }
            });
    int met = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Attempt attempt = attempt();
      next.set(attempt);
      await(round);
      boolean begun = attempt.begin();
      boolean wait = begun && i % 3 == 0;
      while (wait && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(1_000_000_000);
      }
      Attempt.Ending ending = attempt.end();
      assertThat(Thread.currentThread().isInterrupted()).as("after the end").isFalse();
      assertThat(begun || ending == Attempt.Ending.LOST).isTrue();
      met += ending == Attempt.Ending.LOST ? 1 : 0;
      await(round);
      assertThat(Thread.currentThread().isInterrupted()).as("long after the end").isFalse();
    }
    interrupter.join();
    assertThat(met).isGreaterThanOrEqualTo(ROUNDS / 3);
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }
}
