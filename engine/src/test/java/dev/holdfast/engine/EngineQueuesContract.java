package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.job;
import static dev.holdfast.engine.EngineRig.reserveOne;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Decision.Reason;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.QueueInfo;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Rate;
import dev.holdfast.core.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What queues and schedules do with jobs, on any disk. Most of it is looked at again after a
 * restart, since what was answered must be there.
 */
abstract class EngineQueuesContract extends EngineContractWords {
  // ---- queues

  @Test
  void aPausedQueueHandsOutNothingUntilItIsResumedHoweverManyWait() {
    enqueue(job("a").withQueue("mail"), job("b"));
    await(admin().pause("mail"));
    reopen();
    CompletableFuture<List<Lease>> waiting =
        engine.reserve(Reservation.by("w").from("mail").waiting(Duration.ofMinutes(1)));
    assertThat(reserveOne(engine).id()).isEqualTo(new JobId("b"));
    assertThat(await(admin().queue("mail")).orElseThrow().mode()).isEqualTo(QueueMode.PAUSED);
    assertThat(waiting).isNotDone();
    await(admin().resume("mail"));
    assertThat(await(waiting).getFirst().id()).isEqualTo(new JobId("a"));
  }

  @Test
  void aDrainingQueueTakesNothingAndHandsOutWhatItHas() {
    enqueue(job("a").withQueue("mail"));
    await(admin().drain("mail"));
    reopen();
    assertRefused(Reason.QUEUE_DRAINING, () -> enqueue(job("b").withQueue("mail")));
    assertThat(enqueue(job("a").withQueue("mail")).existing()).as("known jobs stay known").isOne();
    assertThat(reserve("mail", 9)).containsExactly("a");
    await(admin().resume("mail"));
    assertThat(enqueue(job("b").withQueue("mail")).added()).isOne();
  }

  @Test
  void aPurgeCancelsAllThatWaitsInTheQueueAndNothingElse() {
    JobSpec[] jobs =
        IntStream.range(0, 1200)
            .mapToObj(i -> job("job-" + i).withQueue("mail"))
            .toArray(JobSpec[]::new);
    enqueue(jobs);
    enqueue(job("later").withQueue("mail").withRunAtMillis(rig.nowMillis.get() + MINUTE));
    enqueue(job("other"));
    assertThat(reserve("mail", 1)).containsExactly("job-0");
    assertThat(await(admin().purge("mail"))).isEqualTo(1200);
    reopen();
    QueueInfo mail = await(admin().queue("mail")).orElseThrow();
    assertThat(mail.stats().cancelled()).isEqualTo(1200);
    assertThat(state("job-1")).isEqualTo(JobState.CANCELLED);
    assertThat(find("job-1").reason()).isEqualTo("queue mail was purged");
    assertThat(state("other")).isEqualTo(JobState.PENDING);
    assertThat(mail.stats().unfinished()).as("what was in flight").isEqualTo(1);
  }

  @Test
  void theDepthOfAQueueIsKept() {
    await(admin().configure("mail", QueueSettings.builder().depthMax(2).build()));
    enqueue(job("a").withQueue("mail"), job("b").withQueue("mail"));
    reopen();
    assertRefused(Reason.QUEUE_FULL, () -> enqueue(job("c").withQueue("mail")));
    await(engine.ack(reserveOne(engine)));
    assertThat(enqueue(job("c").withQueue("mail")).added()).isOne();
  }

  @Test
  void theConcurrencyOfAQueueIsKeptAndWhoWaitsForItIsServedWhenThereIsRoom() {
    await(admin().configure("mail", QueueSettings.builder().concurrencyMax(2).build()));
    enqueue(job("a").withQueue("mail"), job("b").withQueue("mail"), job("c").withQueue("mail"));
    List<Lease> two = await(engine.reserve(Reservation.by("w").from("mail").atMost(9)));
    assertThat(two).hasSize(2);
    CompletableFuture<List<Lease>> third =
        engine.reserve(Reservation.by("w").waiting(Duration.ofMinutes(1)));
    await(engine.find(new JobId("a")));
    assertThat(third).isNotDone();
    await(engine.ack(two.getFirst()));
    assertThat(await(third).getFirst().id()).isEqualTo(new JobId("c"));
  }

  @Test
  void theRateOfAQueueIsKeptThroughARestartAndWhoWaitsForItIsServedInTime() {
    await(admin().configure("mail", QueueSettings.builder().rate(Rate.of(2, MINUTE)).build()));
    enqueue(job("a").withQueue("mail"), job("b").withQueue("mail"), job("c").withQueue("mail"));
    assertThat(reserve("mail", 9)).containsExactly("a", "b");
    await(engine.find(new JobId("a")));
    reopen();
    CompletableFuture<List<Lease>> third =
        engine.reserve(Reservation.by("w").from("mail").waiting(Duration.ofHours(1)));
    rig.advance(engine, Duration.ofMillis(MINUTE / 2 - 1));
    assertThat(third).isNotDone();
    rig.advance(engine, Duration.ofMillis(1));
    assertThat(await(third)).hasSize(1);
  }

  @Test
  void withAgingAnOldJobIsServedBeforeAYoungerOneOfHigherPriority() {
    await(admin().configure("mail", QueueSettings.builder().agingMillis(MINUTE).build()));
    enqueue(job("old").withQueue("mail"));
    rig.advance(engine, Duration.ofMillis(MINUTE + 1));
    enqueue(job("urgent").withQueue("mail").withPriority(1));
    enqueue(job("very-urgent").withQueue("mail").withPriority(9));
    reopen();
    assertThat(reserve("mail", 9)).containsExactly("very-urgent", "old", "urgent");
  }

  @Test
  void aFairQueueServesItsKeysInTurn() {
    await(admin().configure("mail", QueueSettings.builder().fair(true).build()));
    for (String id : List.of("a1", "a2", "a3", "b1", "c1")) {
      enqueue(job(id).withQueue("mail").toBuilder().key(id.substring(0, 1)).build());
    }
    assertThat(reserve("mail", 2)).containsExactly("a1", "b1");
    await(engine.find(new JobId("a1")));
    assertThat(reserve("mail", 9)).containsExactly("c1", "a2", "a3");
  }

  @Test
  void theQueuesAreListedInTheOrderOfTheirNamesWithModeSettingsAndCounts() {
    QueueSettings settings = QueueSettings.builder().leaseMillis(5000).build();
    await(admin().configure("print", settings));
    await(admin().pause("mail"));
    enqueue(job("a"), job("b").withQueue("print"));
    reopen();
    assertThat(await(admin().queues()))
        .extracting(QueueInfo::name)
        .containsExactly("default", "mail", "print");
    QueueInfo print = await(admin().queue("print")).orElseThrow();
    assertThat(print.settings()).isEqualTo(settings);
    assertThat(print.stats().pending()).isEqualTo(1);
    assertThat(await(admin().queue("nothing"))).isEmpty();
    Lease lease = await(engine.reserve(Reservation.by("w").from("print"))).getFirst();
    assertThat(lease.deadlineMillis()).isEqualTo(rig.nowMillis.get() + 5000);
  }

  // ---- schedules

  @Test
  void aRecurringJobRunsAtEachOfItsMomentsUntilItIsRemoved() {
    await(admin().schedule("tick", Recurrence.parse("every 1m"), job("template").withType("t")));
    await(admin().schedule("tick", Recurrence.parse("every 1m"), job("template").withType("t")));
    assertThat(await(admin().schedules())).extracting(Schedule.Due::nextAtMillis).hasSize(1);
    rig.advance(engine, Duration.ofMinutes(1));
    reopen();
    rig.advance(engine, Duration.ofMinutes(1));
    await(admin().unschedule("tick"));
    rig.advance(engine, Duration.ofMinutes(1));
    assertThat(list(JobFilter.ALL.ofType("t")))
        .containsExactly("tick@2024-01-01T10:01:00Z", "tick@2024-01-01T10:02:00Z");
    assertRefused(Reason.UNKNOWN_SCHEDULE, () -> await(admin().unschedule("tick")));
  }

  @Test
  void runsThatWereMissedWhileTheEngineWasDownAreMadeUpForAsTheRuleSays() {
    for (String missed : List.of("skip", "latest", "all")) {
      await(
          admin()
              .schedule(
                  missed,
                  Recurrence.parse("every 10m missed " + missed),
                  job("template").withType(missed)));
    }
    engine.close();
    rig.nowMillis.addAndGet(Duration.ofMinutes(35).toMillis());
    open();
    rig.advance(engine, Duration.ZERO);
    assertThat(list(JobFilter.ALL.ofType("skip"))).isEmpty();
    assertThat(list(JobFilter.ALL.ofType("latest"))).hasSize(1);
    assertThat(list(JobFilter.ALL.ofType("all")))
        .containsExactly(
            "all@2024-01-01T10:10:00Z", "all@2024-01-01T10:20:00Z", "all@2024-01-01T10:30:00Z");
    rig.advance(engine, Duration.ofMinutes(5));
    assertThat(engine.stats().pending()).as("the next moment is that of the rule").isEqualTo(7);
  }

  @Test
  void aFullQueueLeavesARunOutAndTheNextMayFit() {
    await(admin().configure("small", QueueSettings.builder().depthMax(1).build()));
    JobSpec template = job("template").withQueue("small");
    await(admin().schedule("tick", Recurrence.parse("every 1m"), template));
    rig.advance(engine, Duration.ofMinutes(1));
    rig.advance(engine, Duration.ofMinutes(1));
    assertThat(engine.stats().pending()).isOne();
    await(engine.ack(reserveOne(engine)));
    rig.advance(engine, Duration.ofMinutes(1));
    assertThat(reserve("small", 9)).containsExactly("tick@2024-01-01T10:03:00Z");
  }
}
