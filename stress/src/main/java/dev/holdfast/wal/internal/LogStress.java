package dev.holdfast.wal.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalClosedException;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Those who wait for the log, and those who delete from it. */
public final class LogStress {
  private LogStress() {}

  /** The log's thread gets to a record while somebody begins to wait for it. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "woken, and sees what was done before")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class WhoWaitsIsWoken {
    private final DurabilityGate gate = new DurabilityGate(0);
    private int onDisk;

    @Actor
    public void waiter(ZI_Result r) {
      r.r1 = gate.await(1, Long.MAX_VALUE);
      r.r2 = onDisk;
    }

    @Actor
    public void log() {
      onDisk = 1;
      gate.advance(1);
    }
  }

  /** One that gives up takes the others out with itself, and puts them back. */
  @JCStressTest
  @Outcome(
      id = {"true, true", "false, true"},
      expect = ACCEPTABLE,
      desc = "whether it was in time or not, the other one is told")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class WhoGivesUpForgetsNobody {
    private final DurabilityGate gate = new DurabilityGate(0);
    private final CompletableFuture<Long> other = gate.future(1);

    @Actor
    public void waiter(ZZ_Result r) {
      r.r1 = gate.await(1, 1);
    }

    @Actor
    public void log() {
      gate.advance(1);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = other.isDone();
    }
  }

  /** The log ends while two begin to wait, each in its own way. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both are told")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TheEndReachesWhoeverComes {
    private final DurabilityGate gate = new DurabilityGate(0);
    private final CompletableFuture<CompletableFuture<Long>> future = new CompletableFuture<>();

    @Actor
    public void waiter(II_Result r) {
      future.complete(gate.future(2));
      try {
        boolean _ = gate.await(2, Long.MAX_VALUE);
      } catch (WalClosedException e) {
        r.r1 = 1;
      }
    }

    @Actor
    public void log() {
      gate.advance(1);
      gate.end(() -> new WalClosedException("stress"));
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = future.join().isCompletedExceptionally() ? 1 : 0;
    }
  }

  /** A hold keeps what it found, however much is asked to be deleted. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "11, 11", "21, 21"},
      expect = ACCEPTABLE,
      desc = "what was left when it was made is left")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class AHoldKeepsWhatItFound {
    private static final WalConfig CONFIG = WalConfig.named("stress");
    private static final SimulatedDisk DISK = SimulatedDisk.withSeed(1);
    private static final List<SegmentState> SEGMENTS =
        LongStream.of(1, 11, 21).mapToObj(AHoldKeepsWhatItFound::segment).toList();

    private final SegmentStore store = new SegmentStore(DISK, CONFIG, SEGMENTS, WalListener.NOOP);

    /** A file that is gone already, as after a deletion that seemed to fail. */
    private static SegmentState segment(long firstSeq) {
      return new SegmentState(
          SegmentName.of(CONFIG.name(), firstSeq),
          CONFIG.format(),
          firstSeq,
          0,
          10,
          100,
          100,
          SegmentState.Verdict.WHOLE,
          "",
          0);
    }

    @Actor
    public void reader(JJ_Result r) {
      SegmentStore.Hold _ = store.hold(1);
      r.r1 = store.firstSeq();
    }

    @Actor
    public void retention() {
      try {
        store.deleteBefore(21);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Arbiter
    public void end(JJ_Result r) {
      r.r2 = store.firstSeq();
    }
  }
}
