package dev.holdfast.core;

/** What holds for one job: as it says itself, else as its queue says, else as the limits say. */
final class Rules {
  private final MachineState state;
  private final Limits limits;

  Rules(MachineState state, Limits limits) {
    this.state = state;
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  QueueSettings settings(String queue) {
    QueueState found = state.queues.find(queue);
    return found == null ? QueueSettings.DEFAULTS : found.settings;
  }

  long leaseMillis(Job job) {
    return firstPositive(
        job.spec().leaseMillis(), settings(job.queue()).leaseMillis(), limits.leaseMillis());
  }

  int failuresMax(Job job) {
    return (int)
        firstPositive(
            job.spec().failuresMax(), settings(job.queue()).failuresMax(), limits.failuresMax());
  }

  /** How long a job waits that has failed so often. */
  long backoffMillis(Job job, int failures, long entropy) {
    Backoff backoff =
        job.spec().backoff().or(settings(job.queue())::backoff).orElse(limits.backoff());
    return backoff.baseMillis() == 0
        ? 0
        : backoff.delayMillis(failures, entropy ^ job.enqueuedSeq());
  }

  private static long firstPositive(long first, long second, long third) {
    return first > 0 ? first : second > 0 ? second : third;
  }

  /** A moment so long from now; the end of time at the latest. */
  static long after(long nowMillis, long millis) {
    return millis > Long.MAX_VALUE - nowMillis ? Long.MAX_VALUE : nowMillis + millis;
  }
}
