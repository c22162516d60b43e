package dev.holdfast.engine.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.core.Attempts;
import dev.holdfast.core.Event;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZLZ_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** A worker with its attempt, and those who want it to end. */
public final class AttemptStress {
  private static final JobId ID = new JobId("stress");
  private static final InstantSource CLOCK = () -> Instant.EPOCH;

  /** Not started: it only takes down whom it is to watch. */
  private static final StuckWatch WATCH =
      new StuckWatch("stress", Duration.ofHours(1), EngineListener.NONE);

  private AttemptStress() {}

  private static Attempt attempt(int number, StuckWatch watch) {
    Attempts attempts =
        new Attempts(
            number,
            0,
            0,
            0,
            "worker",
            0,
            1000,
            false,
            "",
            List.of(),
            Payload.EMPTY,
            Payload.EMPTY,
            0);
    JobSpec spec = JobSpec.of(ID, Payload.EMPTY);
    Job job = new Job(spec, 1, 0, JobState.IN_FLIGHT, 2, 0, attempts);
    return new Attempt(new Lease(job), CLOCK, watch);
  }

  /** The worker goes on with other work after the end: no interrupt may find it there. */
  @JCStressTest
  @Outcome(id = "true, NONE, false", expect = ACCEPTABLE, desc = "ended before")
  @Outcome(id = "true, LOST, false", expect = ACCEPTABLE, desc = "interrupted")
  @Outcome(id = "false, LOST, false", expect = ACCEPTABLE, desc = "lost before it began")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AnInterruptMeetsTheHandlerOrNobody {
    private final Attempt attempt = attempt(1, WATCH);

    @Actor
    public void worker(ZLZ_Result r) {
      r.r1 = attempt.begin();
      r.r2 = attempt.end();
      r.r3 = Thread.interrupted();
    }

    @Actor
    public void owner() {
      attempt.interrupt(Attempt.Ending.LOST);
    }
  }

  /** Whoever closes the workers must not hide that the lease is over. */
  @JCStressTest
  @Outcome(id = "LOST", expect = ACCEPTABLE, desc = "whoever came first")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TheBetterReasonWins {
    private final Attempt attempt = attempt(1, WATCH);

    @Actor
    public void closer() {
      attempt.interrupt(Attempt.Ending.CLOSING);
    }

    @Actor
    public void owner() {
      attempt.interrupt(Attempt.Ending.LOST);
    }

    @Arbiter
    public void end(L_Result r) {
      r.r1 = attempt.end();
    }
  }

  /** The watch and whoever closes the workers find the same handler stuck. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "one of them said so")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AStuckHandlerIsReportedOnce {
    private final AtomicInteger reported = new AtomicInteger();
    private final StuckWatch watch =
        new StuckWatch(
            "stress",
            Duration.ofHours(1),
            new EngineListener() {
              @Override
              public void handlerStuck(JobId id, int number) {
                reported.incrementAndGet();
              }
            });
    private final Attempt attempt = attempt(1, watch);

    public AStuckHandlerIsReportedOnce() {
      boolean _ = attempt.begin();
    }

    @Actor
    public void watch() {
      watch.report(attempt);
    }

    @Actor
    public void closer() {
      watch.report(attempt);
    }

    @Arbiter
    public void end(I_Result r) {
      r.r1 = reported.get();
    }
  }

  /** The log's thread finds that the engine has failed while the owner hands out a job. */
  @JCStressTest
  @Outcome(id = "false, LOST", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class NoAttemptMissesTheEndOfTheEngine {
    private final RunningAttempts attempts = new RunningAttempts();
    private final Attempt attempt = attempt(1, WATCH);

    @Actor
    public void owner() {
      attempts.add(attempt);
    }

    @Actor
    public void log() {
      attempts.loseAll();
    }

    @Arbiter
    public void end(ZL_Result r) {
      r.r1 = attempt.begin();
      r.r2 = attempt.end();
    }
  }

  /** A worker puts away the attempt that it has lost, while the job goes to the next one. */
  @JCStressTest
  @Outcome(id = "NONE, LOST", expect = ACCEPTABLE, desc = "the next one is told, and it alone")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AnOldAttemptTakesNothingFromTheNext {
    private final RunningAttempts attempts = new RunningAttempts();
    private final Attempt old = attempt(1, WATCH);
    private final Attempt next = attempt(2, WATCH);

    public AnOldAttemptTakesNothingFromTheNext() {
      attempts.add(old);
    }

    @Actor
    public void worker() {
      attempts.remove(old);
    }

    @Actor
    public void owner() {
      attempts.add(next);
      attempts.hear(new Event.Timeout(ID, 2, 0));
    }

    @Arbiter
    public void end(LL_Result r) {
      r.r1 = old.end();
      r.r2 = next.end();
    }
  }
}
