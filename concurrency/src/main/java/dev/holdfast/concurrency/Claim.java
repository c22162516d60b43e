package dev.holdfast.concurrency;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One caller who waits at one channel or, in a select, at several: the first party that claims it
 * decides which of its tickets is served, and the others are void.
 */
final class Claim extends Waiter {
  /** A place in the queue of one channel. */
  static final class Ticket<T> extends WaitQueue.Node<Ticket<T>> {
    final Claim claim;

    /**
     * What is to be sent, or what was received. As {@link #refused}: guarded by the channel's lock
     * until the ticket is served, then read by its owner, who has seen that it was.
     */
    @Nullable T item;

    /** Set if the channel was closed instead. */
    boolean refused;

    Ticket(Claim claim, @Nullable T item) {
      this.claim = claim;
      this.item = item;
    }
  }

  /** Stands for "nobody came in time". */
  private static final Object WITHDRAWN = new Object();

  /** A handle, as an {@code AtomicReference} would be one more object for each wait. */
  private static final VarHandle SERVED;

  static {
    try {
      SERVED = MethodHandles.lookup().findVarHandle(Claim.class, "served", Object.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Null while open; then the ticket that was served, or {@link #WITHDRAWN}. Written once. */
  private volatile @Nullable Object served;

  Claim(Parker parker) {
    super(parker);
  }

  /** Tries to serve this ticket; false if another came first, or the caller has left. */
  boolean serve(Ticket<?> ticket) {
    return SERVED.compareAndSet(this, null, ticket);
  }

  /** Gives up; false if a ticket has been served, which then counts. */
  boolean withdraw() {
    return SERVED.compareAndSet(this, null, WITHDRAWN);
  }

  boolean hasServed(Ticket<?> ticket) {
    return served == ticket;
  }

  @Override
  boolean isDone() {
    return served != null;
  }
}
