package dev.holdfast.wal.internal;

import dev.holdfast.wal.WalException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers wait until the log has got to a certain record. Waiters stand in a stack without a
 * lock; each advance takes the whole stack, releases those that have what they wait for and puts
 * the rest back, which are those of the next batch.
 *
 * <p>To wake a thread takes microseconds, and while the log's thread does that the disk has nothing
 * to do. So it wakes only the first of those released, and that one wakes the others: see {@link
 * Chain}.
 */
final class DurabilityGate {

  /** Someone who waits. The links belong to whoever has taken the stack. */
  private interface Waiter {
    long seq();

    @Nullable Waiter next();

    void setNext(@Nullable Waiter next);

    void release();

    void fail(WalException end);
  }

  private final AtomicReference<@Nullable Waiter> waiters = new AtomicReference<>();

  /** Written by the log's thread alone, before it takes the stack. */
  private volatile long reached;

  /** Set once nothing will advance any more: what those get who still wait. */
  private volatile @Nullable Supplier<? extends WalException> ended;

  /** The log's thread's own, between two advances empty. Threads of one kind wake each other. */
  private final Chain virtualThreads = new Chain();

  private final Chain platformThreads = new Chain();

  DurabilityGate(long reached) {
    this.reached = reached;
  }

  long reached() {
    return reached;
  }

  /** Blocks until {@code seq} is reached, or for {@code nanos}; an interrupt stays pending. */
  boolean await(long seq, long nanos) {
    if (reached >= seq) {
      return true;
    }
    Parked parked = new Parked(seq);
    add(parked);
    try {
      park(parked, nanos);
    } finally {
      parked.leave();
    }
    return hasReached(seq);
  }

  private void park(Parked parked, long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    long left = nanos;
    while (reached < parked.seq() && ended == null && left > 0) {
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, left);
        left = end - System.nanoTime();
      }
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (left <= 0) {
      forget(parked);
    }
  }

  /** Takes a waiter out that waits no longer; the others are asked again by {@link #add}. */
  private void forget(Waiter gone) {
    for (Waiter waiter = takeOldestFirst(); waiter != null; ) {
      Waiter next = waiter.next();
      if (!waiter.equals(gone)) {
        add(waiter);
      }
      waiter = next;
    }
  }

  private boolean hasReached(long seq) {
    if (reached >= seq) {
      return true;
    }
    Supplier<? extends WalException> end = ended;
    if (end != null) {
      throw end.get();
    }
    return false;
  }

  /** Completes with {@code seq} once that is reached. */
  CompletableFuture<Long> future(long seq) {
    Promise promise = new Promise(seq);
    add(promise);
    return promise;
  }

  /** Adds a waiter, and releases it at once if its time came meanwhile. */
  private void add(Waiter waiter) {
    Waiter head;
    do {
      head = waiters.get();
      waiter.setNext(head);
    } while (!waiters.compareAndSet(head, waiter));
    Supplier<? extends WalException> end = ended;
    if (reached >= waiter.seq()) {
      waiter.release();
    } else if (end != null) {
      waiter.fail(end.get());
    }
  }

  /** Called by the log's thread. */
  void advance(long seq) {
    reached = seq;
    for (Waiter waiter = takeOldestFirst(); waiter != null; ) {
      Waiter next = waiter.next();
      if (waiter.seq() > seq) {
        add(waiter);
      } else if (waiter instanceof Parked parked) {
        (parked.thread.isVirtual() ? virtualThreads : platformThreads).add(parked);
      } else {
        waiter.release();
      }
      waiter = next;
    }
    virtualThreads.wake();
    platformThreads.wake();
  }

  /** Nothing advances any more. Called by the log's thread, once. */
  void end(Supplier<? extends WalException> exception) {
    ended = exception;
    for (Waiter waiter = takeOldestFirst(); waiter != null; waiter = waiter.next()) {
      if (waiter.seq() <= reached) {
        waiter.release();
      } else {
        waiter.fail(exception.get());
      }
    }
  }

  private @Nullable Waiter takeOldestFirst() {
    Waiter reversed = null;
    for (Waiter waiter = waiters.getAndSet(null); waiter != null; ) {
      Waiter next = waiter.next();
      waiter.setNext(reversed);
      reversed = waiter;
      waiter = next;
    }
    return reversed;
  }

  /**
   * Threads to be woken, oldest first. The first one is entrusted with the others: it wakes them on
   * its way out of {@link #await}. Kinds are not mixed, so that no platform thread waits until a
   * busy scheduler of virtual threads gets round to its turn.
   */
  private static final class Chain {
    private @Nullable Parked first;
    private @Nullable Parked last;

    void add(Parked parked) {
      parked.setNext(null);
      if (last == null) {
        first = parked;
      } else {
        last.setNext(parked);
      }
      last = parked;
    }

    /** Wakes the first that has not gone already, and empties the chain. */
    void wake() {
      Parked parked = first;
      while (parked != null && !parked.wakeEntrustedWith(parked.nextParked())) {
        parked = parked.nextParked();
      }
      first = null;
      last = null;
    }
  }

  /** A thread that waits. What it holds is the first of those whom it has to wake. */
  private static final class Parked extends AtomicReference<@Nullable Parked> implements Waiter {
    private static final long serialVersionUID = 1L;

    private final transient Thread thread = Thread.currentThread();
    private final long seq;
    private transient @Nullable Waiter next;

    Parked(long seq) {
      this.seq = seq;
    }

    @Override
    public long seq() {
      return seq;
    }

    @Override
    public @Nullable Waiter next() {
      return next;
    }

    @Override
    public void setNext(@Nullable Waiter next) {
      this.next = next;
    }

    @Nullable Parked nextParked() {
      return (Parked) next;
    }

    /** False if it has gone: it cannot see to the others any more, and need not be woken. */
    boolean wakeEntrustedWith(@Nullable Parked others) {
      boolean waits = compareAndSet(null, others);
      if (waits) {
        LockSupport.unpark(thread);
      }
      return waits;
    }

    /** Marks it as gone, by itself, and wakes those with whom it was entrusted. */
    void leave() {
      for (Parked other = getAndSet(this); other != null; ) {
        Parked following = other.nextParked();
        other.release();
        other = following;
      }
    }

    @Override
    public void release() {
      LockSupport.unpark(thread);
    }

    @Override
    public void fail(WalException end) {
      LockSupport.unpark(thread);
    }
  }

  /** A future that waits: one object, the waiter itself. */
  private static final class Promise extends CompletableFuture<Long> implements Waiter {
    private final long seq;
    private @Nullable Waiter next;

    Promise(long seq) {
      this.seq = seq;
    }

    @Override
    public long seq() {
      return seq;
    }

    @Override
    public @Nullable Waiter next() {
      return next;
    }

    @Override
    public void setNext(@Nullable Waiter next) {
      this.next = next;
    }

    @Override
    public void release() {
      complete(seq);
    }

    @Override
    public void fail(WalException end) {
      completeExceptionally(end);
    }
  }
}
