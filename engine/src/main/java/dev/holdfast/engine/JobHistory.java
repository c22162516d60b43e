package dev.holdfast.engine;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import java.time.Instant;
import java.util.List;

/**
 * What the log tells of one job. Immutable.
 *
 * <p>It takes memory in proportion to the job's own events, and was made by reading the whole log:
 * see {@link EngineView#history}.
 *
 * <p>It names what happened to this job. What happened to others and had an effect on it, such as
 * the completion of a job that it waited for, stands with those.
 *
 * @param id the job
 * @param entries its events, oldest first; none if the log has none
 * @param firstSeq the first record that the log still holds; what was before is gone. 0 if it holds
 *     none
 * @param lastSeq the last record that was looked at, 0 if there is none
 */
public record JobHistory(JobId id, List<Entry> entries, long firstSeq, long lastSeq) {

  /**
   * One event.
   *
   * @param seq its record's number
   */
  public record Entry(long seq, Event.OfJob event) {
    /** When it happened. */
    public Instant at() {
      return Instant.ofEpochMilli(event.atMillis());
    }
  }

  /** Copies the list. */
  public JobHistory {
    entries = List.copyOf(entries);
  }

  /**
   * Whether nothing of it is gone: the log still begins with its first record, or the job came into
   * the queue after that. Records before {@link #firstSeq} may have told of it otherwise.
   */
  public boolean isWhole() {
    return firstSeq <= 1
        || (!entries.isEmpty() && entries.getFirst().event() instanceof Event.Enqueue);
  }
}
