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

  JobOptions withHeaders(Headers other) {
    return new JobOptions(
        other,
        runAtMillis,
        expireAtMillis,
        dependsOn,
        onParentFailure,
        key,
        idempotencyKey,
        dedupMillis,
        leaseMillis,
        failuresMax,
        backoff,
        failures);
  }

  /** What is left to know of a job that is done: where it belongs, and what it is the twin of. */
  JobOptions withoutContent() {
    if (hasNothingButContent()) {
      return NONE;
    }
    return new JobOptions(
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
  }

  private boolean hasNothingButContent() {
    return runAtMillis == 0
        && key.isEmpty()
        && idempotencyKey.isEmpty()
        && dedupMillis == 0
        && failures == 0;
  }
}
