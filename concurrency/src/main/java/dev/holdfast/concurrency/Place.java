package dev.holdfast.concurrency;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
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
    final PermitFuture future;

    OfFuture(int weight, PermitFuture future) {
      super(weight);
      this.future = future;
    }

    @Override
    void tell() {
      future.settle(this);
    }
  }

  /** What an asynchronous request returns: cancelling it gives up the place. */
  static final class PermitFuture extends CompletableFuture<Permit> {
    private final Semaphore semaphore;
    private final long sinceNanos;
    private final HolderLog.@Nullable Origin origin;
    private volatile @Nullable OfFuture place;
    private volatile @Nullable Future<?> alarm;

    PermitFuture(Semaphore semaphore, long sinceNanos) {
      this.semaphore = semaphore;
      this.sinceNanos = sinceNanos;
      this.origin = semaphore.origin();
    }

    void waitAt(OfFuture where) {
      place = where;
    }

    /** Sets what will call the wait off at the deadline. */
    void setAlarm(Future<?> timer) {
      alarm = timer;
      if (isDone()) {
        timer.cancel(false);
      }
    }

    void settle(Place done) {
      Future<?> timer = alarm;
      if (timer != null) {
        timer.cancel(false);
      }
      Refusal why = done.refusal();
      if (why != null) {
        semaphore.tellRefused(why);
        completeExceptionally(new RefusedException(why));
        return;
      }
      semaphore.acquiredAfter(done.weight, sinceNanos);
      Permit permit = new Permit(semaphore, done.weight, origin);
      if (!complete(permit)) {
        permit.close();
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      OfFuture where = place;
      Future<?> timer = alarm;
      if (cancelled && timer != null) {
        timer.cancel(false);
      }
      if (cancelled && where != null) {
        semaphore.abandon(where);
      }
      return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
