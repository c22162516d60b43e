package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Backoff;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine under a clock and on a disk that a test holds in its hand. */
class VirtualEngineTest {
  private final List<String> done = new ArrayList<>();

  private static JobSpec job(String id) {
    return JobSpec.of(new JobId(id), Payload.ofJson("{}")).withType("work");
  }

  private void work(JobContext job) {
    done.add(job.id().value());
  }

  @Test
  void aFutureIsCompleteWhenTheCallReturns() {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      assertThat(queue.engine().enqueue(job("a")).resultNow().added()).isEqualTo(1);
      List<Lease> leases = queue.engine().reserve(Reservation.by("w")).resultNow();
      assertThat(leases).extracting(Lease::id).containsExactly(new JobId("a"));
      assertThat(queue.engine().ack(leases.getFirst())).isCompleted();
      assertThat(queue.engine().stats().completed()).isEqualTo(1);
    }
  }

  @Test
  void advancingStopsAtEveryMomentAtWhichSomethingIsDue() {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      queue.work("work", this::work);
      var _ =
          queue
              .engine()
              .admin()
              .schedule("tick", Recurrence.parse("cron * * * * * UTC"), job("template"));
      assertThat(queue.advance(Duration.ofHours(1))).isEqualTo(60);
      assertThat(done)
          .startsWith("tick@2024-01-01T10:01:00Z", "tick@2024-01-01T10:02:00Z")
          .endsWith("tick@2024-01-01T11:00:00Z");
    }
  }

  @Test
  void aJobIsDoneAtItsMomentAndNotBefore() {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      queue.work("work", this::work);
      Instant noon = Instant.parse("2024-01-01T12:00:00Z");
      var _ = queue.engine().enqueue(job("later").withRunAtMillis(noon.toEpochMilli()));
      assertThat(queue.advance(Duration.ofHours(2).minusMillis(1))).isZero();
      assertThat(queue.advance(Duration.ofMillis(1))).isEqualTo(1);
      assertThat(queue.now()).isEqualTo(noon);
    }
  }

  @Test
  void failedAttemptsWaitAsTheBackoffSays() {
    Limits limits = Limits.defaults().withBackoff(new Backoff(1000, 2, 60_000, 0));
    EngineConfig config = EngineConfig.defaults().withLimits(limits.withFailuresMax(4));
    List<Instant> attempts = new ArrayList<>();
    try (VirtualEngine queue = VirtualEngine.open(config, 1, EngineListener.NONE)) {
      queue.work(
          "work",
          _ -> {
            attempts.add(queue.now());
            throw new IllegalStateException("no luck");
          });
      var _ = queue.engine().enqueue(job("unlucky"));
      queue.advance(Duration.ofMinutes(1));
      Instant start = attempts.getFirst();
      assertThat(attempts)
          .containsExactly(start, start.plusSeconds(1), start.plusSeconds(3), start.plusSeconds(7));
      Job job = queue.engine().find(new JobId("unlucky")).resultNow().orElseThrow();
      assertThat(job.state()).isEqualTo(JobState.DEAD);
      assertThat(job.attempts().errors())
          .extracting(error -> error.type())
          .containsOnly("java.lang.IllegalStateException")
          .hasSize(4);
    }
  }

  @Test
  void aLeaseEndsWhileTimePasses() {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      var _ = queue.engine().enqueue(job("slow"));
      Lease lease = queue.engine().reserve(Reservation.by("w")).resultNow().getFirst();
      queue.advance(Duration.ofSeconds(3));
      assertThat(queue.engine().heartbeat(lease).resultNow().status())
          .isEqualTo(Heartbeat.Status.LOST);
      assertThatThrownBy(() -> queue.engine().ack(lease).join())
          .hasCauseInstanceOf(RejectedException.class);
      assertThat(queue.engine().reserve(Reservation.by("w")).resultNow().getFirst().attempt())
          .isEqualTo(2);
    }
  }

  @Test
  void aReservationWaitsUntilTimeOrAJobEndsIt() {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      Reservation wish = Reservation.by("w").waiting(Duration.ofSeconds(5));
      var served = queue.engine().reserve(wish);
      var unserved = queue.engine().reserve(wish);
      assertThat(served).isNotDone();
      var _ = queue.engine().enqueue(job("a"));
      assertThat(served.resultNow()).hasSize(1);
      assertThat(queue.engine().ack(served.resultNow().getFirst())).isCompleted();
      queue.advance(Duration.ofSeconds(4));
      assertThat(unserved).isNotDone();
      queue.advance(Duration.ofSeconds(1));
      assertThat(unserved.resultNow()).isEmpty();
    }
  }

  @Test
  void whatWasAnsweredOutlivesTheCrashAndWhatWasNotMayBeLost() {
    try (VirtualEngine queue = VirtualEngine.withSeed(5)) {
      var _ = queue.engine().enqueue(job("safe"));
      queue.holdSyncs(true);
      var answer = queue.engine().enqueue(job("risky"));
      assertThat(answer).isNotDone();
      queue.crash();
      assertThat(answer).isCompletedExceptionally();
      assertThat(queue.engine().find(new JobId("safe")).resultNow()).isPresent();
      assertThat(queue.engine().find(new JobId("risky")).resultNow()).isEmpty();
      queue.validate();
    }
  }

  @Test
  void handlersDoNotRunWhileNobodyWouldAnswerThem() {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      queue.work("work", this::work);
      var _ = queue.engine().enqueue(job("a"));
      queue.holdSyncs(true);
      assertThatThrownBy(queue::drain)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holdSyncs(false)");
      assertThatThrownBy(() -> queue.advance(Duration.ofSeconds(1)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(done).isEmpty();
      queue.holdSyncs(false);
      assertThat(queue.drain()).isEqualTo(1);
    }
  }

  @Test
  void aHandlerCannotTakeAwayTheAnswersThatItWaitsFor() {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      queue.work(
          "work",
          job -> {
            queue.holdSyncs(true);
            job.heartbeat(Payload.EMPTY); // would wait for ever
          });
      var _ = queue.engine().enqueue(job("a"));
      queue.drain();
      Job dead = queue.engine().find(new JobId("a")).resultNow().orElseThrow();
      assertThat(dead.attempts().errors().getLast().message()).contains("must not hold syncs");
    }
  }

  @Test
  void handlersGoOnAfterACrash() {
    try (VirtualEngine queue = VirtualEngine.withSeed(2)) {
      queue.work("work", this::work);
      var _ = queue.engine().enqueue(job("a").withRunAtMillis(queue.now().toEpochMilli() + 500));
      queue.crash();
      assertThat(queue.advance(Duration.ofSeconds(1))).isEqualTo(1);
      assertThat(done).containsExactly("a");
    }
  }

  @Test
  void itsEngineHasNoThreadsForWorkers() {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      assertThatThrownBy(() -> queue.engine().startWorkers(1, this::work))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("VirtualEngine.work");
    }
  }
}
