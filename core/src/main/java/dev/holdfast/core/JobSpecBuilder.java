package dev.holdfast.core;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Gathers what is said of a job; see the methods of the same names in {@link JobSpec}. Each method
 * returns this builder, and refuses null at once. Not thread safe; may be used again after {@link
 * #build}.
 */
public final class JobSpecBuilder {
  private final JobId id;
  private Payload payload;
  private String queue;
  private String type;
  private int priority;
  private Headers headers;
  private long runAtMillis;
  private long expireAtMillis;
  private List<JobId> dependsOn;
  private ParentFailure onParentFailure;
  private String key;
  private String idempotencyKey;
  private long dedupMillis;
  private long leaseMillis;
  private int failuresMax;
  private Optional<Backoff> backoff;
  private int failures;

  JobSpecBuilder(JobSpec like) {
    this.id = like.id();
    this.payload = like.payload();
    this.queue = like.queue();
    this.type = like.type();
    this.priority = like.priority();
    this.headers = like.headers();
    this.runAtMillis = like.runAtMillis();
    this.expireAtMillis = like.expireAtMillis();
    this.dependsOn = like.dependsOn();
    this.onParentFailure = like.onParentFailure();
    this.key = like.key();
    this.idempotencyKey = like.idempotencyKey();
    this.dedupMillis = like.dedupMillis();
    this.leaseMillis = like.leaseMillis();
    this.failuresMax = like.failuresMax();
    this.backoff = like.backoff();
    this.failures = like.failures();
  }

  /** What it carries. */
  public JobSpecBuilder payload(Payload value) {
    payload = Objects.requireNonNull(value, "payload");
    return this;
  }

  /** The queue that it goes to. */
  public JobSpecBuilder queue(String value) {
    queue = Objects.requireNonNull(value, "queue");
    return this;
  }

  /** What kind of job it is. */
  public JobSpecBuilder type(String value) {
    type = Objects.requireNonNull(value, "type");
    return this;
  }

  /** 0 to {@value JobSpec#PRIORITY_MAX}. */
  public JobSpecBuilder priority(int value) {
    priority = value;
    return this;
  }

  /** What travels with it. */
  public JobSpecBuilder headers(Headers value) {
    headers = Objects.requireNonNull(value, "headers");
    return this;
  }

  /** Not to be served before this moment. */
  public JobSpecBuilder runAtMillis(long value) {
    runAtMillis = value;
    return this;
  }

  /** Dead if not served once before this moment. */
  public JobSpecBuilder expireAtMillis(long value) {
    expireAtMillis = value;
    return this;
  }

  /** The jobs that must be completed before. */
  public JobSpecBuilder dependsOn(List<JobId> value) {
    dependsOn = List.copyOf(value);
    return this;
  }

  /** What becomes of it when one of these dies. */
  public JobSpecBuilder onParentFailure(ParentFailure value) {
    onParentFailure = Objects.requireNonNull(value, "onParentFailure");
    return this;
  }

  /** Whom it belongs to. */
  public JobSpecBuilder key(String value) {
    key = Objects.requireNonNull(value, "key");
    return this;
  }

  /** Its second name, which stands for it so long, in milliseconds. */
  public JobSpecBuilder idempotencyKey(String value, long windowMillis) {
    idempotencyKey = Objects.requireNonNull(value, "idempotencyKey");
    dedupMillis = windowMillis;
    return this;
  }

  /** For how long its names stand for it. */
  public JobSpecBuilder dedupMillis(long value) {
    dedupMillis = value;
    return this;
  }

  /** How long a worker may hold it. */
  public JobSpecBuilder leaseMillis(long value) {
    leaseMillis = value;
    return this;
  }

  /** The number of failed attempts at which it is dead. */
  public JobSpecBuilder failuresMax(int value) {
    failuresMax = value;
    return this;
  }

  /** How long it waits after a failure. */
  public JobSpecBuilder backoff(Backoff value) {
    backoff = Optional.of(Objects.requireNonNull(value, "backoff"));
    return this;
  }

  /** Failed attempts that it brings along. */
  public JobSpecBuilder failures(int value) {
    failures = value;
    return this;
  }

  /**
   * The job.
   *
   * @throws IllegalArgumentException if a value is out of its range, or a dependency is named twice
   *     or is the job itself; the builder stays as it is
   */
  public JobSpec build() {
    return JobSpec.checked(
        id,
        payload,
        queue,
        type,
        priority,
        new JobOptions(
            headers,
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
            failures));
  }
}
