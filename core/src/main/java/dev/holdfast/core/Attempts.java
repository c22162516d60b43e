package dev.holdfast.core;

import java.util.ArrayList;
import java.util.List;

/**
 * What has become of a job since it was enqueued. Immutable. Most waiting jobs share one.
 *
 * @param count how often it was dispatched; while it is in flight, the fencing token of its lease
 * @param failures how many attempts have failed, those included that it brought along
 * @param interruptions how often the process died that ran it
 * @param runAtMillis not to be served before this moment; 0 is at once
 * @param worker who holds it, "" unless it is in flight
 * @param dispatchedAtMillis when it was last dispatched, in milliseconds since the epoch; 0 before
 * @param deadlineMillis when its lease runs out, 0 unless it is in flight. In flight with 0 is an
 *     attempt that has failed, and whose retry or death is the next event
 * @param cancelRequested whether it is in flight and was called off meanwhile: it runs no further
 *     attempt
 * @param reason why it last failed, is dead or was cancelled, or ""
 * @param errors how its last attempts failed, oldest first, at most {@link AttemptError#KEPT_MAX}
 * @param progress what its worker last said of it, or {@link Payload#EMPTY}
 * @param result what it gave, or {@link Payload#EMPTY}
 * @param fingerprint what {@link JobSpec#fingerprint()} said when it was enqueued, where its
 *     description no longer tells; else 0
 */
public record Attempts(
    int count,
    int failures,
    int interruptions,
    long runAtMillis,
    String worker,
    long dispatchedAtMillis,
    long deadlineMillis,
    boolean cancelRequested,
    String reason,
    List<AttemptError> errors,
    Payload progress,
    Payload result,
    long fingerprint) {

  private static final Attempts NONE = none(0, 0);

  /**
   * Copies the list and checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative, or there are too many errors
   */
  public Attempts {
    errors = List.copyOf(errors);
    if (Math.min(Math.min(count, failures), interruptions) < 0
        || Math.min(Math.min(runAtMillis, dispatchedAtMillis), deadlineMillis) < 0) {
      throw new IllegalArgumentException(
          "no number of a job's attempts is negative: %d, %d, %d, %d, %d, %d"
              .formatted(
                  count, failures, interruptions, runAtMillis, dispatchedAtMillis, deadlineMillis));
    }
    if (errors.size() > AttemptError.KEPT_MAX) {
      throw new IllegalArgumentException(
          "a job keeps %d errors, not %d".formatted(AttemptError.KEPT_MAX, errors.size()));
    }
  }

  /** Of a job that nobody has tried yet. Nearly all such jobs share one. */
  public static Attempts before(JobSpec spec) {
    return spec.failures() == 0 && spec.runAtMillis() == 0
        ? NONE
        : none(spec.failures(), spec.runAtMillis());
  }

  private static Attempts none(int failures, long runAtMillis) {
    return new Attempts(
        0,
        failures,
        0,
        runAtMillis,
        "",
        0,
        0,
        false,
        "",
        List.of(),
        Payload.EMPTY,
        Payload.EMPTY,
        0);
  }

  Attempts dispatched(Event.Dispatch event) {
    return new Attempts(
        event.attempt(),
        failures,
        interruptions,
        runAtMillis,
        event.worker(),
        event.atMillis(),
        event.deadlineMillis(),
        false,
        reason,
        errors,
        Payload.EMPTY,
        Payload.EMPTY,
        fingerprint);
  }

  Attempts extended(Event.Extend event) {
    return new Attempts(
        count,
        failures,
        interruptions,
        runAtMillis,
        worker,
        dispatchedAtMillis,
        event.deadlineMillis(),
        cancelRequested,
        reason,
        errors,
        event.progress().isEmpty() ? progress : event.progress(),
        result,
        fingerprint);
  }

  /** The attempt has failed; the job stays in flight, without a deadline, until the verdict. */
  Attempts failed(AttemptError error) {
    return new Attempts(
        count,
        failures + 1,
        interruptions,
        runAtMillis,
        worker,
        dispatchedAtMillis,
        0,
        cancelRequested,
        cancelRequested ? reason : error.message(),
        with(error),
        progress,
        result,
        fingerprint);
  }

  private List<AttemptError> with(AttemptError error) {
    List<AttemptError> all = new ArrayList<>(errors);
    if (all.size() == AttemptError.KEPT_MAX) {
      all.removeFirst();
    }
    all.add(error);
    return all;
  }

  Attempts cancelRequested(String why) {
    return new Attempts(
        count,
        failures,
        interruptions,
        runAtMillis,
        worker,
        dispatchedAtMillis,
        deadlineMillis,
        true,
        why,
        errors,
        progress,
        result,
        fingerprint);
  }

  /** Back in the queue. Without a failure before and without a release, the process has died. */
  Attempts retried(Event.Retry event) {
    boolean interrupted = deadlineMillis != 0 && !event.released();
    return new Attempts(
        count,
        event.failures(),
        interruptions + (interrupted ? 1 : 0),
        event.runAtMillis(),
        "",
        dispatchedAtMillis,
        0,
        false,
        reason,
        errors,
        progress,
        result,
        fingerprint);
  }

  /** Back in the queue after its end, with all its chances. */
  Attempts requeued(long originalFingerprint) {
    return new Attempts(
        count,
        0,
        0,
        0,
        "",
        dispatchedAtMillis,
        0,
        false,
        reason,
        errors,
        Payload.EMPTY,
        Payload.EMPTY,
        originalFingerprint);
  }

  Attempts completed(Payload outcome, long originalFingerprint) {
    return ended("", outcome, originalFingerprint);
  }

  Attempts lost(String why) {
    return ended(why, Payload.EMPTY, fingerprint);
  }

  private Attempts ended(String why, Payload outcome, long print) {
    return new Attempts(
        count,
        failures,
        interruptions,
        runAtMillis,
        "",
        dispatchedAtMillis,
        0,
        false,
        why,
        errors,
        progress,
        outcome,
        print);
  }
}
