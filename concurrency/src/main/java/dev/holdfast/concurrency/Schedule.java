package dev.holdfast.concurrency;

import java.util.concurrent.atomic.AtomicLong;

/** What a {@link RateLimiter} has granted at one rate: a tail, and the gaps before it. */
final class Schedule {
  final Rate rate;

  /** The only thing that a grant writes. */
  private final AtomicLong tail;

  private final Gaps gaps;

  Schedule(Rate rate, long tailUnits) {
    this.rate = rate;
    this.tail = new AtomicLong(tailUnits);
    this.gaps = new Gaps(rate, tail);
  }

  /** A piece of the schedule: it is due when its end is now. */
  record Piece(Schedule schedule, long begin, long end) {}

  /** Takes a piece that is due. No object is made for it, as it is never given back. */
  boolean takeIfDue(long elapsedNanos, long weight) {
    long nowUnits = rate.unitsAt(elapsedNanos);
    long units = rate.unitsOf(weight);
    return rate.takeIfDue(tail, nowUnits, units)
        || (gaps.any() && gaps.take(units, nowUnits, 0) != Rate.RETIRED);
  }

  /**
   * Takes the earliest piece that is due within the wait.
   *
   * @return where it begins, or {@link Rate#RETIRED}
   */
  long take(long elapsedNanos, long weight, long waitNanosMax) {
    long nowUnits = rate.unitsAt(elapsedNanos);
    long units = rate.unitsOf(weight);
    long waitUnitsMax = rate.waitUnits(waitNanosMax);
    if (gaps.any()) {
      long begin = gaps.take(units, nowUnits, waitUnitsMax);
      if (begin != Rate.RETIRED) {
        return begin;
      }
    }
    return rate.take(tail, nowUnits, units, waitUnitsMax);
  }

  Piece piece(long begin, long weight) {
    return new Piece(this, begin, begin + rate.unitsOf(weight));
  }

  /** Returns the nanoseconds until the piece is due; 0 if it is. */
  long delayNanos(Piece piece, long elapsedNanos) {
    return rate.nanosUntil(piece.end, elapsedNanos);
  }

  /** Gives the piece back, unless it is due: then it may have been used. */
  boolean giveBack(Piece piece, long elapsedNanos) {
    if (piece.end <= rate.unitsAt(elapsedNanos)) {
      return false;
    }
    gaps.giveBack(piece.begin, piece.end);
    return true;
  }

  /** Returns how long a request would have to wait now; takes nothing. */
  long delayNanosOf(long elapsedNanos, long weight) {
    long begin = Math.max(tail.get(), rate.fullAt(elapsedNanos));
    return rate.nanosUntil(begin + rate.unitsOf(weight), elapsedNanos);
  }

  long permitsAvailable(long elapsedNanos) {
    return rate.permitsBetween(tail.get(), rate.unitsAt(elapsedNanos));
  }

  boolean isRetired() {
    return tail.get() == Rate.RETIRED;
  }

  /** Ends this schedule; nobody takes from it any more. */
  Schedule continueWith(Rate next, long elapsedNanos) {
    long last = tail.getAndSet(Rate.RETIRED);
    return new Schedule(next, next.carryOver(rate, last, elapsedNanos));
  }
}
