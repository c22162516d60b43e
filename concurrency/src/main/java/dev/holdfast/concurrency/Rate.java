package dev.holdfast.concurrency;

import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The arithmetic of the generic cell rate algorithm for one rate and burst; immutable.
 *
 * <p>Time is counted in <em>units</em> such that a permit costs a whole number of them, a power of
 * two, and a nanosecond is between one and two of them: so no interval is rounded, however odd the
 * rate, and the conversion is one multiplication, rounded to the nearest unit. A schedule is a line
 * of units of which grants take disjoint pieces; its <em>tail</em>, the theoretical arrival time of
 * the algorithm, is where the next piece begins. A piece may begin at most a burst before now, and
 * is due when its end is now.
 *
 * <p><b>Why no window gets more than its share.</b> Take any window of one period, its end not
 * included. Pieces of what is granted in it begin at or after its first unit less a burst, end
 * before its last unit, and do not overlap. So together they are shorter than a burst and a period,
 * that is, fewer than burst + N permits.
 */
final class Rate {
  /** Binary digits behind the point of {@link #unitsPerNano}. */
  private static final int FRACTION = 62;

  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(FRACTION);

  /** No burst and no wait is longer, so that sums never overflow: at least 36 years. */
  static final long UNITS_MAX = 1L << 61;

  /** Says that a tail has been retired and must be looked up anew. */
  static final long RETIRED = Long.MIN_VALUE;

  final long permits;
  final Duration period;
  final long burst;
  private final int permitShift;
  private final long unitsPerNano;
  private final long nanosPerUnit;
  private final long burstUnits;

  Rate(long permits, Duration period, long burst) {
    if (permits < 1 || burst < 1) {
      throw new IllegalArgumentException(
          "permits and burst must be at least 1: %d, %d".formatted(permits, burst));
    }
    if (period.isNegative() || period.isZero() || period.compareTo(Duration.ofDays(3650)) > 0) {
      throw new IllegalArgumentException("period must be more than 0, at most 10 years: " + period);
    }
    long periodNanos = period.toNanos();
    if (permits > periodNanos) {
      throw new IllegalArgumentException("more than one permit a nanosecond: " + permits);
    }
    this.permits = permits;
    this.period = period;
    this.burst = burst;
    this.permitShift = shiftOf(permits, periodNanos);
    BigInteger units = BigInteger.valueOf(permits).shiftLeft(permitShift + FRACTION);
    BigInteger nanos = BigInteger.valueOf(periodNanos);
    this.unitsPerNano = units.divide(nanos).longValueExact();
    this.nanosPerUnit =
        ONE.shiftLeft(FRACTION).divide(BigInteger.valueOf(unitsPerNano)).longValueExact();
    if (burst > UNITS_MAX >> permitShift) {
      throw new IllegalArgumentException("burst lasts more than 36 years: " + burst);
    }
    this.burstUnits = burst << permitShift;
  }

  /** The smallest power of two that makes a permit at least as many units as nanoseconds. */
  private static int shiftOf(long permits, long periodNanos) {
    int shift = 0;
    while (Math.multiplyHigh(permits, 1L << shift) == 0 && permits << shift < periodNanos) {
      shift++;
    }
    return shift;
  }

  /** Returns the tail of a schedule that is full of permits at this time. */
  long fullAt(long elapsedNanos) {
    return unitsAt(elapsedNanos) - burstUnits;
  }

  long unitsAt(long elapsedNanos) {
    return scale(elapsedNanos, unitsPerNano);
  }

  /** Returns the nanoseconds until it is so many units; exactly, and 0 if it is or was. */
  long nanosUntil(long units, long elapsedNanos) {
    long left = units - unitsAt(elapsedNanos);
    if (left <= 0) {
      return 0;
    }
    long nanos = scale(left, nanosPerUnit);
    while (unitsAt(elapsedNanos + nanos) < units) {
      nanos++;
    }
    while (unitsAt(elapsedNanos + nanos - 1) >= units) {
      nanos--;
    }
    return nanos;
  }

  long unitsOf(long weight) {
    return weight << permitShift;
  }

  /** Returns the units that begin within this time, as far as any wait may last. */
  long waitUnits(long remainingNanos) {
    return remainingNanos <= 0
        ? 0
        : Math.min(UNITS_MAX, unitsAt(Math.min(remainingNanos, UNITS_MAX)));
  }

  /** Returns the tail of a schedule that goes on from one with another rate: what is owed stays. */
  long carryOver(Rate old, long oldTail, long elapsedNanos) {
    long balance = old.unitsAt(elapsedNanos) - Math.max(oldTail, old.fullAt(elapsedNanos));
    int shift = permitShift - old.permitShift;
    long converted = balance >> Math.min(63, Math.max(0, -shift));
    if (shift > 0) {
      boolean fits = Long.numberOfLeadingZeros(Math.abs(balance)) > shift + 2;
      converted = fits ? balance << shift : balance < 0 ? -UNITS_MAX : UNITS_MAX;
    }
    return unitsAt(elapsedNanos) - converted;
  }

  /** Returns the whole permits that fit between the tail and now; less than 0 if owed. */
  long permitsBetween(long tail, long nowUnits) {
    return (nowUnits - Math.max(tail, nowUnits - burstUnits)) >> permitShift;
  }

  /** Takes the piece if it is due already. */
  boolean takeIfDue(AtomicLong tail, long nowUnits, long units) {
    while (true) {
      long seen = tail.get();
      long begin = Math.max(seen, nowUnits - burstUnits);
      if (begin + units > nowUnits || seen == RETIRED) {
        return false;
      }
      if (tail.compareAndSet(seen, begin + units)) {
        return true;
      }
    }
  }

  /**
   * Takes the next piece if it is due within the wait.
   *
   * @return where it begins, or {@link #RETIRED} if it was not taken
   */
  long take(AtomicLong tail, long nowUnits, long units, long waitUnitsMax) {
    while (true) {
      long seen = tail.get();
      long begin = Math.max(seen, nowUnits - burstUnits);
      if (seen == RETIRED || begin + units - nowUnits > waitUnitsMax) {
        return RETIRED;
      }
      if (tail.compareAndSet(seen, begin + units)) {
        return begin;
      }
    }
  }

  /** Whether a piece that begins there could be taken now without exceeding the burst. */
  boolean isFresh(long begin, long nowUnits) {
    return begin >= nowUnits - burstUnits;
  }

  /** Whether a schedule with this tail is as good as new. */
  boolean isFull(long tail, long nowUnits) {
    return tail <= nowUnits - burstUnits;
  }

  /** Multiplies and rounds to the nearest. */
  private static long scale(long value, long factor) {
    long low = value * factor;
    long whole = Math.multiplyHigh(value, factor) << (64 - FRACTION) | low >>> FRACTION;
    return whole + ((low >>> (FRACTION - 1)) & 1);
  }
}
