package dev.holdfast.observability.jfr;

import dev.holdfast.engine.RecoveryReport;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * The names of the events, for programs that read recordings. All are on in every recording, unless
 * its settings say otherwise.
 *
 * <p>The libraries tell how long something took when it is over, so an event is written at the end
 * of what it reports, and carries the time in its field {@code took}: it began {@code took} before
 * the event's {@code startTime}, and JFR's own {@code duration} is empty.
 */
public final class HoldfastEvents {

  /** A batch of records was written to the log, not yet synced. */
  public static final String COMMIT_BATCH = "holdfast.CommitBatch";

  /** What was written to the log became durable. */
  public static final String SYNC = "holdfast.Sync";

  /** A snapshot was published. */
  public static final String SNAPSHOT = "holdfast.Snapshot";

  /** A queue was opened. */
  public static final String RECOVERY = "holdfast.Recovery";

  /** Somebody waited for permits of a semaphore. */
  public static final String SEMAPHORE_WAIT = "holdfast.SemaphoreWait";

  /** All of them. */
  public static final List<String> NAMES =
      List.of(COMMIT_BATCH, SYNC, SNAPSHOT, RECOVERY, SEMAPHORE_WAIT);

  private HoldfastEvents() {}

  /**
   * Whether anybody may be recording. Until somebody does, Flight Recorder is not even loaded,
   * which would cost a small run more than all else that is done here.
   */
  private static boolean idle() {
    return !FlightRecorder.isInitialized();
  }

  /** What the events have in common. */
  @Category("Holdfast")
  @StackTrace(false)
  abstract static class Timed extends Event {
    @Label("Took")
    @Description("How long it took; it ended when the event was written")
    @Timespan(Timespan.NANOSECONDS)
    long took;
  }

  @Name(COMMIT_BATCH)
  @Label("Commit Batch")
  @Description("A batch of records was written to the log with one call, and not yet synced")
  static final class CommitBatch extends Timed {
    @Label("Records")
    int records;

    @Label("Bytes")
    @DataAmount
    long bytes;

    static void write(int records, long bytes, long nanos) {
      if (idle()) {
        return;
      }
      CommitBatch event = new CommitBatch();
      if (event.shouldCommit()) {
        event.records = records;
        event.bytes = bytes;
        event.took = nanos;
        event.commit();
      }
    }
  }

  @Name(SYNC)
  @Label("Sync")
  @Description("All that was written to the log since the last sync became durable")
  static final class Sync extends Timed {
    @Label("Records")
    int records;

    @Label("Bytes")
    @DataAmount
    long bytes;

    static void write(int records, long bytes, long nanos) {
      if (idle()) {
        return;
      }
      Sync event = new Sync();
      if (event.shouldCommit()) {
        event.records = records;
        event.bytes = bytes;
        event.took = nanos;
        event.commit();
      }
    }
  }

  @Name(SNAPSHOT)
  @Label("Snapshot")
  @Description("A snapshot was written and published, and the log cut")
  static final class Snapshot extends Timed {
    @Label("File")
    String file = "";

    @Label("Last Record")
    @Description("The last record of the log that it covers")
    long lastSeq;

    @Label("Bytes")
    @DataAmount
    long bytes;

    static void write(String file, long lastSeq, long bytes, Duration took) {
      if (idle()) {
        return;
      }
      Snapshot event = new Snapshot();
      if (event.shouldCommit()) {
        event.file = file;
        event.lastSeq = lastSeq;
        event.bytes = bytes;
        event.took = took.toNanos();
        event.commit();
      }
    }
  }

  @Name(RECOVERY)
  @Label("Recovery")
  @Description("A queue was opened: from taking its lock to taking commands")
  static final class Recovery extends Timed {
    @Label("Snapshot Record")
    @Description("The last record that the snapshot covers; 0 without one")
    long snapshotSeq;

    @Label("Records Replayed")
    long recordsReplayed;

    @Label("Torn Bytes")
    @Description("Bytes of an unfinished record cut off the end of the log")
    @DataAmount
    long tornBytes;

    @Label("Last Record")
    long lastSeq;

    @Label("Leases Interrupted")
    @Description("Jobs that were in flight when the last process ended")
    int leasesInterrupted;

    static void write(RecoveryReport report) {
      if (idle()) {
        return;
      }
      Recovery event = new Recovery();
      if (event.shouldCommit()) {
        event.snapshotSeq = report.snapshotSeq();
        event.recordsReplayed = report.recordsReplayed();
        event.tornBytes = report.tornBytes();
        event.lastSeq = report.lastSeq();
        event.leasesInterrupted = report.leasesInterrupted();
        event.took = report.duration().toNanos();
        event.commit();
      }
    }
  }

  @Name(SEMAPHORE_WAIT)
  @Label("Semaphore Wait")
  @Description("Permits of a semaphore were waited for, and granted or refused")
  @StackTrace
  static final class SemaphoreWait extends Timed {
    @Label("Semaphore")
    String semaphore = "";

    @Label("Weight")
    @Description("How many permits were asked for")
    long weight;

    @Label("Outcome")
    @Description("granted, or why not")
    String outcome = "";

    static void write(String semaphore, long weight, String outcome, long nanos) {
      if (idle()) {
        return;
      }
      SemaphoreWait event = new SemaphoreWait();
      if (event.shouldCommit()) {
        event.semaphore = semaphore;
        event.weight = weight;
        event.outcome = outcome;
        event.took = nanos;
        event.commit();
      }
    }
  }
}
