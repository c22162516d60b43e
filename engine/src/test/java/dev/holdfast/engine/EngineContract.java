package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.NO_WAIT;
import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.job;
import static dev.holdfast.engine.EngineRig.reserveOne;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Backoff;
import dev.holdfast.core.Decision.Reason;
import dev.holdfast.core.Headers;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.ParentFailure;
import dev.holdfast.core.Payload;
import dev.holdfast.core.QueueInfo;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Rate;
import dev.holdfast.core.Retention;
import dev.holdfast.core.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What the engine offers beside the plain way of a job, on any disk. Most of it is looked at again
 * after a restart, since what was answered must be there.
 */
abstract class EngineContract extends EngineContractWords {
  // ---- enqueueing

  @Test
  void anEnqueueSaysOfEachJobUnderWhichIdItIsKnownAndHowItStands() {
    enqueue(job("a"));
    await(engine.ack(reserveOne(engine)));
    EnqueueResult result = enqueue(job("b"), job("a"), job("c"));
    assertThat(result.jobs())
        .extracting(EnqueueResult.Outcome::added)
        .containsExactly(true, false, true);
    assertThat(result.jobs().get(1).job().orElseThrow().state()).isEqualTo(JobState.COMPLETED);
    assertThat(result.jobs().get(2).job()).contains(find("c"));
  }

  @Test
  void anIdempotencyKeyStandsForItsJobWithinItsWindowThroughRestartsAndForgetting() {
    JobSpec first = job("first").toBuilder().idempotencyKey("order-7", MINUTE).build();
    JobSpec second = first.withId(new JobId("second"));
    enqueue(first);
    assertThat(enqueue(second).jobs().getFirst())
        .isEqualTo(
            new EnqueueResult.Outcome(new JobId("first"), false, Optional.of(find("first"))));

    await(engine.ack(reserveOne(engine)));
    await(admin().forget(new JobId("first")));
    reopen();
    EnqueueResult.Outcome known = enqueue(second).jobs().getFirst();
    assertThat(known)
        .isEqualTo(new EnqueueResult.Outcome(new JobId("first"), false, Optional.empty()));

    rig.advance(engine, Duration.ofMillis(MINUTE));
    assertThat(enqueue(second).added()).isEqualTo(1);
    assertThat(state("second")).isEqualTo(JobState.PENDING);
  }

  @Test
  void headersAndBytesComeBackAsTheyWere() {
    JobSpec spec =
        job("a")
            .withHeaders(Headers.NONE.with("traceparent", "00-4bf9").with("tenant", "7"))
            .withPayload(Payload.of(new byte[] {0, -1, 10}));
    enqueue(spec);
    reopen();
    Lease lease = reserveOne(engine);
    assertThat(lease.headers()).isEqualTo(spec.headers());
    assertThat(lease.payload()).isEqualTo(spec.payload());
  }

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

  // ---- leases

  @Test
  void aHeartbeatExtendsTheLeaseAndItsProgressIsShown() {
    enqueue(job("a"));
    Lease lease = reserveOne(engine);
    Payload progress = Payload.ofJson("{ \"percent\" : 50 }");
    Heartbeat heartbeat = await(engine.heartbeat(lease, Duration.ofHours(1), progress));
    assertThat(heartbeat.status()).isEqualTo(Heartbeat.Status.HELD);
    assertThat(heartbeat.lease().deadlineMillis()).isEqualTo(rig.nowMillis.get() + 60 * MINUTE);
    assertThat(find("a").attempts().progress()).isEqualTo(Payload.ofJson("{\"percent\":50}"));
    rig.advance(engine, Duration.ofMinutes(59));
    await(engine.ack(lease, Payload.ofJson("42")));
    reopen();
    assertThat(find("a").attempts().result()).isEqualTo(Payload.ofJson("42"));
  }

  @Test
  void aHeartbeatOfALostLeaseSaysSo() {
    enqueue(job("a"));
    Lease lease = reserveOne(engine);
    rig.advance(engine, Duration.ofSeconds(3));
    assertThat(await(engine.heartbeat(lease)).status()).isEqualTo(Heartbeat.Status.LOST);
    assertThat(engine.counters().lateAnswers()).isEqualTo(1);
    Lease again = reserveOne(engine);
    reopen();
    assertThat(await(engine.heartbeat(again)).status())
        .as("the engine that gave it is gone")
        .isEqualTo(Heartbeat.Status.LOST);
    Lease nobody = new Lease(named(find("a"), "nobody"));
    assertThat(await(engine.heartbeat(nobody)).status()).isEqualTo(Heartbeat.Status.LOST);
  }

  private static Job named(Job like, String id) {
    return new Job(
        like.spec().withId(new JobId(id)),
        like.enqueuedSeq(),
        like.enqueuedAtMillis(),
        like.state(),
        like.changedSeq(),
        like.changedAtMillis(),
        like.attempts());
  }

  @Test
  void aReleasedJobComesBackAfterItsDelayAndHasLostNoChance() {
    enqueue(job("a"));
    await(engine.release(reserveOne(engine), Duration.ofMinutes(1)));
    assertThat(state("a")).isEqualTo(JobState.SCHEDULED);
    reopen();
    rig.advance(engine, Duration.ofMinutes(1));
    Lease again = reserveOne(engine);
    assertThat(again.job().failures()).isZero();
    assertThat(again.attempt()).isEqualTo(2);
    await(engine.release(again, Duration.ZERO));
    assertThat(state("a")).isEqualTo(JobState.PENDING);
  }

  @Test
  void aBulkAckCountsForEachAndNamesThoseThatAreLate() {
    enqueue(job("a"), job("b"), job("c"));
    List<Lease> leases = await(engine.reserve("w", 3, NO_WAIT));
    await(engine.release(leases.get(1), Duration.ZERO));
    assertThat(await(engine.ackAll(leases))).containsExactly(leases.get(1));
    reopen();
    assertThat(state("a")).isEqualTo(JobState.COMPLETED);
    assertThat(state("b")).isEqualTo(JobState.PENDING);
    assertThat(state("c")).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void aFailureKeepsMessageAndTypeOfEachAttemptAndABackoffGrows() {
    Backoff backoff = new Backoff(1000, 2, MINUTE, 0);
    enqueue(job("a").toBuilder().backoff(backoff).failuresMax(3).build());
    await(engine.fail(reserveOne(engine), Failure.of(new IllegalStateException("first"))));
    assertThat(find("a").runAtMillis()).isEqualTo(rig.nowMillis.get() + 1000);
    rig.advance(engine, Duration.ofSeconds(1));
    await(engine.fail(reserveOne(engine), Failure.of("second")));
    assertThat(find("a").runAtMillis()).isEqualTo(rig.nowMillis.get() + 2000);
    reopen();
    rig.advance(engine, Duration.ofSeconds(2));
    reserveOne(engine);
    rig.advance(engine, Duration.ofSeconds(3));
    Job dead = find("a");
    assertThat(dead.state()).isEqualTo(JobState.DEAD);
    assertThat(dead.attempts().errors())
        .extracting(error -> error.attempt() + " " + error.message() + " " + error.type())
        .containsExactly(
            "1 first java.lang.IllegalStateException", "2 second ", "3 timed out timeout");
  }

  // ---- cancelling and putting back

  @Test
  void aWaitingJobIsCancelledAtOnceAndMayBePutBack() {
    enqueue(job("a"));
    await(engine.cancel(new JobId("a"), "not now"));
    await(engine.cancel(new JobId("a"), "saying it twice is fine"));
    reopen();
    assertThat(find("a").state()).isEqualTo(JobState.CANCELLED);
    assertThat(find("a").reason()).isEqualTo("not now");
    assertThat(await(engine.reserve("w", 1, NO_WAIT))).isEmpty();
    await(admin().requeue(new JobId("a")));
    assertThat(reserveOne(engine).id()).isEqualTo(new JobId("a"));
  }

  @Test
  void aJobInFlightIsCancelledByTheEndOfItsAttempt() {
    enqueue(job("a"), job("b"));
    Lease a = reserveOne(engine);
    Lease b = reserveOne(engine);
    await(engine.cancel(a.id(), "stop"));
    await(engine.cancel(b.id(), "stop"));
    assertThat(await(engine.heartbeat(a)).status()).isEqualTo(Heartbeat.Status.CANCEL_REQUESTED);
    await(engine.fail(a, "stopped"));
    assertThat(state("a")).isEqualTo(JobState.CANCELLED);
    reopen();
    assertThat(state("b")).as("its process died").isEqualTo(JobState.CANCELLED);
  }

  @Test
  void whatCannotBeCancelledIsRefused() {
    enqueue(job("a"));
    await(engine.ack(reserveOne(engine)));
    assertRefused(Reason.WRONG_STATE, () -> await(engine.cancel(new JobId("a"), "")));
    assertRefused(Reason.UNKNOWN_JOB, () -> await(engine.cancel(new JobId("nobody"), "")));
    assertRefused(Reason.WRONG_STATE, () -> await(admin().requeue(new JobId("a"))));
  }

  @Test
  void deadJobsArePutBackByWhatIsSaidOfThem() {
    enqueue(
        job("a").withQueue("mail"),
        job("b").withQueue("mail").withType("bulk"),
        job("c").withQueue("print"));
    for (String error : List.of("No route to host", "no such USER", "no route to HOST")) {
      await(engine.fail(reserveOne(engine), Failure.of(error).permanent()));
    }
    JobFilter dead = JobFilter.ALL.in(JobState.DEAD);
    assertThat(await(admin().requeueAll(dead.withErrorText("nO rOuTe").inQueue("mail")))).isOne();
    assertThat(state("a")).isEqualTo(JobState.PENDING);
    assertThat(await(admin().requeueAll(dead.ofType("bulk")))).isOne();
    assertThat(state("b")).isEqualTo(JobState.PENDING);
    reopen();
    assertThat(await(admin().requeueAll(dead))).isOne();
    assertThat(await(admin().requeueAll(dead))).isZero();
    assertThat(find("c").failures()).as("all its chances").isZero();
  }

  @Test
  void cancelAllCountsWhatItReallyChanged() {
    enqueue(job("a"), job("b"), job("c"));
    await(engine.ack(reserveOne(engine)));
    assertThat(await(admin().cancelAll(JobFilter.ALL, "shop is closed"))).isEqualTo(2);
    assertThat(engine.counters().cancelled()).isEqualTo(2);
  }

  // ---- dependencies and expiry

  @Test
  void whenAParentIsCancelledItsChildrenDoAsTheySaid() {
    JobId parent = new JobId("parent");
    List<JobSpec> jobs = new ArrayList<>(List.of(job("parent")));
    for (ParentFailure policy : ParentFailure.values()) {
      jobs.add(
          job(policy.name()).toBuilder()
              .dependsOn(List.of(parent))
              .onParentFailure(policy)
              .build());
    }
    await(engine.enqueue(jobs));
    await(engine.cancel(parent, "called off"));
    await(engine.find(parent));
    reopen();
    assertThat(state("CASCADE")).isEqualTo(JobState.DEAD);
    assertThat(find("CASCADE").reason()).isEqualTo("dependency parent is cancelled");
    assertThat(state("BLOCK")).isEqualTo(JobState.BLOCKED);
    assertThat(reserveOne(engine).id()).isEqualTo(new JobId("RUN"));
    await(admin().requeue(parent));
    await(engine.ack(reserveOne(engine)));
    assertThat(state("BLOCK")).isEqualTo(JobState.PENDING);
  }

  @Test
  void aJobThatNobodyBeganWithInTimeIsDead() {
    long soon = rig.nowMillis.get() + MINUTE;
    enqueue(job("a").toBuilder().expireAtMillis(soon).build());
    reopen();
    rig.advance(engine, Duration.ofMillis(MINUTE));
    assertThat(state("a")).isEqualTo(JobState.DEAD);
    assertThat(find("a").reason()).contains("expired");
  }

  // ---- forgetting and listing

  @Test
  void aForgottenJobIsGoneAndItsIdMayBeUsedAgain() {
    enqueue(job("a"));
    assertRefused(Reason.WRONG_STATE, () -> await(admin().forget(new JobId("a"))));
    await(engine.ack(reserveOne(engine)));
    await(admin().forget(new JobId("a")));
    reopen();
    assertThat(await(engine.find(new JobId("a")))).isEmpty();
    assertThat(enqueue(job("a").withPriority(3)).added()).isOne();
    assertThat(await(admin().forgetAll(JobFilter.ALL))).as("it has not ended").isZero();
  }

  @Test
  void finishedJobsAreForgottenByNumberAndByAge() {
    Retention two = Retention.finished(2, MINUTE);
    await(
        admin().configure("default", QueueSettings.builder().retention(Optional.of(two)).build()));
    enqueue(job("a"), job("b"), job("c"));
    await(engine.ackAll(await(engine.reserve("w", 3, NO_WAIT))));
    await(engine.find(new JobId("a")));
    assertThat(await(engine.find(new JobId("a")))).as("one too many").isEmpty();
    assertThat(engine.stats().completed()).isEqualTo(2);
    reopen();
    rig.advance(engine, Duration.ofMillis(MINUTE));
    assertThat(engine.stats().total()).isZero();
    assertThat(engine.counters().forgotten()).isEqualTo(2);
  }

  @Test
  void pagesSeeEveryJobOnceThatIsThereFromBeginningToEnd() {
    for (int i = 0; i < 30; i++) {
      enqueue(job("job-" + i));
    }
    List<String> seen = new ArrayList<>();
    JobPage page = await(admin().list(JobFilter.ALL, 0, 7));
    int step = 0;
    while (true) {
      seen.addAll(ids(page.jobs()));
      if (page.next().isEmpty()) {
        break;
      }
      await(engine.ack(reserveOne(engine)));
      await(admin().forgetAll(JobFilter.ALL.in(JobState.COMPLETED)));
      enqueue(job("added-" + step++));
      page = await(admin().list(JobFilter.ALL, page.next().getAsLong(), 7));
    }
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(seen)
        .containsSubsequence(
            IntStream.range(step, 30).mapToObj(i -> "job-" + i).toArray(String[]::new));
    assertThat(page.asOfSeq()).isEqualTo(engine.stats().lastSeq());
  }

  @Test
  void aListIsOfWhatTheFilterSays() {
    enqueue(job("a").withQueue("mail").withType("x"), job("b").withType("x"), job("c"));
    rig.advance(engine, Duration.ofMinutes(1));
    enqueue(job("d").toBuilder().key("tenant").build());
    long cut = rig.nowMillis.get();
    assertThat(list(JobFilter.ALL.ofType("x"))).containsExactly("a", "b");
    assertThat(list(JobFilter.ALL.ofType("x").inQueue("mail"))).containsExactly("a");
    assertThat(list(JobFilter.ALL.ofKey("tenant"))).containsExactly("d");
    assertThat(list(JobFilter.ALL.enqueuedBetween(0, cut))).containsExactly("a", "b", "c");
    assertThat(list(JobFilter.ALL.enqueuedBetween(cut, cut + 1))).containsExactly("d");
    assertThat(list(JobFilter.ALL.in(JobState.DEAD))).isEmpty();
    assertThatThrownBy(() -> admin().list(JobFilter.ALL, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> admin().list(JobFilter.ALL, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> list(JobFilter filter) {
    return ids(await(admin().list(filter, 0, 100)).jobs());
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
