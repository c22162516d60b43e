package dev.holdfast.engine.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.core.JobId;
import dev.holdfast.engine.EngineFailedException;
import dev.holdfast.engine.Handlers;
import dev.holdfast.engine.JobIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** What the commit loop shares with the threads around it. */
public final class EngineStress {
  private EngineStress() {}

  /** Two threads find a failure at once, as log and snapshots may when the disk is gone. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "both got the first, which was told once")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TheFirstFailureIsEverybodys {
    private final IllegalStateException cause = new IllegalStateException("stress");

    private final AtomicInteger told = new AtomicInteger();
    private final FailureLatch latch = new FailureLatch(_ -> told.incrementAndGet());
    private Optional<EngineFailedException> one = Optional.empty();
    private Optional<EngineFailedException> other = Optional.empty();

    @Actor
    public void log() {
      one = Optional.of(latch.fail(cause));
    }

    @Actor
    public void snapshots() {
      other = Optional.of(latch.fail(cause));
    }

    @Arbiter
    public void end(ZI_Result r) {
      r.r1 = one.equals(other) && one.equals(latch.get());
      r.r2 = told.get();
    }
  }

  /** What leaves the gate shows what the log's thread did before it said that the disk has it. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one answer, after the sync")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class NoAnswerIsAheadOfTheDisk {
    private final ReplyGate gate = new ReplyGate("stress", 0);
    private int onDisk;

    public NoAnswerIsAheadOfTheDisk() {
      gate.take(List.of(Reply.answer(1, new CompletableFuture<>(), "done")));
    }

    @Actor
    public void replies(II_Result r) {
      r.r1 = gate.takeReady().size();
      r.r2 = onDisk;
    }

    @Actor
    public void log() {
      onDisk = 1;
      gate.durable(1);
    }
  }

  /** The log fails behind a record that it has made durable, while the loop answers for both. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "what was durable is answered, the rest is not")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AFailureReachesTheAnswersBehindIt {
    private final IllegalStateException cause = new IllegalStateException("stress");

    private final ReplyGate gate = new ReplyGate("stress", 0);
    private final CompletableFuture<String> durable = new CompletableFuture<>();
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    @Actor
    public void loop() {
      gate.take(List.of(Reply.answer(1, durable, "done")));
      gate.take(List.of(Reply.answer(2, lost, "done")));
    }

    @Actor
    public void log() {
      gate.durable(1);
      gate.fail(cause);
    }

    @Arbiter
    public void end(II_Result r) {
      gate.takeReady().forEach(Reply::deliver);
      r.r1 = told(durable);
      r.r2 = told(lost);
    }

    private static int told(CompletableFuture<String> promise) {
      return switch (promise.state()) {
        case RUNNING -> 0;
        case SUCCESS -> 1;
        case FAILED, CANCELLED -> 2;
      };
    }
  }

  /** The owner of the state hands out what a worker makes room for. */
  @JCStressTest
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "asked before there was room")
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "asked after that: it runs alone")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AHandlerHasNoMoreThanItsRoom {
    private static final Handlers HANDLERS =
        Handlers.builder().on("type", _ -> {}).concurrency("type", 1).build();

    private final HandlerRoom room = new HandlerRoom(HANDLERS);
    private int running = 1;

    public AHandlerHasNoMoreThanItsRoom() {
      room.take("type");
    }

    @Actor
    public void owner(ZI_Result r) {
      r.r1 = room.wanted().isPresent();
      if (r.r1) {
        room.take("type");
        running++;
      }
    }

    @Actor
    public void worker() {
      running--;
      room.give("type");
    }

    @Arbiter
    public void end(ZI_Result r) {
      r.r2 = running;
    }
  }

  /** The loop asks for the next snapshot while the last one gets done. */
  @JCStressTest
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "it waits, or sees what is covered")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TheSameIsNotSnapshottedTwice {
    private final SnapshotPace pace = new SnapshotPace(Duration.ZERO, 0);

    public TheSameIsNotSnapshottedTwice() {
      boolean _ = pace.begin(7);
    }

    @Actor
    public void loop(Z_Result r) {
      r.r1 = pace.begin(7);
    }

    @Actor
    public void snapshots() {
      pace.ended(7, Duration.ZERO);
    }
  }

  /** Two clients make ids within one millisecond. */
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "they differ, and grow for each")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class NoTwoIdsAreEqual {
    private final JobIds ids = JobIds.of(() -> Instant.EPOCH, () -> 0);
    private final JobId[] made = new JobId[4];

    @Actor
    public void one(ZZZ_Result r) {
      r.r1 = grow(0);
    }

    @Actor
    public void other(ZZZ_Result r) {
      r.r2 = grow(2);
    }

    private boolean grow(int at) {
      made[at] = ids.next();
      made[at + 1] = ids.next();
      return made[at].compareTo(made[at + 1]) < 0;
    }

    @Arbiter
    public void end(ZZZ_Result r) {
      r.r3 = List.of(made).stream().distinct().count() == made.length;
    }
  }
}
