package dev.holdfast.core;

/**
 * All that there is to know about one job at one moment. Immutable: a change makes a new one.
 *
 * @param spec the job as it was enqueued. A completed job keeps neither payload, headers nor
 *     dependencies; a job whose parent was lost and that runs anyway no longer names that parent
 * @param enqueuedSeq the number of its {@link Event.Enqueue}: its place in the queue among jobs of
 *     equal priority
 * @param enqueuedAtMillis the moment of that event
 * @param state where it stands
 * @param changedSeq the number of the last event that changed it; the event that unblocked it
 *     counts, the coming of its run-at does not
 * @param changedAtMillis the moment of that event
 * @param attempts what has become of it
 */
public record Job(
    JobSpec spec,
    long enqueuedSeq,
    long enqueuedAtMillis,
    JobState state,
    long changedSeq,
    long changedAtMillis,
    Attempts attempts) {

  /**
   * Checks that the fields fit each other.
   *
   * @throws IllegalArgumentException if they do not; the message names the job
   */
  public Job {
    boolean inFlight = state == JobState.IN_FLIGHT;
    check(enqueuedSeq >= 1 && changedSeq >= enqueuedSeq, spec, "its sequence numbers");
    check(enqueuedAtMillis >= 0 && changedAtMillis >= enqueuedAtMillis, spec, "its times");
    int attemptsMin = inFlight || state == JobState.COMPLETED ? 1 : 0;
    check(attempts.count() >= attemptsMin, spec, "its attempt");
    check(attempts.worker().isEmpty() != inFlight, spec, "its worker");
    check(inFlight || attempts.deadlineMillis() == 0, spec, "its deadline");
    check(inFlight || !attempts.cancelRequested(), spec, "its cancellation");
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

  /** Its queue. */
  public String queue() {
    return spec.queue();
  }

  /** What kind of job it is, or "". */
  public String type() {
    return spec.type();
  }

  /** Its priority, 0 to {@value JobSpec#PRIORITY_MAX}. */
  public int priority() {
    return spec.priority();
  }

  /** What it carries; {@link Payload#EMPTY} once it is completed. */
  public Payload payload() {
    return spec.payload();
  }

  /** What travels with it. */
  public Headers headers() {
    return spec.headers();
  }

  /** How often it was dispatched; while it is in flight, the fencing token of its lease. */
  public int attempt() {
    return attempts.count();
  }

  /** How many attempts have failed, those included that it brought along. */
  public int failures() {
    return attempts.failures();
  }

  /** Not to be served before this moment; 0 is at once. */
  public long runAtMillis() {
    return attempts.runAtMillis();
  }

  /** Who holds it, "" unless it is in flight. */
  public String worker() {
    return attempts.worker();
  }

  /** When its lease runs out, 0 unless it is in flight. */
  public long deadlineMillis() {
    return attempts.deadlineMillis();
  }

  /** Why it last failed, is dead or was cancelled, or "". */
  public String reason() {
    return attempts.reason();
  }

  /** What {@link JobSpec#fingerprint()} said when it was enqueued. */
  public long fingerprint() {
    return attempts.fingerprint() != 0 ? attempts.fingerprint() : spec.fingerprint();
  }

  /** Whether its attempt has failed, and what follows from that is not yet said. */
  boolean lacksVerdict() {
    return state == JobState.IN_FLIGHT && attempts.deadlineMillis() == 0;
  }

  /** Whether this attempt holds it, failed or not. */
  boolean isHeldBy(int attempt) {
    return state == JobState.IN_FLIGHT && attempts.count() == attempt;
  }

  /** When it is dead because nobody has begun with it; 0 is never. */
  long expiresAtMillis() {
    return state.isWaiting() && attempts.count() == 0 ? spec.expireAtMillis() : 0;
  }

  /** Until when its names stand for it, although it may be forgotten. */
  long dedupUntilMillis() {
    long window = spec.dedupMillis();
    return window > Long.MAX_VALUE - enqueuedAtMillis ? Long.MAX_VALUE : enqueuedAtMillis + window;
  }

  static Job enqueued(JobSpec spec, JobState state, long seq, long atMillis) {
    return new Job(spec, seq, atMillis, state, seq, atMillis, Attempts.before(spec));
  }

  /** Changed by an event. */
  Job changed(JobState next, Attempts nextAttempts, long seq, long atMillis) {
    return new Job(spec, enqueuedSeq, enqueuedAtMillis, next, seq, atMillis, nextAttempts);
  }

  Job completed(Payload result, long seq, long atMillis) {
    return new Job(
        spec.withoutContent(),
        enqueuedSeq,
        enqueuedAtMillis,
        JobState.COMPLETED,
        seq,
        atMillis,
        attempts.completed(result, fingerprint()));
  }

  Job requeued(JobState next, long seq, long atMillis) {
    long print = fingerprint();
    JobSpec again = spec.expireAtMillis() == 0 ? spec : spec.toBuilder().expireAtMillis(0).build();
    return new Job(
        again, enqueuedSeq, enqueuedAtMillis, next, seq, atMillis, attempts.requeued(print));
  }

  /** It no longer waits for this job. */
  Job without(JobId parent, long seq, long atMillis) {
    JobSpec freed =
        spec.toBuilder()
            .dependsOn(spec.dependsOn().stream().filter(id -> !id.equals(parent)).toList())
            .build();
    return new Job(
        freed, enqueuedSeq, enqueuedAtMillis, state, seq, atMillis, withFingerprint(fingerprint()));
  }

  private Attempts withFingerprint(long print) {
    return new Attempts(
        attempts.count(),
        attempts.failures(),
        attempts.interruptions(),
        attempts.runAtMillis(),
        attempts.worker(),
        attempts.dispatchedAtMillis(),
        attempts.deadlineMillis(),
        attempts.cancelRequested(),
        attempts.reason(),
        attempts.errors(),
        attempts.progress(),
        attempts.result(),
        print);
  }

  /** The same with the address that other jobs of its queue and type have. */
  @SuppressWarnings("ReferenceEquality") // it is about the objects
  Job sharing(Queues queues) {
    JobSpec shared = queues.share(spec);
    return shared == spec
        ? this
        : new Job(
            shared, enqueuedSeq, enqueuedAtMillis, state, changedSeq, changedAtMillis, attempts);
  }

  /** Its run-at has come. */
  Job due() {
    return new Job(
        spec,
        enqueuedSeq,
        enqueuedAtMillis,
        JobState.PENDING,
        changedSeq,
        changedAtMillis,
        attempts);
  }
}
