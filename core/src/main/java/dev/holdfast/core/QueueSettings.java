package dev.holdfast.core;

import java.util.Objects;
import java.util.Optional;

/**
 * What holds for one queue, logged when it is set. Immutable.
 *
 * <p>Concurrency, rate, fairness and aging are decided inside the machine, so they hold however
 * many workers there are and survive a restart.
 */
public final class QueueSettings {

  /** The settings of a queue that was never configured: no limit, everything as the limits say. */
  public static final QueueSettings DEFAULTS = new Builder().build();

  /** The longest aging step: ten years. */
  public static final long AGING_MILLIS_MAX = 3650L * 24 * 60 * 60 * 1000;

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  private static void notNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be 0 or more, not " + value);
    }
  }

  private final long leaseMillis;
  private final int failuresMax;
  private final Optional<Backoff> backoff;
  private final Optional<Retention> retention;
  private final long dedupMillis;
  private final int depthMax;
  private final int concurrencyMax;
  private final Rate rate;
  private final int keyConcurrencyMax;
  private final Rate keyRate;
  private final boolean fair;
  private final long agingMillis;

  private QueueSettings(Builder from) {
    this.leaseMillis = from.leaseMillis;
    this.failuresMax = from.failuresMax;
    this.backoff = from.backoff;
    this.retention = from.retention;
    this.dedupMillis = from.dedupMillis;
    this.depthMax = from.depthMax;
    this.concurrencyMax = from.concurrencyMax;
    this.rate = from.rate;
    this.keyConcurrencyMax = from.keyConcurrencyMax;
    this.keyRate = from.keyRate;
    this.fair = from.fair;
    this.agingMillis = from.agingMillis;
  }

  /** Begins with these values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** How long a worker may hold a job, in milliseconds; 0 is as the limits say. */
  public long leaseMillis() {
    return leaseMillis;
  }

  /** The number of failed attempts at which a job is dead; 0 is as the limits say. */
  public int failuresMax() {
    return failuresMax;
  }

  /** How long a job waits after a failure; empty is as the limits say. */
  public Optional<Backoff> backoff() {
    return backoff;
  }

  /** How long finished jobs are remembered; empty is as the limits say. */
  public Optional<Retention> retention() {
    return retention;
  }

  /** For how long the names of a job stand for it that does not say so itself. */
  public long dedupMillis() {
    return dedupMillis;
  }

  /** The most unfinished jobs; more are refused. 0 is no limit. */
  public int depthMax() {
    return depthMax;
  }

  /** The most jobs in flight at once; 0 is no limit. */
  public int concurrencyMax() {
    return concurrencyMax;
  }

  /** How fast jobs are handed out. */
  public Rate rate() {
    return rate;
  }

  /** The most jobs of one key in flight at once; 0 is no limit. */
  public int keyConcurrencyMax() {
    return keyConcurrencyMax;
  }

  /** How fast jobs of one key are handed out. */
  public Rate keyRate() {
    return keyRate;
  }

  /** Whether keys are served in turn, whatever the priorities; within one key, priorities count. */
  public boolean fair() {
    return fair;
  }

  /** A job that has waited this much longer than another makes up for one priority; 0 is never. */
  public long agingMillis() {
    return agingMillis;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QueueSettings that
        && leaseMillis == that.leaseMillis
        && failuresMax == that.failuresMax
        && backoff.equals(that.backoff)
        && retention.equals(that.retention)
        && dedupMillis == that.dedupMillis
        && depthMax == that.depthMax
        && concurrencyMax == that.concurrencyMax
        && rate.equals(that.rate)
        && keyConcurrencyMax == that.keyConcurrencyMax
        && keyRate.equals(that.keyRate)
        && fair == that.fair
        && agingMillis == that.agingMillis;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        leaseMillis,
        failuresMax,
        backoff,
        retention,
        dedupMillis,
        depthMax,
        concurrencyMax,
        rate,
        keyConcurrencyMax,
        keyRate,
        fair,
        agingMillis);
  }

  @Override
  public String toString() {
    return "QueueSettings["
        + "leaseMillis="
        + leaseMillis
        + ", failuresMax="
        + failuresMax
        + ", backoff="
        + backoff
        + ", retention="
        + retention
        + ", dedupMillis="
        + dedupMillis
        + ", depthMax="
        + depthMax
        + ", concurrencyMax="
        + concurrencyMax
        + ", rate="
        + rate
        + ", keyConcurrencyMax="
        + keyConcurrencyMax
        + ", keyRate="
        + keyRate
        + ", fair="
        + fair
        + ", agingMillis="
        + agingMillis
        + "]";
  }

  /** Gathers settings, and refuses null at once. Not thread safe. */
  public static final class Builder {
    private long leaseMillis = 0;
    private int failuresMax = 0;
    private Optional<Backoff> backoff = Optional.empty();
    private Optional<Retention> retention = Optional.empty();
    private long dedupMillis = 0;
    private int depthMax = 0;
    private int concurrencyMax = 0;
    private Rate rate = Rate.UNLIMITED;
    private int keyConcurrencyMax = 0;
    private Rate keyRate = Rate.UNLIMITED;
    private boolean fair = false;
    private long agingMillis = 0;

    private Builder() {}

    private Builder(QueueSettings like) {
      this.leaseMillis = like.leaseMillis;
      this.failuresMax = like.failuresMax;
      this.backoff = like.backoff;
      this.retention = like.retention;
      this.dedupMillis = like.dedupMillis;
      this.depthMax = like.depthMax;
      this.concurrencyMax = like.concurrencyMax;
      this.rate = like.rate;
      this.keyConcurrencyMax = like.keyConcurrencyMax;
      this.keyRate = like.keyRate;
      this.fair = like.fair;
      this.agingMillis = like.agingMillis;
    }

    /** How long a worker may hold a job, in milliseconds; 0 is as the limits say. */
    public Builder leaseMillis(long value) {
      leaseMillis = value;
      return this;
    }

    /** The number of failed attempts at which a job is dead; 0 is as the limits say. */
    public Builder failuresMax(int value) {
      failuresMax = value;
      return this;
    }

    /** How long a job waits after a failure; empty is as the limits say. */
    public Builder backoff(Optional<Backoff> value) {
      backoff = Objects.requireNonNull(value, "backoff");
      return this;
    }

    /** How long finished jobs are remembered; empty is as the limits say. */
    public Builder retention(Optional<Retention> value) {
      retention = Objects.requireNonNull(value, "retention");
      return this;
    }

    /** For how long the names of a job stand for it that does not say so itself. */
    public Builder dedupMillis(long value) {
      dedupMillis = value;
      return this;
    }

    /** The most unfinished jobs; more are refused. 0 is no limit. */
    public Builder depthMax(int value) {
      depthMax = value;
      return this;
    }

    /** The most jobs in flight at once; 0 is no limit. */
    public Builder concurrencyMax(int value) {
      concurrencyMax = value;
      return this;
    }

    /** How fast jobs are handed out. */
    public Builder rate(Rate value) {
      rate = Objects.requireNonNull(value, "rate");
      return this;
    }

    /** The most jobs of one key in flight at once; 0 is no limit. */
    public Builder keyConcurrencyMax(int value) {
      keyConcurrencyMax = value;
      return this;
    }

    /** How fast jobs of one key are handed out. */
    public Builder keyRate(Rate value) {
      keyRate = Objects.requireNonNull(value, "keyRate");
      return this;
    }

    /**
     * Whether keys are served in turn, whatever the priorities; within one key, priorities count.
     */
    public Builder fair(boolean value) {
      fair = value;
      return this;
    }

    /**
     * A job that has waited this much longer than another makes up for one priority; 0 is never.
     */
    public Builder agingMillis(long value) {
      agingMillis = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a value is out of its range; the builder stays as it is
     */
    public QueueSettings build() {
      notNegative("leaseMillis", leaseMillis);
      notNegative("failuresMax", failuresMax);
      notNegative("dedupMillis", dedupMillis);
      notNegative("depthMax", depthMax);
      notNegative("concurrencyMax", concurrencyMax);
      notNegative("keyConcurrencyMax", keyConcurrencyMax);
      if (agingMillis < 0 || agingMillis > AGING_MILLIS_MAX) {
        throw new IllegalArgumentException(
            "agingMillis must be 0 to " + AGING_MILLIS_MAX + ", not " + agingMillis);
      }
      return new QueueSettings(this);
    }
  }
}
