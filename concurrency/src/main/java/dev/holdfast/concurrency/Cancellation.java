package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A deadline that can also be brought forward: the one object that calls off everything done under
 * it, wherever it waits.
 *
 * <p>Cancellations form a tree. Cancelling a parent cancels its children; cancelling a child leaves
 * the parent alone; the deadline of a child is never later than that of its parent. Close a child
 * when its work is over, best with try-with-resources: it cancels what still runs under it and
 * detaches it from its parent.
 *
 * <p>Safe for use by many threads. What a thread did before {@link #cancel} happens-before what
 * another does after it saw {@link #isCancelled()} return true.
 */
public final class Cancellation implements AutoCloseable {
  private final Deadline deadline;
  private final Timer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Registration atParent;

  /** Guarded by {@link #lock}; emptied by the cancellation. */
  private final Set<Entry> registrations = new LinkedHashSet<>();

  /** Guarded by {@link #lock}; set when somebody has to be told that the deadline passed. */
  private @Nullable Future<?> alarm;

  /** Null until cancelled; written once, under {@link #lock}. */
  private volatile @Nullable CancelledException outcome;

  /** What was registered with a cancellation; closing it twice is the same as once. */
  public interface Registration extends AutoCloseable {
    /** Takes the action back; it may be running already. */
    @Override
    void close();
  }

  private Cancellation(Deadline deadline, Timer timer, @Nullable Cancellation parent) {
    this.deadline = deadline;
    this.timer = timer;
    this.atParent =
        parent == null ? () -> {} : parent.register(() -> cancelAs(parent.exception(), false));
  }

  /** Returns a root without a deadline. */
  public static Cancellation create() {
    return until(Deadline.NEVER);
  }

  /** Returns a root that cancels itself when the deadline passes. */
  public static Cancellation until(Deadline deadline) {
    return until(deadline, Timer.SYSTEM);
  }

  static Cancellation until(Deadline deadline, Timer timer) {
    return new Cancellation(Objects.requireNonNull(deadline, "deadline"), timer, null);
  }

  /** Returns a child with the deadline of this one. */
  public Cancellation child() {
    return child(deadline);
  }

  /** Returns a child whose deadline is the earlier of the two. */
  public Cancellation child(Deadline childDeadline) {
    return new Cancellation(deadline.earlier(childDeadline), timer, this);
  }

  /** Cancels this and all its children; no effect if that has happened. */
  public void cancel() {
    cancelAs(new CancelledException("cancelled", null, false), true);
  }

  /** Cancels this and all its children, and says why; no effect if that has happened. */
  public void cancel(Throwable why) {
    Objects.requireNonNull(why, "why");
    cancelAs(new CancelledException("cancelled: " + why, why, false), true);
  }

  /** Ends the scope: the same as {@link #cancel()}. */
  @Override
  public void close() {
    cancel();
  }

  /** Returns the deadline; {@link Deadline#NEVER} if there is none. */
  public Deadline deadline() {
    return deadline;
  }

  /** Whether this was cancelled or its deadline has passed. Costs one volatile read and a clock. */
  public boolean isCancelled() {
    if (outcome != null) {
      return true;
    }
    if (!deadline.isExpired()) {
      return false;
    }
    expire();
    return true;
  }

  /**
   * Returns normally while there is nothing to stop for.
   *
   * @throws CancelledException if this was cancelled or its deadline has passed
   */
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw exception();
    }
  }

  /**
   * Runs the action once when this is cancelled: at once, on this thread, if it is already; else on
   * the thread that cancels, or finds that the deadline has passed. The action must be short and
   * must not block. What it throws goes to that thread's uncaught-exception handler and changes
   * nothing: all others are told.
   */
  public Registration onCancel(Runnable action) {
    Registration registration = register(action);
    setAlarm();
    return registration;
  }

  /** The same for those who watch the deadline themselves, and so need no timer. */
  Registration register(Runnable action) {
    Objects.requireNonNull(action, "action");
    Entry entry = new Entry(action);
    lock.lock();
    try {
      if (outcome == null) {
        registrations.add(entry);
        return entry;
      }
    } finally {
      lock.unlock();
    }
    entry.tell();
    return entry;
  }

  /** Whether it is cancelled, and a deadline was the reason. */
  boolean endedByDeadline() {
    CancelledException why = outcome;
    return why != null && why.isDeadline();
  }

  /** How many actions wait to be told. */
  int registrations() {
    lock.lock();
    try {
      return registrations.size();
    } finally {
      lock.unlock();
    }
  }

  /** Returns a fresh exception for this thread, with the reason of the cancellation. */
  CancelledException exception() {
    // A wait may have seen the deadline pass before anybody has asked here.
    boolean cancelled = isCancelled();
    CancelledException why = outcome;
    if (!cancelled || why == null) {
      throw new IllegalStateException("not cancelled");
    }
    return new CancelledException(
        Objects.requireNonNullElse(why.getMessage(), "cancelled"),
        why.getCause(),
        why.isDeadline());
  }

  private void expire() {
    cancelAs(new CancelledException("the deadline has passed", null, true), true);
  }

  private void cancelAs(CancelledException why, boolean detach) {
    List<Entry> toTell;
    lock.lock();
    try {
      if (outcome != null) {
        return;
      }
      outcome = why;
      toTell = new ArrayList<>(registrations);
      registrations.clear();
      if (alarm != null) {
        alarm.cancel(false);
        alarm = null;
      }
    } finally {
      lock.unlock();
    }
    if (detach) {
      atParent.close();
    }
    toTell.forEach(Entry::tell);
  }

  private void setAlarm() {
    lock.lock();
    try {
      if (alarm == null && outcome == null && !deadline.isNever()) {
        alarm = timer.schedule(this::alarm, Math.max(0, deadline.remainingNanos()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Timers and tickers may disagree: early alarms are set again. */
  private void alarm() {
    lock.lock();
    try {
      alarm = null;
    } finally {
      lock.unlock();
    }
    if (!isCancelled()) {
      setAlarm();
    }
  }

  private final class Entry implements Registration {
    private final Runnable action;

    Entry(Runnable action) {
      this.action = action;
    }

    void tell() {
      try {
        action.run();
      } catch (Throwable fault) {
        ListenerFault.report(fault);
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        registrations.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}
