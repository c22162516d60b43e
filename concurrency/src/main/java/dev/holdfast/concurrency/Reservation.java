package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The promise of a {@link RateLimiter} that so many permits are the caller's from a certain moment
 * on. Who holds it waits until then and needs to tell nobody.
 *
 * <p><b>The refund rule.</b> {@link #cancel} gives the permits back as long as they are not due;
 * due permits count as used. If nobody has reserved behind it, it is as if the reservation had
 * never been. Else those behind keep their moments, and the next caller for whom the freed place is
 * large enough takes it over with its moment. Free places are remembered up to a bound, and until
 * they are a burst old; beyond that they are lost. So cancelling never makes any window grant more
 * than it could have granted without.
 */
public final class Reservation {
  private final RateLimiter limiter;
  private final Schedule.Piece piece;
  private final long weight;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  Reservation(RateLimiter limiter, Schedule.Piece piece, long weight) {
    this.limiter = limiter;
    this.piece = piece;
    this.weight = weight;
  }

  /** Returns how many permits are promised. */
  public long weight() {
    return weight;
  }

  /** Returns the time that is left until the permits may be used; zero once they are due. */
  public Duration delay() {
    return Duration.ofNanos(delayNanos());
  }

  long delayNanos() {
    return piece.schedule().delayNanos(piece, limiter.elapsedNanos());
  }

  /**
   * Gives the permits back.
   *
   * @return false if they are due, or were given back before: nothing was changed
   */
  public boolean cancel() {
    if (delayNanos() == 0 || !cancelled.compareAndSet(false, true)) {
      return false;
    }
    boolean back = piece.schedule().giveBack(piece, limiter.elapsedNanos());
    if (back) {
      limiter.tellCancelled(weight);
    }
    return back;
  }
}
