package dev.holdfast.core;

/**
 * The numbers that decisions are bound by. Only {@link JobMachine#decide} looks at them: what a
 * logged event does never depends on them, so they may differ from run to run.
 *
 * @param leaseMillis how long a worker may hold a job before it is taken back
 * @param failuresMax the number of failed attempts at which a job is dead
 * @param interruptionsMax how often the process may die while it runs a job before the job is
 *     blamed, and dead
 * @param payloadBytesMax the largest payload
 * @param dependenciesMax the most jobs that one job may depend on
 * @param jobsMax the most jobs that are remembered at once, finished ones included
 * @param batchJobsMax the most jobs in one {@link Command.Enqueue}
 * @param reasonCharsMax longer error messages are cut to this
 */
public record Limits(
    long leaseMillis,
    int failuresMax,
    int interruptionsMax,
    int payloadBytesMax,
    int dependenciesMax,
    int jobsMax,
    int batchJobsMax,
    int reasonCharsMax) {

  private static final Limits DEFAULTS =
      new Limits(3_000, 3, 20, 2 * 1024 * 1024, 1_000, 100_000_000, 10_000, 1_000);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is not positive; payloads and dependencies may be
   *     forbidden with 0
   */
  public Limits {
    atLeast(1, "leaseMillis", leaseMillis);
    atLeast(1, "failuresMax", failuresMax);
    atLeast(1, "interruptionsMax", interruptionsMax);
    atLeast(0, "payloadBytesMax", payloadBytesMax);
    atLeast(0, "dependenciesMax", dependenciesMax);
    atLeast(1, "jobsMax", jobsMax);
    atLeast(1, "batchJobsMax", batchJobsMax);
    atLeast(1, "reasonCharsMax", reasonCharsMax);
  }

  private static void atLeast(long min, String name, long value) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min + ", not " + value);
    }
  }

  /**
   * Leases of 3 s, 3 failures, 20 interruptions, payloads of 2 MiB, 1,000 dependencies, 100,000,000
   * jobs, batches of 10,000, reasons of 1,000 characters.
   */
  public static Limits defaults() {
    return DEFAULTS;
  }

  /** The same limits with other leases. */
  public Limits withLeaseMillis(long newLeaseMillis) {
    return new Limits(
        newLeaseMillis,
        failuresMax,
        interruptionsMax,
        payloadBytesMax,
        dependenciesMax,
        jobsMax,
        batchJobsMax,
        reasonCharsMax);
  }

  /** The same limits with another number of failures. */
  public Limits withFailuresMax(int newFailuresMax) {
    return new Limits(
        leaseMillis,
        newFailuresMax,
        interruptionsMax,
        payloadBytesMax,
        dependenciesMax,
        jobsMax,
        batchJobsMax,
        reasonCharsMax);
  }

  /** The same limits with another number of interruptions. */
  public Limits withInterruptionsMax(int newInterruptionsMax) {
    return new Limits(
        leaseMillis,
        failuresMax,
        newInterruptionsMax,
        payloadBytesMax,
        dependenciesMax,
        jobsMax,
        batchJobsMax,
        reasonCharsMax);
  }

  /** The same limits with other payload sizes. */
  public Limits withPayloadBytesMax(int newPayloadBytesMax) {
    return new Limits(
        leaseMillis,
        failuresMax,
        interruptionsMax,
        newPayloadBytesMax,
        dependenciesMax,
        jobsMax,
        batchJobsMax,
        reasonCharsMax);
  }

  /** The same limits with another number of dependencies. */
  public Limits withDependenciesMax(int newDependenciesMax) {
    return new Limits(
        leaseMillis,
        failuresMax,
        interruptionsMax,
        payloadBytesMax,
        newDependenciesMax,
        jobsMax,
        batchJobsMax,
        reasonCharsMax);
  }

  /** The same limits with another number of jobs. */
  public Limits withJobsMax(int newJobsMax) {
    return new Limits(
        leaseMillis,
        failuresMax,
        interruptionsMax,
        payloadBytesMax,
        dependenciesMax,
        newJobsMax,
        batchJobsMax,
        reasonCharsMax);
  }

  /** The same limits with other batches. */
  public Limits withBatchJobsMax(int newBatchJobsMax) {
    return new Limits(
        leaseMillis,
        failuresMax,
        interruptionsMax,
        payloadBytesMax,
        dependenciesMax,
        jobsMax,
        newBatchJobsMax,
        reasonCharsMax);
  }

  /** The same limits with other reasons. */
  public Limits withReasonCharsMax(int newReasonCharsMax) {
    return new Limits(
        leaseMillis,
        failuresMax,
        interruptionsMax,
        payloadBytesMax,
        dependenciesMax,
        jobsMax,
        batchJobsMax,
        newReasonCharsMax);
  }
}
