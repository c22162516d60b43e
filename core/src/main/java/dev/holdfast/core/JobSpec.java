package dev.holdfast.core;

import dev.holdfast.core.internal.Fingerprint;
import dev.holdfast.core.internal.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A job as its client describes it. Immutable; most are made by {@link #of} and a few {@code with}
 * methods, rich ones by {@link #builder}.
 *
 * <p>What is not said is decided by the {@link QueueSettings} of its queue, and what they leave
 * open by the {@link Limits}.
 */
public final class JobSpec {

  /** The priority that is served before all others. */
  public static final int PRIORITY_MAX = 10;

  /** The queue of a job that does not name one. */
  public static final String DEFAULT_QUEUE = "default";

  /** The longest name of a queue, type, key or idempotency key, in UTF-16 characters. */
  public static final int NAME_LENGTH_MAX = 128;

  private final JobId id;
  private final byte[] payload;
  private final Address address;
  private final JobOptions options;
  private final byte priority;
  private final boolean json;

  private JobSpec(
      JobId id, byte[] payload, boolean json, Address address, int priority, JobOptions options) {
    this.id = Objects.requireNonNull(id, "id");
    this.payload = payload;
    this.json = json;
    this.address = address;
    this.priority = (byte) priority;
    this.options = options;
  }

  /** A fresh job of priority 0 in the default queue, to be served at once. */
  public static JobSpec of(JobId id, Payload payload) {
    return new JobSpec(id, payload.array(), payload.isJson(), Address.DEFAULT, 0, JobOptions.NONE);
  }

  /** Describes a job of this name step by step. */
  public static JobSpecBuilder builder(JobId id) {
    return new JobSpecBuilder(of(id, Payload.EMPTY));
  }

  /** Describes a job that is like this one but for what is said then. */
  public JobSpecBuilder toBuilder() {
    return new JobSpecBuilder(this);
  }

  /** What {@link JobSpecBuilder} has gathered; checks what can be told from that alone. */
  static JobSpec checked(
      JobId id, Payload payload, String queue, String type, int priority, JobOptions options) {
    Names.check("a queue's name", queue, NAME_LENGTH_MAX);
    checkUnlessEmpty("a job's type", type);
    checkUnlessEmpty("a job's key", options.key());
    checkUnlessEmpty("an idempotency key", options.idempotencyKey());
    check(priority >= 0 && priority <= PRIORITY_MAX, id, "priority must be 0 to 10", priority);
    checkNotNegative(id, "run-at", options.runAtMillis());
    checkNotNegative(id, "expiry", options.expireAtMillis());
    checkNotNegative(id, "deduplication window", options.dedupMillis());
    checkNotNegative(id, "lease", options.leaseMillis());
    checkNotNegative(id, "most failures", options.failuresMax());
    checkNotNegative(id, "failures", options.failures());
    checkDependencies(id, options.dependsOn());
    return new JobSpec(
        id,
        payload.array(),
        payload.isJson(),
        Address.of(queue, type),
        priority,
        options.equals(JobOptions.NONE) ? JobOptions.NONE : options);
  }

  private static void checkUnlessEmpty(String what, String name) {
    if (!name.isEmpty()) {
      Names.check(what, name, NAME_LENGTH_MAX);
    }
  }

  private static void checkNotNegative(JobId id, String what, long value) {
    check(value >= 0, id, what + " must be 0 or more", value);
  }

  private static void check(boolean holds, JobId id, String rule, long value) {
    if (!holds) {
      throw new IllegalArgumentException("job %s: its %s, not %d".formatted(id, rule, value));
    }
  }

  private static void checkDependencies(JobId id, List<JobId> dependsOn) {
    if (dependsOn.isEmpty()) {
      return;
    }
    HashSet<JobId> seen = HashSet.newHashSet(dependsOn.size());
    for (JobId dependency : dependsOn) {
      if (dependency.equals(id)) {
        throw new IllegalArgumentException(id + " must not depend on itself");
      }
      if (!seen.add(dependency)) {
        throw new IllegalArgumentException(id + " names its dependency " + dependency + " twice");
      }
    }
  }

  /** Its name. */
  public JobId id() {
    return id;
  }

  /** What it carries. */
  public Payload payload() {
    return Payload.wrap(payload, json);
  }

  /** How many bytes it carries. */
  public int payloadBytes() {
    return payload.length;
  }

  /** The queue that it goes to. */
  public String queue() {
    return address.queue();
  }

  /** What kind of job it is, so that the right handler gets it; or "". */
  public String type() {
    return address.type();
  }

  /** 0 to {@value #PRIORITY_MAX}, larger is served first. */
  public int priority() {
    return priority;
  }

  /** What travels with it. */
  public Headers headers() {
    return options.headers();
  }

  /** Not to be served before this moment, in milliseconds since the epoch; 0 is at once. */
  public long runAtMillis() {
    return options.runAtMillis();
  }

  /**
   * If it has not been served once before this moment, in milliseconds since the epoch, it is dead;
   * 0 is never.
   */
  public long expireAtMillis() {
    return options.expireAtMillis();
  }

  /** The jobs that must be completed before this one is served, each named once. */
  public List<JobId> dependsOn() {
    return options.dependsOn();
  }

  /** What becomes of it when one of these dies or is cancelled. */
  public ParentFailure onParentFailure() {
    return options.onParentFailure();
  }

  /**
   * Whom it belongs to, such as a tenant or a host; or "". Fairness, and the limits for keys, tell
   * the jobs of a queue apart by it.
   */
  public String key() {
    return options.key();
  }

  /**
   * A second name, or "": while {@link #dedupMillis} have not passed, a further job of the same
   * queue with the same idempotency key is taken for this one.
   */
  public String idempotencyKey() {
    return options.idempotencyKey();
  }

  /**
   * For how long after its enqueueing its id and its idempotency key stand for it, even when it is
   * forgotten meanwhile. 0 leaves it to the queue when it is enqueued.
   */
  public long dedupMillis() {
    return options.dedupMillis();
  }

  /** How long a worker may hold it before it is taken back; 0 leaves it to the queue. */
  public long leaseMillis() {
    return options.leaseMillis();
  }

  /** The number of failed attempts at which it is dead; 0 leaves it to the queue. */
  public int failuresMax() {
    return options.failuresMax();
  }

  /** How long it waits after a failure; empty leaves it to the queue. */
  public Optional<Backoff> backoff() {
    return options.backoff();
  }

  /**
   * Failed attempts that it brings along, 0 for a fresh job. They count towards the most failures,
   * but every job that is enqueued gets at least one attempt.
   */
  public int failures() {
    return options.failures();
  }

  /** The same job under another name. */
  public JobSpec withId(JobId newId) {
    return new JobSpec(newId, payload, json, address, priority, options);
  }

  /** The same job with another payload. */
  public JobSpec withPayload(Payload newPayload) {
    return new JobSpec(id, newPayload.array(), newPayload.isJson(), address, priority, options);
  }

  /** The same job in another queue. */
  public JobSpec withQueue(String newQueue) {
    return toBuilder().queue(newQueue).build();
  }

  /** The same job of another type. */
  public JobSpec withType(String newType) {
    return toBuilder().type(newType).build();
  }

  /** The same job with other headers. */
  public JobSpec withHeaders(Headers newHeaders) {
    return withOptions(options.withHeaders(Objects.requireNonNull(newHeaders, "headers")));
  }

  /** The same job with another priority. */
  public JobSpec withPriority(int newPriority) {
    return toBuilder().priority(newPriority).build();
  }

  /** The same job, not to be served before this moment. */
  public JobSpec withRunAtMillis(long newRunAtMillis) {
    return toBuilder().runAtMillis(newRunAtMillis).build();
  }

  /** The same job, waiting for these jobs and no others. */
  public JobSpec withDependsOn(List<JobId> newDependsOn) {
    return toBuilder().dependsOn(newDependsOn).build();
  }

  /** The same job, bringing along this many failed attempts. */
  public JobSpec withFailures(int newFailures) {
    return toBuilder().failures(newFailures).build();
  }

  Address address() {
    return address;
  }

  JobOptions options() {
    return options;
  }

  JobSpec withOptions(JobOptions newOptions) {
    return new JobSpec(id, payload, json, address, priority, newOptions);
  }

  /** The same job, with the very address that other jobs of its queue and type have. */
  @SuppressWarnings("ReferenceEquality") // it is about the objects: equal ones are what it merges
  JobSpec sharing(Address same) {
    return address == same ? this : new JobSpec(id, payload, json, same, priority, options);
  }

  /**
   * Tells the same job sent again from another job under a used id: a 64-bit number over everything
   * but the id, the type, and the headers, equal on every machine. It never changes from release to
   * release.
   *
   * <p>The type is left out because the payload says it too, where it matters; the headers, because
   * a trace context is another one each time.
   */
  public long fingerprint() {
    long mixed = payload().mixInto(0);
    mixed = Fingerprint.mix(mixed, priority);
    mixed = Fingerprint.mix(mixed, runAtMillis());
    mixed = Fingerprint.mix(mixed, failures());
    mixed = Fingerprint.mix(mixed, dependsOn().size());
    for (JobId dependency : dependsOn()) {
      mixed = Fingerprint.mix(mixed, dependency.value());
    }
    return mixYounger(mixed);
  }

  /** What came later counts only where it is used, so that older fingerprints stay true. */
  private long mixYounger(long fingerprint) {
    long mixed = fingerprint;
    if (!queue().equals(DEFAULT_QUEUE)) {
      mixed = Fingerprint.mix(Fingerprint.mix(mixed, 1), queue());
    }
    if (expireAtMillis() != 0) {
      mixed = Fingerprint.mix(Fingerprint.mix(mixed, 2), expireAtMillis());
    }
    if (onParentFailure() != ParentFailure.CASCADE) {
      mixed =
          Fingerprint.mix(
              Fingerprint.mix(mixed, 3), onParentFailure() == ParentFailure.BLOCK ? 1 : 2);
    }
    if (!key().isEmpty()) {
      mixed = Fingerprint.mix(Fingerprint.mix(mixed, 4), key());
    }
    if (!idempotencyKey().isEmpty()) {
      mixed = Fingerprint.mix(Fingerprint.mix(mixed, 5), idempotencyKey());
    }
    if (leaseMillis() != 0 || failuresMax() != 0) {
      mixed = Fingerprint.mix(Fingerprint.mix(mixed, 6), leaseMillis());
      mixed = Fingerprint.mix(mixed, failuresMax());
    }
    if (backoff().isPresent()) {
      Backoff waits = backoff().get();
      mixed = Fingerprint.mix(Fingerprint.mix(mixed, 7), waits.baseMillis());
      mixed = Fingerprint.mix(mixed, Double.doubleToLongBits(waits.factor()));
      mixed = Fingerprint.mix(mixed, waits.maxMillis());
      mixed = Fingerprint.mix(mixed, Double.doubleToLongBits(waits.jitter()));
    }
    return mixed;
  }

  /** What is left to know of a completed job. */
  JobSpec withoutContent() {
    return new JobSpec(
        id, Payload.EMPTY.array(), false, address, priority, options.withoutContent());
  }

  boolean isWithoutContent() {
    return payload.length == 0 && dependsOn().isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof JobSpec that
            && id.equals(that.id)
            && payload().equals(that.payload())
            && address.equals(that.address)
            && priority == that.priority
            && options.equals(that.options));
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "JobSpec[%s in %s, type \"%s\", priority %d, %s, %s]"
        .formatted(id, queue(), type(), priority, payload(), options);
  }
}
