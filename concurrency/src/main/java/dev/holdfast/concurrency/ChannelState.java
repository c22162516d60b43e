package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Channel} without threads: what it holds, who stands in its two lines, and what follows
 * from each step. Its channel's lock guards it. Nobody is woken here: those who were served are
 * collected, to be woken after unlocking.
 */
final class ChannelState<T> {
  private final @Nullable Object[] ring;
  private int head;
  private int size;

  /** Nobody waits to send while there is room, and nobody to receive while there are elements. */
  final WaitQueue<Claim.Ticket<T>> senders = new WaitQueue<>();

  final WaitQueue<Claim.Ticket<T>> receivers = new WaitQueue<>();

  /** Those who were served and are still to be woken; a chain. */
  private Claim.@Nullable Ticket<T> served;

  private boolean closed;
  private @Nullable Throwable failure;

  ChannelState(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity must not be negative: " + capacity);
    }
    this.ring = new @Nullable Object[capacity];
  }

  int size() {
    return size;
  }

  int capacity() {
    return ring.length;
  }

  boolean isClosed() {
    return closed;
  }

  ChannelClosedException closedException() {
    return new ChannelClosedException(failure);
  }

  /** Hands the element to a receiver or stores it; false if there is neither receiver nor room. */
  boolean put(T item) {
    if (closed) {
      throw closedException();
    }
    if (serveReceiver(item)) {
      return true;
    }
    if (size == ring.length) {
      return false;
    }
    store(item);
    return true;
  }

  /** Takes the next element, if there is one, and fills its place from the first sender. */
  @Nullable T take() {
    Claim.Ticket<T> sender = serveSender();
    if (size > 0) {
      T item = unstore();
      if (sender != null) {
        store(Objects.requireNonNull(sender.item));
      }
      return item;
    }
    if (sender == null && closed) {
      throw closedException();
    }
    return sender == null ? null : sender.item;
  }

  int drainTo(Collection<? super T> sink, int max) {
    int moved = 0;
    while (moved < max && (size > 0 || !senders.isEmpty())) {
      T item = take();
      if (item == null) {
        break;
      }
      sink.add(item);
      moved++;
    }
    return moved;
  }

  /** Refuses all who wait, and all who come to send. */
  void close() {
    closed = true;
    refuseAll(receivers);
    refuseAll(senders);
  }

  /** Closes because of an error; returns what is dropped for it. */
  List<T> fail(Throwable cause) {
    if (failure != null) {
      return List.of();
    }
    failure = cause;
    close();
    List<T> dropped = items();
    while (size > 0) {
      unstore();
    }
    return dropped;
  }

  List<T> items() {
    List<T> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      items.add(stored(i));
    }
    return items;
  }

  /** Takes the chain of those who are to be woken. */
  Claim.@Nullable Ticket<T> takeServed() {
    Claim.Ticket<T> chain = served;
    served = null;
    return chain;
  }

  private boolean serveReceiver(T item) {
    for (var ticket = receivers.poll(); ticket != null; ticket = receivers.poll()) {
      ticket.item = item;
      if (serve(ticket)) {
        return true;
      }
    }
    return false;
  }

  private Claim.@Nullable Ticket<T> serveSender() {
    for (var ticket = senders.poll(); ticket != null; ticket = senders.poll()) {
      if (serve(ticket)) {
        return ticket;
      }
    }
    return null;
  }

  private void refuseAll(WaitQueue<Claim.Ticket<T>> line) {
    for (var ticket = line.poll(); ticket != null; ticket = line.poll()) {
      ticket.refused = true;
      serve(ticket);
    }
  }

  private boolean serve(Claim.Ticket<T> ticket) {
    if (!ticket.claim.serve(ticket)) {
      return false;
    }
    ticket.behind = served;
    served = ticket;
    return true;
  }

  private void store(T item) {
    ring[place(size)] = item;
    size++;
  }

  private T unstore() {
    T item = stored(0);
    ring[head] = null;
    head = place(1);
    size--;
    return item;
  }

  @SuppressWarnings("unchecked") // only store() writes into the ring
  private T stored(int index) {
    return (T) Objects.requireNonNull(ring[place(index)]);
  }

  private int place(int index) {
    int place = head + index;
    return place < ring.length ? place : place - ring.length;
  }
}
