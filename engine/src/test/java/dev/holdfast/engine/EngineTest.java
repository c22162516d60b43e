package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.NO_WAIT;
import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.enqueue;
import static dev.holdfast.engine.EngineRig.job;
import static dev.holdfast.engine.EngineRig.reserveOne;
import static dev.holdfast.engine.EngineRig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Backoff;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Payload;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.storage.sim.SyncHold;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine promises while the disk is well. */
class EngineTest {

  private final EngineRig rig = new EngineRig();
  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);
  private Set<Thread> threadsBefore = Set.of();
  private Engine engine;

  @BeforeEach
  void open() {
    threadsBefore = Thread.getAllStackTraces().keySet();
    engine = rig.open(disk);
  }

  @AfterEach
  void closeLeavesNoThread() {
    engine.close();
    assertThat(Thread.getAllStackTraces().keySet().stream().filter(t -> !threadsBefore.contains(t)))
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("holdfast"));
  }

  @Test
  void nothingIsAcknowledgedBeforeItIsOnTheDisk() throws InterruptedException {
    CompletableFuture<EnqueueResult> enqueued;
    CompletableFuture<?> read;
    try (SyncHold hold = disk.holdSyncs()) {
      enqueued = engine.enqueue(List.of(job("a")));
      hold.awaitWaiting(1);
      read = engine.find(new JobId("a"));

      EngineRig.until(() -> engine.stats().pending() == 1);
      assertThat(enqueued).isNotDone();
      assertThat(read).as("a read of what is not durable yet").isNotDone();
    }
    assertThat(await(enqueued).added()).isEqualTo(1);
    await(read);
  }

  @Test
  void aRefusalThatSawWhatIsNotDurableWaitsForItToo() throws InterruptedException {
    CompletableFuture<?> conflict;
    try (SyncHold hold = disk.holdSyncs()) {
      CompletableFuture<?> first = engine.enqueue(List.of(job("a")));
      hold.awaitWaiting(1);
      conflict = engine.enqueue(List.of(JobSpec.of(new JobId("a"), Payload.ofJson("1"))));
      CompletableFuture<?> unknown = engine.find(new JobId("b"));
      EngineRig.until(() -> engine.counters().rejected() == 1);
      assertThat(first).isNotDone();
      assertThat(conflict).isNotDone();
      assertThat(unknown).isNotDone();
    }
    assertThatThrownBy(() -> await(conflict))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(Decision.Reason.ID_CONFLICT));
  }

  @Test
  void aDispatchIsHandedOutWithoutWaitingForItsOwnSync() throws InterruptedException {
    enqueue(engine, "a");
    try (SyncHold hold = disk.holdSyncs()) {
      Lease lease = reserveOne(engine);
      assertThat(lease.attempt()).isEqualTo(1);
      hold.awaitWaiting(1);
    }
  }

  @Test
  void aJobWhoseEnqueueIsNotDurableIsNotHandedOut() throws InterruptedException {
    CompletableFuture<List<Lease>> reserved;
    try (SyncHold hold = disk.holdSyncs()) {
      CompletableFuture<?> enqueued = engine.enqueue(List.of(job("a")));
      hold.awaitWaiting(1);
      reserved = engine.reserve("w", 1, NO_WAIT);
      EngineRig.until(() -> engine.stats().inFlight() == 1);
      assertThat(enqueued).isNotDone();
      assertThat(reserved).isNotDone();
    }
    assertThat(await(reserved)).hasSize(1);
  }

  @Test
  void aWaitingReservationGetsTheNextJobAndWaitersAreServedInOrder() {
    CompletableFuture<List<Lease>> first = engine.reserve("first", 1, Duration.ofMinutes(1));
    CompletableFuture<List<Lease>> second = engine.reserve("second", 1, Duration.ofMinutes(1));
    enqueue(engine, "a", "b");
    assertThat(await(first).getFirst().id()).isEqualTo(new JobId("a"));
    assertThat(await(second).getFirst().id()).isEqualTo(new JobId("b"));
  }

  @Test
  void aReservationThatFindsNothingInItsTimeIsAnsweredWithNothing() {
    assertThat(await(engine.reserve("w", 1, NO_WAIT))).isEmpty();
    assertThat(await(engine.reserve("w", 1, Duration.ofMillis(20)))).isEmpty();
  }

  @Test
  void aScheduledJobIsHandedOutWhenItsTimeComesAndNotBefore() {
    JobSpec later = job("later").withRunAtMillis(rig.nowMillis.get() + 5_000);
    await(engine.enqueue(List.of(later)));
    assertThat(engine.stats().scheduled()).isEqualTo(1);
    CompletableFuture<List<Lease>> reserved = engine.reserve("w", 1, Duration.ofMinutes(1));

    rig.advance(engine, Duration.ofMillis(4_999));
    assertThat(reserved).isNotDone();
    rig.advance(engine, Duration.ofMillis(1));
    assertThat(await(reserved)).hasSize(1);
  }

  @Test
  void anAcknowledgedJobIsCompletedAndSayingItTwiceIsFine() {
    enqueue(engine, "a");
    Lease lease = reserveOne(engine);
    await(engine.ack(lease));
    await(engine.ack(lease));
    assertThat(engine.stats().completed()).isEqualTo(1);
    assertThat(engine.counters().completed()).isEqualTo(1);
  }

  @Test
  void anExpiredLeaseGoesBackToTheQueueAndItsLateAckIsRefusedAndCounted() {
    enqueue(engine, "a");
    Lease lease = reserveOne(engine);
    rig.advance(engine, Duration.ofSeconds(3));

    assertThat(engine.stats().pending()).isEqualTo(1);
    assertThatThrownBy(() -> await(engine.ack(lease)))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.reason()).isEqualTo(Decision.Reason.LATE));
    assertThat(engine.counters().lateAnswers()).isEqualTo(1);
    assertThat(engine.counters().timedOut()).isEqualTo(1);
    assertThat(reserveOne(engine).attempt()).isEqualTo(2);
  }

  @Test
  void aJobDiesWhenItsFailuresAreUsedUpAndKeepsTheReason() {
    enqueue(engine, "a");
    for (int i = 1; i <= 3; i++) {
      await(engine.fail(reserveOne(engine), "no luck " + i));
    }
    assertThat(engine.stats().dead()).isEqualTo(1);
    Job dead = await(engine.find(new JobId("a"))).orElseThrow();
    assertThat(dead.state()).isEqualTo(JobState.DEAD);
    assertThat(dead.reason()).contains("no luck 3");
  }

  @Test
  void anEnqueueIsAllOrNothing() {
    assertThatThrownBy(() ->
            await(
                engine.enqueue(
                    List.of(job("good"), job("bad").withDependsOn(List.of(new JobId("missing")))))))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Decision.Reason.MISSING_DEPENDENCY);
              assertThat(e.subject()).isEqualTo("bad");
            });
    assertThat(engine.stats().total()).isZero();
  }

  @Test
  void theSameJobAgainIsKnownHoweverItsJsonIsSpaced() {
    enqueue(engine, "a");
    JobSpec again = JobSpec.of(new JobId("a"), Payload.ofJson("{ \"name\" : \"a\" }"));
    EnqueueResult result = await(engine.enqueue(again));
    assertThat(result.added()).isZero();
    assertThat(result.existing()).isEqualTo(1);
    assertThat(result.jobs().getFirst().job()).isEqualTo(await(engine.find(new JobId("a"))));
  }

  @Test
  void aPayloadThatIsNotJsonIsRefusedAtOnceAndNamesTheJob() {
    JobSpec bad = JobSpec.of(new JobId("bad-1"), Payload.ofJson("{oops"));
    assertThatThrownBy(() -> engine.enqueue(List.of(bad)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bad-1");
  }

  @Test
  void whenIdleCompletesOnceNothingIsLeftToDo() {
    await(engine.whenIdle());
    enqueue(engine, "a");
    CompletableFuture<Void> idle = engine.whenIdle();
    Lease lease = reserveOne(engine);
    assertThat(idle).isNotDone();
    await(engine.ack(lease));
    await(idle);
  }

  @Test
  void whoGaveUpWaitingForIdlenessIsForgottenThoughTheQueueIsNeverIdle() {
    enqueue(engine, "never-done");
    WeakReference<CompletableFuture<Void>> givenUp = giveUpWaiting();
    until(() -> {
      var _ = engine.whenIdle();
      System.gc();
      return givenUp.refersTo(null);
    });
  }

  private WeakReference<CompletableFuture<Void>> giveUpWaiting() {
    CompletableFuture<Void> idle = engine.whenIdle();
    idle.cancel(false);
    return new WeakReference<>(idle);
  }

  @Test
  void theImageShowsEveryJobInTheOrderOfEnqueueing() {
    enqueue(engine, "b", "a", "c");
    reserveOne(engine);
    assertThat(await(engine.image()).jobs())
        .extracting(job -> job.id().value())
        .containsExactly("b", "a", "c");
  }

  @Test
  void manyCallersAtOnceAllGetTheirOwnAnswer() throws InterruptedException {
    int callers = 64;
    int jobsEach = 20;
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < callers; c++) {
      int caller = c;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int j = 0; j < jobsEach; j++) {
                  enqueue(engine, "job-" + caller + "-" + j);
                  await(engine.ack(reserveOne(engine)));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(engine.stats().completed()).isEqualTo((long) callers * jobsEach);
    assertThat(engine.stats().unfinished()).isZero();
  }

  @Test
  void aFullQueueOfCommandsHoldsCallersBackAndThenRefuses() throws InterruptedException {
    engine.close();
    rig.config = rig.config.withCommandsMax(1).withSubmitTimeout(Duration.ofMillis(50));
    rig.listener = new BlockingListener();
    engine = rig.open(disk);
    try {
      var _ = engine.enqueue(List.of(job("blocks-the-loop")));
      ((BlockingListener) rig.listener).awaitBlocked();
      CompletableFuture<?> queued = engine.find(new JobId("a"));
      assertThatThrownBy(() -> await(engine.find(new JobId("b"))))
          .isInstanceOf(EngineBusyException.class)
          .hasMessageContaining("nothing was done");
      assertThat(queued).isNotDone();
    } finally {
      ((BlockingListener) rig.listener).release();
    }
  }

  @Test
  void anInterruptedCallerLearnsThatNothingHappenedAndTheEngineGoesOn()
      throws InterruptedException {
    engine.close();
    rig.config = rig.config.withCommandsMax(1);
    BlockingListener blocking = new BlockingListener();
    rig.listener = blocking;
    engine = rig.open(disk);
    var _ = engine.enqueue(List.of(job("blocks-the-loop")));
    blocking.awaitBlocked();
    var _ = engine.find(new JobId("fills-the-queue"));
    CompletableFuture<Boolean> flagKept = new CompletableFuture<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              CompletableFuture<?> refused = engine.find(new JobId("b"));
              flagKept.complete(Thread.interrupted() && refused.isCompletedExceptionally());
            });
    caller.join();
    assertThat(flagKept.join()).isTrue();
    blocking.release();
    await(engine.find(new JobId("a")));
  }

  @Test
  void anInterruptDoesNotMatterWhereThereIsRoomAtOnce() {
    Thread.currentThread().interrupt();
    CompletableFuture<EnqueueResult> taken = engine.enqueue(job("a"));
    assertThat(Thread.interrupted()).as("it stays pending").isTrue();
    assertThat(await(taken).added()).isEqualTo(1);
  }

  @Test
  void aClosedEngineRefusesEverythingAndSaysSo() {
    CompletableFuture<List<Lease>> waiting = engine.reserve("w", 1, Duration.ofMinutes(1));
    engine.close();
    assertThatThrownBy(() -> await(waiting)).isInstanceOf(EngineClosedException.class);
    assertThatThrownBy(() -> await(engine.find(new JobId("a"))))
        .isInstanceOf(EngineClosedException.class);
    assertThat(engine.stats().total()).isZero();
    engine.close();
  }

  @Test
  void aDirectoryServesOneEngineAtATime() {
    assertThatThrownBy(() -> rig.open(disk))
        .isInstanceOf(EngineOpenException.class)
        .hasMessageContaining("in use");
    enqueue(engine, "still-serves");
  }

  @Test
  void theListenerHearsTheStoryOfAJobInOrder() {
    engine.close();
    List<String> story = new ArrayList<>();
    rig.listener = new StoryListener(story);
    engine = rig.open(disk);
    enqueue(engine, "a");
    await(engine.fail(reserveOne(engine), "oops"));
    Lease second = reserveOne(engine);
    rig.nowMillis.addAndGet(40);
    await(engine.ack(second));
    engine.close();
    assertThat(story.stream().collect(Collectors.joining(" ")))
        .isEqualTo(
            "recovered enqueued:a dispatched:a failed:a:oops retried:a dispatched:a"
                + " completed:a:40ms");
  }

  @Test
  void theJitterOfABackoffFollowsFromTheSeed() {
    long wait = waitAfterAFailure(7);
    assertThat(wait).isBetween(500_000L, 1_000_000L).isEqualTo(waitAfterAFailure(7));
    assertThat(wait).isNotEqualTo(waitAfterAFailure(8));
  }

  private long waitAfterAFailure(long seed) {
    rig.config = rig.config.withSeed(seed);
    try (Engine seeded = rig.open(SimulatedDisk.withSeed(1))) {
      Backoff backoff = new Backoff(1_000_000, 1, 1_000_000, 0.5);
      await(seeded.enqueue(job("a").toBuilder().backoff(backoff).build()));
      await(seeded.fail(reserveOne(seeded), "again"));
      return await(seeded.find(new JobId("a"))).orElseThrow().runAtMillis() - rig.nowMillis.get();
    }
  }
}
