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
import dev.holdfast.core.QueueSettings;
import dev.holdfast.core.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What becomes of jobs beside the plain way of one, on any disk. Most of it is looked at again
 * after a restart, since what was answered must be there.
 */
abstract class EngineJobsContract extends EngineContractWords {
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
}
