package dev.holdfast.core;

/**
 * All that there is to know about one job at one moment. Immutable: a change makes a new one.
 *
 * @param spec the job as it was enqueued. A completed job keeps neither payload nor dependencies
 * @param enqueuedSeq the number of its {@link Event.Enqueue}: its place in the queue among jobs of
 *     equal priority
 * @param state where it stands
 * @param attempt how often it was dispatched; while it is in flight, the fencing token of its lease
 * @param failures how many attempts have failed, those included that it brought along
 * @param runAtMillis not to be served before this moment; 0 is at once
 * @param worker who holds it, "" unless it is in flight
 * @param deadlineMillis when its lease runs out, 0 unless it is in flight. In flight with 0 is an
 *     attempt that has failed, and whose retry or death is the next event
 * @param reason why it last failed or is dead, or ""
 * @param changedSeq the number of the last event that changed it; the event that unblocked it
 *     counts, the coming of its run-at does not
 * @param changedAtMillis the moment of that event
 * @param fingerprint what {@link JobSpec#fingerprint()} said when it was enqueued
 */
public record Job(
    JobSpec spec,
    long enqueuedSeq,
    JobState state,
    int attempt,
    int failures,
    long runAtMillis,
    String worker,
    long deadlineMillis,
    String reason,
    long changedSeq,
    long changedAtMillis,
    long fingerprint) {

  /**
   * Checks that the fields fit each other.
   *
   * @throws IllegalArgumentException if they do not; the message names the job
   */
  public Job {
    boolean inFlight = state == JobState.IN_FLIGHT;
    check(enqueuedSeq >= 1 && changedSeq >= enqueuedSeq, spec, "its sequence numbers");
    check(attempt >= (inFlight || state == JobState.COMPLETED ? 1 : 0), spec, "its attempt");
    check(failures >= 0, spec, "its failures");
    check(runAtMillis >= 0 && changedAtMillis >= 0, spec, "its times");
    check(worker.isEmpty() != inFlight, spec, "its worker");
    check(inFlight ? deadlineMillis >= 0 : deadlineMillis == 0, spec, "its deadline");
    check(state != JobState.COMPLETED || spec.isWithoutContent(), spec, "its content");
  }

  private static void check(boolean holds, JobSpec spec, String what) {
    if (!holds) {
      throw new IllegalArgumentException("job " + spec.id() + ": " + what + " cannot be right");
    }
  }

  /** Its name. */
  public JobId id() {
    return spec.id();
  }

  /** Its priority, 0 to {@value JobSpec#PRIORITY_MAX}. */
  public int priority() {
    return spec.priority();
  }

  /** What it carries; {@link Payload#EMPTY} once it is completed. */
  public Payload payload() {
    return spec.payload();
  }

  static Job enqueued(JobSpec spec, JobState state, long seq, long atMillis) {
    return new Job(
        spec,
        seq,
        state,
        0,
        spec.failures(),
        spec.runAtMillis(),
        "",
        0,
        "",
        seq,
        atMillis,
        spec.fingerprint());
  }

  Job dispatched(Event.Dispatch event, long seq) {
    return new Job(
        spec,
        enqueuedSeq,
        JobState.IN_FLIGHT,
        event.attempt(),
        failures,
        runAtMillis,
        event.worker(),
        event.deadlineMillis(),
        reason,
        seq,
        event.atMillis(),
        fingerprint);
  }

  /** The attempt has failed; the job stays in flight, without a deadline, until the verdict. */
  Job failed(String why, long seq, long atMillis) {
    return new Job(
        spec,
        enqueuedSeq,
        state,
        attempt,
        failures + 1,
        runAtMillis,
        worker,
        0,
        why,
        seq,
        atMillis,
        fingerprint);
  }

  Job retried(Event.Retry event, JobState waiting, long seq) {
    return new Job(
        spec,
        enqueuedSeq,
        waiting,
        attempt,
        event.failures(),
        event.runAtMillis(),
        "",
        0,
        reason,
        seq,
        event.atMillis(),
        fingerprint);
  }

  Job completed(long seq, long atMillis) {
    return ended(spec.withoutContent(), JobState.COMPLETED, "", seq, atMillis);
  }

  Job dead(String why, long seq, long atMillis) {
    return ended(spec, JobState.DEAD, why, seq, atMillis);
  }

  private Job ended(JobSpec rest, JobState end, String why, long seq, long atMillis) {
    return new Job(
        rest,
        enqueuedSeq,
        end,
        attempt,
        failures,
        runAtMillis,
        "",
        0,
        why,
        seq,
        atMillis,
        fingerprint);
  }

  /** Its last open dependency is completed. */
  Job unblocked(JobState waiting, long seq, long atMillis) {
    return waiting(waiting, seq, atMillis);
  }

  /** Its run-at has come, which no event tells. */
  Job due() {
    return waiting(JobState.PENDING, changedSeq, changedAtMillis);
  }

  private Job waiting(JobState waiting, long seq, long atMillis) {
    return new Job(
        spec,
        enqueuedSeq,
        waiting,
        attempt,
        failures,
        runAtMillis,
        worker,
        deadlineMillis,
        reason,
        seq,
        atMillis,
        fingerprint);
  }
}
