package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A point in monotonic time after which nobody waits any longer.
 *
 * <p>A deadline is made once, at the edge, and handed down: unlike a timeout it does not start anew
 * at every step. Immutable and safe for use by many threads.
 *
 * <p>Deadlines of one {@link Ticker} are equal if they pass at the same nanosecond.
 */
public final class Deadline {
  /** Never passes. */
  public static final Deadline NEVER = new Deadline(Ticker.system(), 0, Kind.NEVER);

  /** Has passed already: a call with it tries, and does not wait. */
  public static final Deadline NOW = new Deadline(Ticker.system(), 0, Kind.NOW);

  /**
   * Half the range of a wrapping 64-bit clock, 146 years: what lies farther off can no longer be
   * told from the past.
   */
  private static final long NANOS_MAX = Long.MAX_VALUE / 2;

  private static final ScopedValue<Supplier<Deadline>> CURRENT = ScopedValue.newInstance();

  private enum Kind {
    AT,
    NEVER,
    NOW
  }

  private final Ticker ticker;
  private final long atNanos;
  private final Kind kind;

  private Deadline(Ticker ticker, long atNanos, Kind kind) {
    this.ticker = ticker;
    this.atNanos = atNanos;
    this.kind = kind;
  }

  /**
   * Returns the deadline that passes after this time from now on.
   *
   * @param duration zero or negative for a deadline that has passed; more than 146 years never ends
   */
  public static Deadline after(Duration duration) {
    return after(duration, Ticker.system());
  }

  /** Returns the deadline that passes after this time, measured by the given ticker. */
  public static Deadline after(Duration duration, Ticker ticker) {
    return afterNanos(saturatedNanos(duration), ticker);
  }

  static Deadline afterNanos(long nanos, Ticker ticker) {
    Objects.requireNonNull(ticker, "ticker");
    if (nanos <= 0) {
      return NOW;
    }
    return nanos > NANOS_MAX ? NEVER : new Deadline(ticker, ticker.nanoTime() + nanos, Kind.AT);
  }

  /**
   * Returns the deadline of the task that this thread runs for a {@link WorkerPool}, or what {@link
   * #asCurrent(Supplier)} says it is; {@link #NEVER} outside of both.
   */
  public static Deadline current() {
    return CURRENT.isBound() ? CURRENT.get().get() : NEVER;
  }

  /** The same, with a default for a thread that runs no such task. */
  static Deadline currentOrAfter(Duration otherwise) {
    return CURRENT.isBound() ? current() : after(otherwise);
  }

  /** Returns a carrier that makes this the {@link #current()} deadline of what it runs. */
  ScopedValue.Carrier asCurrent() {
    return asCurrent(() -> this);
  }

  /**
   * Returns a carrier that makes a deadline that can be put off the {@link #current()} one of what
   * it runs.
   *
   * @param deadline is asked each time that somebody asks for the current one; by many threads
   */
  public static ScopedValue.Carrier asCurrent(Supplier<Deadline> deadline) {
    return ScopedValue.where(CURRENT, Objects.requireNonNull(deadline, "deadline"));
  }

  /**
   * Returns the nanoseconds that are left: zero or less once the deadline has passed, {@link
   * Long#MAX_VALUE} if it never does.
   */
  public long remainingNanos() {
    return switch (kind) {
      case AT -> atNanos - ticker.nanoTime();
      case NEVER -> Long.MAX_VALUE;
      case NOW -> 0;
    };
  }

  /**
   * When it passes, by {@link System#nanoTime()}: read from the deadline, not from the clock, where
   * that is its own clock. Not for one that never passes.
   */
  long systemNanos() {
    return kind == Kind.AT && ticker.equals(Ticker.system())
        ? atNanos
        : System.nanoTime() + remainingNanos();
  }

  /** Whether the deadline has passed. */
  public boolean isExpired() {
    return remainingNanos() <= 0;
  }

  /** Whether this deadline never passes. */
  public boolean isNever() {
    return kind == Kind.NEVER;
  }

  /** Returns whichever of the two passes first. */
  public Deadline earlier(Deadline other) {
    if (kind == Kind.NOW || other.kind == Kind.NEVER) {
      return this;
    }
    if (kind == Kind.NEVER || other.kind == Kind.NOW) {
      return other;
    }
    boolean sameClock = ticker.equals(other.ticker);
    long lead = sameClock ? atNanos - other.atNanos : remainingNanos() - other.remainingNanos();
    return lead <= 0 ? this : other;
  }

  /** Returns its nanoseconds, or the most that there are: 292 years. */
  static long saturatedNanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException _) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Deadline that
        && kind == that.kind
        && atNanos == that.atNanos
        && ticker.equals(that.ticker);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, atNanos);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case AT -> "Deadline[" + Duration.ofNanos(remainingNanos()) + " left]";
      case NEVER -> "Deadline[never]";
      case NOW -> "Deadline[now]";
    };
  }
}
