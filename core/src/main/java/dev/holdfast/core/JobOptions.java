package dev.holdfast.core;

import java.util.List;
import java.util.Optional;

/** What few jobs say of themselves; all others share {@link #NONE}. See {@link JobSpec}. */
record JobOptions(
    Headers headers,
    long runAtMillis,
    long expireAtMillis,
    List<JobId> dependsOn,
    ParentFailure onParentFailure,
    String key,
    String idempotencyKey,
    long dedupMillis,
    long leaseMillis,
    int failuresMax,
    Optional<Backoff> backoff,
    int failures) {

  static final JobOptions NONE =
      new JobOptions(
          Headers.NONE,
          0,
          0,
          List.of(),
          ParentFailure.CASCADE,
          "",
          "",
          0,
          0,
          0,
          Optional.empty(),
          0);

  /** What is left to know of a job that is done: where it belongs, and what it is the twin of. */
  @SuppressWarnings("ReferenceEquality") // the short way for the object that nearly all share
  JobOptions withoutContent() {
    if (this == NONE) {
      return NONE;
    }
    JobOptions rest =
        new JobOptions(
            Headers.NONE,
            runAtMillis,
            0,
            List.of(),
            ParentFailure.CASCADE,
            key,
            idempotencyKey,
            dedupMillis,
            0,
            0,
            Optional.empty(),
            failures);
    return rest.equals(NONE) ? NONE : rest;
  }
}
