package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.Optional;

/**
 * Why permits were not granted. Nothing was taken, and what refused can be used again.
 *
 * @param name the semaphore or limiter that refused
 * @param reason why
 * @param weight how many permits were asked for
 * @param available how many were free at that moment; less than 0 while more are held than a
 *     smaller capacity allows, or are promised to others
 * @param position the place in line that was lost, or would have been taken; 1 is the front
 * @param weightAhead the permits that all those ahead in line had asked for
 * @param earliestGrant how long until the same request could have been granted at the earliest;
 *     empty where that depends on when others give back, or if never
 */
public record Refusal(
    String name,
    Reason reason,
    long weight,
    long available,
    int position,
    long weightAhead,
    Optional<Duration> earliestGrant)
    implements Acquisition {
  /** Why permits are not granted. */
  public enum Reason {
    /** More was asked for than can ever be granted at once. */
    EXCEEDS_CAPACITY,
    /** As many wait as may wait. */
    WAITERS_FULL,
    /** The deadline passed, or will have passed before the earliest possible grant. */
    TIMED_OUT,
    /** The caller's cancellation was cancelled. */
    CANCELLED
  }

  @Override
  public Permit orThrow() {
    throw new RefusedException(this);
  }

  /** Says it in a sentence. */
  @Override
  public String toString() {
    String text =
        "%s refused %d permits (%s): %d available, position %d, weight ahead %d"
            .formatted(name, weight, reason, available, position, weightAhead);
    return earliestGrant.map(wait -> text + ", possible in " + wait).orElse(text);
  }
}
