package dev.holdfast.concurrency;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Completes the futures of those who were served, on each thread one after the other. What hangs on
 * a future often gives its permits back, which serves the next future: as calls within calls, a
 * long line would overflow the stack. So the outermost call of a thread does it for those within.
 */
final class Completions {
  /** What the outermost call of this thread has yet to do; null outside of any. */
  private static final ThreadLocal<@Nullable Queue<Place.OfFuture>> NEXT = new ThreadLocal<>();

  private Completions() {}

  /** Completes it, or leaves that to the outermost call of this thread. */
  static void complete(Place.OfFuture place) {
    Queue<Place.OfFuture> next = NEXT.get();
    if (next == null) {
      completeAll(place);
    } else {
      next.add(place);
    }
  }

  private static void completeAll(Place.OfFuture first) {
    Queue<Place.OfFuture> next = new ArrayDeque<>();
    NEXT.set(next);
    try {
      for (Place.OfFuture place = first; place != null; place = next.poll()) {
        place.complete();
      }
    } finally {
      NEXT.remove();
    }
  }
}
