package dev.holdfast.server.wiring;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A number that is looked at once for all who ask within a moment, so that what they show of it
 * adds up. Thread safe.
 */
final class Glance {
  /** Long enough for one reading of all metrics, short enough that nobody sees an old number. */
  static final long MOMENT_NANOS = 50_000_000;

  private final IntSupplier number;
  private final LongSupplier nanoClock;

  /** Guarded by this. */
  private @Nullable Seen last;

  private record Seen(int number, long atNanos) {}

  Glance(IntSupplier number) {
    this(number, System::nanoTime);
  }

  Glance(IntSupplier number, LongSupplier nanoClock) {
    this.number = number;
    this.nanoClock = nanoClock;
  }

  synchronized int look() {
    long now = nanoClock.getAsLong();
    Seen seen = last;
    if (seen == null || now - seen.atNanos >= MOMENT_NANOS) {
      seen = new Seen(number.getAsInt(), now);
      last = seen;
    }
    return seen.number;
  }
}
