package dev.holdfast.concurrency;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out queue between threads that makes the faster side wait for the slower one.
 *
 * <p>Elements come out in the order in which their sends were accepted. Waiting senders, and
 * waiting receivers, are served in order of arrival; none is overtaken, because no element or room
 * is ever left in the channel while somebody waits for it. {@link #size()} is exact. Waiting costs
 * a parked thread and nothing else: no spinning. A virtual thread first lets others run, twice; if
 * one of them brings what it waits for, it need not park.
 *
 * <p><b>Choosing the capacity.</b> Start with twice the number of workers that receive: one element
 * in each hand and one ready for each. More capacity buys no throughput once nobody waits for room
 * for long, only latency and memory; a queue that is always full means too few workers, one that is
 * always empty too many. {@link #rendezvous()} when the sender must know that its element is in
 * somebody's hands.
 *
 * <p><b>Closing.</b> After {@link #close()} senders are refused, those that wait included, and
 * receivers get what is left and then {@link ChannelClosedException}. After {@link
 * #fail(Throwable)} what is left is dropped and both sides get that exception at once.
 *
 * <p><b>Memory effects.</b> What a thread did before it sent an element happens-before what another
 * does after it received it. <b>Interruption.</b> An interrupted call throws {@link
 * InterruptedException} and has then neither taken nor delivered an element; an interrupt that
 * comes too late for that stays pending and the call returns normally.
 *
 * @param <T> what is sent; never null
 */
public final class Channel<T> {
  private static final AtomicLong RANKS = new AtomicLong();

  private final Parker parker;
  private final long rank = RANKS.incrementAndGet();

  /** Guards all that follows. Held for a few instructions, never while anybody waits. */
  private final BriefLock lock = new BriefLock();

  private final ChannelState<T> state;

  Channel(int capacity, Parker parker) {
    this.state = new ChannelState<>(capacity);
    this.parker = parker;
  }

  /**
   * Returns a channel that holds up to this many elements.
   *
   * @param capacity at least 1; all of it is allocated at once
   */
  public static <T> Channel<T> bounded(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "capacity must be at least 1: " + capacity + "; use rendezvous() for none");
    }
    return ofCapacity(capacity);
  }

  /** Returns a channel that holds nothing: a send ends when a receiver has taken the element. */
  public static <T> Channel<T> rendezvous() {
    return ofCapacity(0);
  }

  /** Returns either kind: 0 for a rendezvous. */
  static <T> Channel<T> ofCapacity(int capacity) {
    return new Channel<>(capacity, Parker.SYSTEM);
  }

  /**
   * Sends, waiting for room as long as it takes.
   *
   * @throws ChannelClosedException if the channel is closed, also while waiting
   */
  public void send(T item) throws InterruptedException {
    send(item, Deadline.NEVER);
  }

  /**
   * Sends, waiting for room until the deadline.
   *
   * @return false if the deadline passed first: the element was not sent
   * @throws ChannelClosedException if the channel is closed, also while waiting
   */
  public boolean send(T item, Deadline deadline) throws InterruptedException {
    return send(item, deadline, null);
  }

  /**
   * Sends, waiting for room until cancelled.
   *
   * @throws CancelledException if cancelled first: the element was not sent
   * @throws ChannelClosedException if the channel is closed, also while waiting
   */
  public void send(T item, Cancellation cancellation) throws InterruptedException {
    cancellation.throwIfCancelled();
    if (!send(item, cancellation.deadline(), cancellation)) {
      throw cancellation.exception();
    }
  }

  /**
   * Sends if that is possible at once.
   *
   * @throws ChannelClosedException if the channel is closed
   */
  public boolean trySend(T item) {
    Objects.requireNonNull(item, "item");
    lock();
    try {
      return state.put(item);
    } finally {
      unlock();
    }
  }

  /**
   * Receives, waiting for an element as long as it takes.
   *
   * @throws ChannelClosedException if the channel is closed and empty, also while waiting
   */
  public T receive() throws InterruptedException {
    return receive(Deadline.NEVER, null).orElseThrow();
  }

  /**
   * Receives, waiting for an element until the deadline.
   *
   * @return empty if the deadline passed first
   * @throws ChannelClosedException if the channel is closed and empty, also while waiting
   */
  public Optional<T> receive(Deadline deadline) throws InterruptedException {
    return receive(deadline, null);
  }

  /**
   * Receives, waiting for an element until cancelled.
   *
   * @throws CancelledException if cancelled first
   * @throws ChannelClosedException if the channel is closed and empty, also while waiting
   */
  public T receive(Cancellation cancellation) throws InterruptedException {
    cancellation.throwIfCancelled();
    return receive(cancellation.deadline(), cancellation).orElseThrow(cancellation::exception);
  }

  /**
   * Receives if there is something at once.
   *
   * @throws ChannelClosedException if the channel is closed and empty
   */
  public Optional<T> tryReceive() {
    lock();
    try {
      return Optional.ofNullable(state.take());
    } finally {
      unlock();
    }
  }

  /**
   * Moves what is there, and at most this many elements, to the collection; does not wait. One lock
   * for all of them, so this is the cheapest way to receive many.
   *
   * @param sink must not use this channel; an element that it refuses to add is lost
   * @return how many were moved; 0 also when the channel is closed and empty
   */
  public int drainTo(Collection<? super T> sink, int max) {
    Objects.requireNonNull(sink, "sink");
    lock();
    try {
      return state.drainTo(sink, max);
    } finally {
      unlock();
    }
  }

  /**
   * Waits for one element and moves it, with what else is there, to the collection.
   *
   * @param sink must not use this channel; an element that it refuses to add is lost
   * @param max at least 1
   * @return how many were moved; 0 if the deadline passed first
   * @throws ChannelClosedException if the channel is closed and empty, also while waiting
   */
  public int receiveAll(Collection<? super T> sink, int max, Deadline deadline)
      throws InterruptedException {
    Objects.requireNonNull(sink, "sink");
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1: " + max);
    }
    throwIfInterrupted();
    int atOnce = drainTo(sink, max);
    if (atOnce > 0) {
      return atOnce;
    }
    Optional<T> first = receive(deadline);
    if (first.isEmpty()) {
      return 0;
    }
    sink.add(first.get());
    return 1 + drainTo(sink, max - 1);
  }

  /**
   * Gives every element to the action, one after the other, until the channel is closed and empty.
   *
   * @throws ChannelClosedException if the channel {@linkplain #fail failed}
   */
  public void forEach(Consumer<? super T> action) throws InterruptedException {
    while (true) {
      T item;
      try {
        item = receive();
      } catch (ChannelClosedException end) {
        if (end.getCause() != null) {
          throw end;
        }
        return;
      }
      action.accept(item);
    }
  }

  /** Returns the clause that receives from this channel; the function runs without any lock. */
  public <R> Clause<R> onReceive(Function<? super T, ? extends R> then) {
    return new Clause.Receive<>(this, Objects.requireNonNull(then, "then"));
  }

  /** Returns the clause that sends this element; the supplier runs after it was sent. */
  public <R> Clause<R> onSend(T item, Supplier<? extends R> then) {
    Objects.requireNonNull(item, "item");
    return new Clause.Send<>(this, item, Objects.requireNonNull(then, "then"));
  }

  /**
   * Does exactly one of these things, whichever is possible first; a random one if several are.
   *
   * @param clauses at least one, in any order, on any channels; none may return null
   * @return what the clause returns; empty if the deadline passed first: then nothing was done
   * @throws ChannelClosedException if one of the channels is closed, and empty if it was to be
   *     received from: then nothing was done
   * @throws NullPointerException if a clause returned null: then it was done all the same
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // List.of copies the array
  public static <R> Optional<R> select(Deadline deadline, Clause<R>... clauses)
      throws InterruptedException {
    return new Selection<>(List.of(clauses)).select(deadline, null);
  }

  /**
   * The same until cancelled.
   *
   * @throws CancelledException if cancelled first: then nothing was done
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // List.of copies the array
  public static <R> R select(Cancellation cancellation, Clause<R>... clauses)
      throws InterruptedException {
    cancellation.throwIfCancelled();
    return new Selection<>(List.of(clauses))
        .select(cancellation.deadline(), cancellation)
        .orElseThrow(cancellation::exception);
  }

  /** Ends the sending: what was accepted can still be received. Closing twice is no error. */
  public void close() {
    lock();
    try {
      state.close();
    } finally {
      unlock();
    }
  }

  /**
   * Ends everything because of an error, which senders and receivers get as the cause of their
   * {@link ChannelClosedException}. No effect if the channel has failed before.
   *
   * @return what was accepted and will not be received, for who must dispose of it
   */
  public List<T> fail(Throwable cause) {
    Objects.requireNonNull(cause, "cause");
    lock();
    try {
      return state.fail(cause);
    } finally {
      unlock();
    }
  }

  /** Whether the channel was closed, with or without an error; it may still hold elements. */
  public boolean isClosed() {
    lock();
    try {
      return state.isClosed();
    } finally {
      unlock();
    }
  }

  /**
   * Returns the number of elements that are held, exactly; those of waiting senders not counted.
   */
  public int size() {
    lock();
    try {
      return state.size();
    } finally {
      unlock();
    }
  }

  /** Returns the number of elements that the channel can hold; 0 for a rendezvous. */
  public int capacity() {
    return state.capacity();
  }

  /** Returns what is held, in order, and takes nothing. */
  List<T> snapshot() {
    lock();
    try {
      return state.items();
    } finally {
      unlock();
    }
  }

  private boolean send(T item, Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    Objects.requireNonNull(item, "item");
    throwIfInterrupted();
    Claim.Ticket<T> ticket;
    lock();
    try {
      if (state.put(item)) {
        return true;
      }
      if (deadline.isExpired()) {
        return false;
      }
      ticket = new Claim.Ticket<>(newClaim(), item);
      state.senders.add(ticket);
    } finally {
      unlock();
    }
    return await(ticket, state.senders, deadline, cancellation);
  }

  private Optional<T> receive(Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    throwIfInterrupted();
    Claim.Ticket<T> ticket;
    lock();
    try {
      T item = state.take();
      if (item != null || deadline.isExpired()) {
        return Optional.ofNullable(item);
      }
      ticket = new Claim.Ticket<>(newClaim(), null);
      state.receivers.add(ticket);
    } finally {
      unlock();
    }
    boolean served = await(ticket, state.receivers, deadline, cancellation);
    return served ? Optional.ofNullable(ticket.item) : Optional.empty();
  }

  /** Waits to be served. Whatever ends the wait, the ticket is then served or in no queue. */
  private boolean await(
      Claim.Ticket<T> ticket,
      WaitQueue<Claim.Ticket<T>> queue,
      Deadline deadline,
      @Nullable Cancellation cancellation)
      throws InterruptedException {
    ticket.claim.giveWay();
    try {
      if (!ticket.claim.await(deadline, cancellation) && withdraw(ticket, queue)) {
        return false;
      }
    } catch (InterruptedException interrupted) {
      if (withdraw(ticket, queue)) {
        throw interrupted;
      }
      Thread.currentThread().interrupt();
    }
    if (ticket.refused) {
      throw state.closedException();
    }
    return true;
  }

  private boolean withdraw(Claim.Ticket<T> ticket, WaitQueue<Claim.Ticket<T>> queue) {
    if (!ticket.claim.withdraw()) {
      return false;
    }
    leave(ticket, queue);
    return true;
  }

  private void leave(Claim.Ticket<T> ticket, WaitQueue<Claim.Ticket<T>> queue) {
    lock();
    try {
      queue.remove(ticket);
    } finally {
      unlock();
    }
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  // For a select. The channel is locked while anything is put, taken or queued.

  @Nullable T take() {
    return state.take();
  }

  boolean put(T item) {
    return state.put(item);
  }

  long rank() {
    return rank;
  }

  Claim newClaim() {
    return new Claim(parker);
  }

  <R> Clause.Wait<R> queueReceiver(Claim claim, Function<? super T, ? extends R> then) {
    Claim.Ticket<T> ticket = new Claim.Ticket<>(claim, null);
    return queue(state.receivers, ticket, () -> then.apply(Objects.requireNonNull(ticket.item)));
  }

  <R> Clause.Wait<R> queueSender(Claim claim, T item, Supplier<? extends R> then) {
    return queue(state.senders, new Claim.Ticket<>(claim, item), then);
  }

  private <R> Clause.Wait<R> queue(
      WaitQueue<Claim.Ticket<T>> queue, Claim.Ticket<T> ticket, Supplier<? extends R> then) {
    queue.add(ticket);
    return new Clause.Wait<>() {
      @Override
      public boolean isServed() {
        return ticket.claim.hasServed(ticket);
      }

      @Override
      public void leave() {
        Channel.this.leave(ticket, queue);
      }

      @Override
      public R result() {
        if (ticket.refused) {
          throw state.closedException();
        }
        return then.get();
      }
    };
  }

  void lock() {
    lock.lock();
  }

  /** Wakes after unlocking, so that nobody wakes up only to wait for the lock. */
  void unlock() {
    Claim.Ticket<T> ticket = state.takeServed();
    lock.unlock();
    while (ticket != null) {
      Claim.Ticket<T> next = ticket.behind;
      ticket.behind = null;
      ticket.claim.wake();
      ticket = next;
    }
  }
}
