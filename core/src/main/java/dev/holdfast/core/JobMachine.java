package dev.holdfast.core;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The job rules as one deterministic state machine. Not thread safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class JobMachine {
  private final Limits limits;

  /** A machine without jobs. */
  public JobMachine(Limits limits) {
    this.limits = limits;
  }

  /** A machine in the state of an image. */
  public static JobMachine restore(
      Limits limits, long lastSeq, long clockMillis, Iterator<Job> jobs) {
    throw new UnsupportedOperationException(lastSeq + " " + clockMillis + limits + jobs);
  }

  /** Decides. */
  public Decision decide(Command command, long nowMillis) {
    throw new UnsupportedOperationException(limits.toString() + command + nowMillis);
  }

  /** Applies. */
  public void apply(Event event, long seq) {
    throw new UnsupportedOperationException(event.toString() + seq);
  }

  /** Finds. */
  public Optional<Job> find(JobId id) {
    throw new UnsupportedOperationException(id.toString());
  }

  /** Counts. */
  public QueueStats stats() {
    return new QueueStats(0, 0, 0, 0, 0, 0, lastSeq());
  }

  /** The number of the last event applied. */
  public long lastSeq() {
    return 0;
  }

  /** The latest moment of all events applied. */
  public long clockMillis() {
    return 0;
  }

  /** From when on {@link Command.Expire} has something to do. */
  public OptionalLong nextExpireMillis() {
    return OptionalLong.empty();
  }

  /** When the next scheduled job falls due. */
  public OptionalLong nextRunAtMillis() {
    return OptionalLong.empty();
  }

  /** Whether Reserve would hand out a job now. */
  public boolean hasEligible(long nowMillis) {
    throw new UnsupportedOperationException(Long.toString(nowMillis));
  }

  /** The whole state, captured by copying references only. */
  public MachineImage image() {
    return new MachineImage(lastSeq(), clockMillis(), List.of());
  }

  /** Checks all invariants. */
  public void validate() {}
}
