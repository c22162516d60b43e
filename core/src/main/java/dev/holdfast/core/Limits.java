package dev.holdfast.core;

import java.util.Objects;

/**
 * The numbers that decisions are bound by, for every queue that does not say otherwise. Only {@link
 * JobMachine#decide} looks at them: what a logged event does never depends on them, so they may
 * differ from run to run. Immutable.
 */
public final class Limits {

  private static final Limits DEFAULTS = new Builder().build();

  /**
   * Leases of 3 s, 3 failures without a wait between, 20 interruptions, nothing forgotten, payloads
   * of 2 MiB, headers and progress of 16 KiB, results of 256 KiB, 1,000 dependencies, 100,000,000
   * jobs, batches of 10,000, reasons of 1,000 characters, 100,000 queues, 10,000 schedules.
   */
  public static Limits defaults() {
    return DEFAULTS;
  }

  private static void atLeast(long min, String name, long value) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min + ", not " + value);
    }
  }

  /** The same limits with other leases. */
  public Limits withLeaseMillis(long value) {
    return toBuilder().leaseMillis(value).build();
  }

  /** The same limits with another number of failures. */
  public Limits withFailuresMax(int value) {
    return toBuilder().failuresMax(value).build();
  }

  /** The same limits with another number of interruptions. */
  public Limits withInterruptionsMax(int value) {
    return toBuilder().interruptionsMax(value).build();
  }

  /** The same limits with other payload sizes. */
  public Limits withPayloadBytesMax(int value) {
    return toBuilder().payloadBytesMax(value).build();
  }

  /** The same limits with another number of dependencies. */
  public Limits withDependenciesMax(int value) {
    return toBuilder().dependenciesMax(value).build();
  }

  /** The same limits with another number of jobs. */
  public Limits withJobsMax(int value) {
    return toBuilder().jobsMax(value).build();
  }

  /** The same limits with other batch sizes. */
  public Limits withBatchJobsMax(int value) {
    return toBuilder().batchJobsMax(value).build();
  }

  /** The same limits with another length of reasons. */
  public Limits withReasonCharsMax(int value) {
    return toBuilder().reasonCharsMax(value).build();
  }

  /** The same limits with another backoff. */
  public Limits withBackoff(Backoff value) {
    return toBuilder().backoff(value).build();
  }

  /** The same limits with another retention. */
  public Limits withRetention(Retention value) {
    return toBuilder().retention(value).build();
  }

  private final long leaseMillis;
  private final int failuresMax;
  private final Backoff backoff;
  private final int interruptionsMax;
  private final Retention retention;
  private final int payloadBytesMax;
  private final int headersBytesMax;
  private final int resultBytesMax;
  private final int progressBytesMax;
  private final int dependenciesMax;
  private final int jobsMax;
  private final int batchJobsMax;
  private final int reasonCharsMax;
  private final int queuesMax;
  private final int schedulesMax;

  private Limits(Builder from) {
    this.leaseMillis = from.leaseMillis;
    this.failuresMax = from.failuresMax;
    this.backoff = from.backoff;
    this.interruptionsMax = from.interruptionsMax;
    this.retention = from.retention;
    this.payloadBytesMax = from.payloadBytesMax;
    this.headersBytesMax = from.headersBytesMax;
    this.resultBytesMax = from.resultBytesMax;
    this.progressBytesMax = from.progressBytesMax;
    this.dependenciesMax = from.dependenciesMax;
    this.jobsMax = from.jobsMax;
    this.batchJobsMax = from.batchJobsMax;
    this.reasonCharsMax = from.reasonCharsMax;
    this.queuesMax = from.queuesMax;
    this.schedulesMax = from.schedulesMax;
  }

  /** Begins with these values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** How long a worker may hold a job before it is taken back, in milliseconds. */
  public long leaseMillis() {
    return leaseMillis;
  }

  /** The number of failed attempts at which a job is dead. */
  public int failuresMax() {
    return failuresMax;
  }

  /** How long a job waits after a failure. */
  public Backoff backoff() {
    return backoff;
  }

  /** How often the process may die while it runs a job before the job is blamed, and dead. */
  public int interruptionsMax() {
    return interruptionsMax;
  }

  /** How long jobs are remembered that have reached their end. */
  public Retention retention() {
    return retention;
  }

  /** The largest payload, in bytes. */
  public int payloadBytesMax() {
    return payloadBytesMax;
  }

  /** The most bytes that the headers of one job have. */
  public int headersBytesMax() {
    return headersBytesMax;
  }

  /** The largest result, in bytes. */
  public int resultBytesMax() {
    return resultBytesMax;
  }

  /** The largest word on progress, in bytes. */
  public int progressBytesMax() {
    return progressBytesMax;
  }

  /** The most jobs that one job may depend on. */
  public int dependenciesMax() {
    return dependenciesMax;
  }

  /** The most jobs that are remembered at once, finished ones included. */
  public int jobsMax() {
    return jobsMax;
  }

  /** The most jobs in one {@link Command.Enqueue}. */
  public int batchJobsMax() {
    return batchJobsMax;
  }

  /** Longer error messages and reasons are cut to this many characters. */
  public int reasonCharsMax() {
    return reasonCharsMax;
  }

  /** The most queues at once. */
  public int queuesMax() {
    return queuesMax;
  }

  /** The most schedules at once. */
  public int schedulesMax() {
    return schedulesMax;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Limits that
        && leaseMillis == that.leaseMillis
        && failuresMax == that.failuresMax
        && backoff.equals(that.backoff)
        && interruptionsMax == that.interruptionsMax
        && retention.equals(that.retention)
        && payloadBytesMax == that.payloadBytesMax
        && headersBytesMax == that.headersBytesMax
        && resultBytesMax == that.resultBytesMax
        && progressBytesMax == that.progressBytesMax
        && dependenciesMax == that.dependenciesMax
        && jobsMax == that.jobsMax
        && batchJobsMax == that.batchJobsMax
        && reasonCharsMax == that.reasonCharsMax
        && queuesMax == that.queuesMax
        && schedulesMax == that.schedulesMax;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        leaseMillis,
        failuresMax,
        backoff,
        interruptionsMax,
        retention,
        payloadBytesMax,
        headersBytesMax,
        resultBytesMax,
        progressBytesMax,
        dependenciesMax,
        jobsMax,
        batchJobsMax,
        reasonCharsMax,
        queuesMax,
        schedulesMax);
  }

  @Override
  public String toString() {
    return "Limits["
        + "leaseMillis="
        + leaseMillis
        + ", failuresMax="
        + failuresMax
        + ", backoff="
        + backoff
        + ", interruptionsMax="
        + interruptionsMax
        + ", retention="
        + retention
        + ", payloadBytesMax="
        + payloadBytesMax
        + ", headersBytesMax="
        + headersBytesMax
        + ", resultBytesMax="
        + resultBytesMax
        + ", progressBytesMax="
        + progressBytesMax
        + ", dependenciesMax="
        + dependenciesMax
        + ", jobsMax="
        + jobsMax
        + ", batchJobsMax="
        + batchJobsMax
        + ", reasonCharsMax="
        + reasonCharsMax
        + ", queuesMax="
        + queuesMax
        + ", schedulesMax="
        + schedulesMax
        + "]";
  }

  /** Gathers limits. Not thread safe. */
  public static final class Builder {
    private long leaseMillis = 3_000;
    private int failuresMax = 3;
    private Backoff backoff = Backoff.NONE;
    private int interruptionsMax = 20;
    private Retention retention = Retention.FOREVER;
    private int payloadBytesMax = 2 * 1024 * 1024;
    private int headersBytesMax = 16 * 1024;
    private int resultBytesMax = 256 * 1024;
    private int progressBytesMax = 16 * 1024;
    private int dependenciesMax = 1_000;
    private int jobsMax = 100_000_000;
    private int batchJobsMax = 10_000;
    private int reasonCharsMax = 1_000;
    private int queuesMax = 100_000;
    private int schedulesMax = 10_000;

    private Builder() {}

    private Builder(Limits like) {
      this.leaseMillis = like.leaseMillis;
      this.failuresMax = like.failuresMax;
      this.backoff = like.backoff;
      this.interruptionsMax = like.interruptionsMax;
      this.retention = like.retention;
      this.payloadBytesMax = like.payloadBytesMax;
      this.headersBytesMax = like.headersBytesMax;
      this.resultBytesMax = like.resultBytesMax;
      this.progressBytesMax = like.progressBytesMax;
      this.dependenciesMax = like.dependenciesMax;
      this.jobsMax = like.jobsMax;
      this.batchJobsMax = like.batchJobsMax;
      this.reasonCharsMax = like.reasonCharsMax;
      this.queuesMax = like.queuesMax;
      this.schedulesMax = like.schedulesMax;
    }

    /** How long a worker may hold a job before it is taken back, in milliseconds. */
    public Builder leaseMillis(long value) {
      leaseMillis = value;
      return this;
    }

    /** The number of failed attempts at which a job is dead. */
    public Builder failuresMax(int value) {
      failuresMax = value;
      return this;
    }

    /** How long a job waits after a failure. */
    public Builder backoff(Backoff value) {
      backoff = Objects.requireNonNull(value, "backoff");
      return this;
    }

    /** How often the process may die while it runs a job before the job is blamed, and dead. */
    public Builder interruptionsMax(int value) {
      interruptionsMax = value;
      return this;
    }

    /** How long jobs are remembered that have reached their end. */
    public Builder retention(Retention value) {
      retention = Objects.requireNonNull(value, "retention");
      return this;
    }

    /** The largest payload, in bytes. */
    public Builder payloadBytesMax(int value) {
      payloadBytesMax = value;
      return this;
    }

    /** The most bytes that the headers of one job have. */
    public Builder headersBytesMax(int value) {
      headersBytesMax = value;
      return this;
    }

    /** The largest result, in bytes. */
    public Builder resultBytesMax(int value) {
      resultBytesMax = value;
      return this;
    }

    /** The largest word on progress, in bytes. */
    public Builder progressBytesMax(int value) {
      progressBytesMax = value;
      return this;
    }

    /** The most jobs that one job may depend on. */
    public Builder dependenciesMax(int value) {
      dependenciesMax = value;
      return this;
    }

    /** The most jobs that are remembered at once, finished ones included. */
    public Builder jobsMax(int value) {
      jobsMax = value;
      return this;
    }

    /** The most jobs in one {@link Command.Enqueue}. */
    public Builder batchJobsMax(int value) {
      batchJobsMax = value;
      return this;
    }

    /** Longer error messages and reasons are cut to this many characters. */
    public Builder reasonCharsMax(int value) {
      reasonCharsMax = value;
      return this;
    }

    /** The most queues at once. */
    public Builder queuesMax(int value) {
      queuesMax = value;
      return this;
    }

    /** The most schedules at once. */
    public Builder schedulesMax(int value) {
      schedulesMax = value;
      return this;
    }

    /**
     * The limits.
     *
     * @throws IllegalArgumentException if a value is out of its range; the builder stays as it is
     */
    public Limits build() {
      atLeast(1, "leaseMillis", leaseMillis);
      atLeast(1, "failuresMax", failuresMax);
      atLeast(1, "interruptionsMax", interruptionsMax);
      atLeast(1, "jobsMax", jobsMax);
      atLeast(1, "batchJobsMax", batchJobsMax);
      atLeast(1, "reasonCharsMax", reasonCharsMax);
      atLeast(1, "queuesMax", queuesMax);
      atLeast(0, "payloadBytesMax", payloadBytesMax);
      atLeast(0, "headersBytesMax", headersBytesMax);
      atLeast(0, "resultBytesMax", resultBytesMax);
      atLeast(0, "progressBytesMax", progressBytesMax);
      atLeast(0, "dependenciesMax", dependenciesMax);
      atLeast(0, "schedulesMax", schedulesMax);
      return new Limits(this);
    }
  }
}
