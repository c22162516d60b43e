package dev.holdfast.concurrency;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A place in the line of a {@link Semaphore}: of a thread that waits, or of a future. */
abstract class Place extends WaitQueue.Node<Place> {
  final int weight;

  /** How many have overtaken it. Guarded by the semaphore's lock. */
  int bypassed;

  /** Set once, under the semaphore's lock, when the place leaves the line. */
  private volatile boolean granted;

  private volatile @Nullable Refusal refusal;

  Place(int weight) {
    this.weight = weight;
  }

  final void grant() {
    granted = true;
  }

  final void refuse(Refusal why) {
    refusal = why;
  }

  final @Nullable Refusal refusal() {
    return refusal;
  }

  final boolean isDone() {
    return granted || refusal != null;
  }

  /** Tells whoever waits that it is done; called once and without the lock. */
  abstract void tell();

  /** Of a thread. */
  static final class OfThread extends Place {
    final Waiter waiter;

    OfThread(int weight, Parker parker) {
      super(weight);
      waiter =
          new Waiter(parker) {
            @Override
            boolean isDone() {
              return OfThread.this.isDone();
            }
          };
    }

    @Override
    void tell() {
      waiter.wake();
    }
  }

  /** Of a future. */
  static final class OfFuture extends Place {
    final CompletableFuture<Permit> future = new CompletableFuture<>();
    private final Semaphore semaphore;
    private final long sinceNanos;
    private final HolderLog.@Nullable Origin origin;

    OfFuture(Semaphore semaphore, int weight, long sinceNanos) {
      super(weight);
      this.semaphore = semaphore;
      this.sinceNanos = sinceNanos;
      this.origin = semaphore.origin();
    }

    @Override
    void tell() {
      Completions.complete(this);
    }

    /** Completes the future; if somebody else has done that, what was granted is given back. */
    void complete() {
      Refusal why = refusal();
      if (why != null) {
        semaphore.tellRefused(why);
        future.completeExceptionally(new RefusedException(why));
        return;
      }
      semaphore.acquiredAfter(weight, sinceNanos);
      Permit permit = new Permit(semaphore, weight, origin);
      if (!future.complete(permit)) {
        permit.close();
      }
    }
  }
}
