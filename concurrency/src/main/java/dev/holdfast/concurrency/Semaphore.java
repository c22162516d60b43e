package dev.holdfast.concurrency;

import dev.holdfast.concurrency.Refusal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits, of which a caller may take several at once, in strict order of arrival.
 *
 * <p><b>Order.</b> Whoever comes first is served first, {@link #tryAcquire(int)} included: while
 * anybody waits nobody else is granted anything. So a large request at the front holds up small
 * ones behind it although theirs are free; {@link SemaphoreConfig#withBypassMax} relaxes that, to a
 * bounded number of overtakings a waiter. Whoever gives up, by deadline, cancellation or interrupt,
 * leaves the line at once, and what that makes possible is granted.
 *
 * <p><b>Two ways to hold permits.</b> {@link #request} returns a {@link Permit} that is closed, or
 * a {@link Refusal} that explains itself. {@link #acquire(int)} and {@link #release(int)} do the
 * same without an object; giving back more than is held is detected, and changes nothing.
 *
 * <p><b>Memory effects.</b> What a thread did before it gave permits back happens-before what
 * another does after it got them. <b>Interruption.</b> An interrupted call throws {@link
 * InterruptedException} and holds nothing; an interrupt that comes too late for that stays pending
 * and the call returns normally. Not reentrant: who holds permits and asks for more may wait for
 * itself.
 */
public final class Semaphore {
  /** How far the line is counted for a refusal, so that a refusal costs no more than this. */
  private static final int POSITION_MAX = 1_000;

  /** Set while the line is not empty: the count then changes under the lock only. */
  private static final long LINE = 1;

  private final SemaphoreConfig config;
  private final SemaphoreListener listener;
  private final boolean listening;
  private final Ticker ticker;
  private final Parker parker;
  private final Timer timer;
  private final @Nullable HolderLog holderLog;

  /** Capacity (31 bits), permits held (31 bits), {@link #LINE}: one word, so always consistent. */
  private final AtomicLong state;

  /** Guards the line. No foreign code runs and nobody waits while it is held. */
  private final ReentrantLock lock = new ReentrantLock();

  private final WaitQueue<Place> line = new WaitQueue<>();

  /** Those who left the line under the lock and must still be told; a chain. */
  private @Nullable Place done;

  Semaphore(
      SemaphoreConfig config,
      SemaphoreListener listener,
      Ticker ticker,
      Parker parker,
      Timer timer) {
    this.config = config;
    this.listener = Objects.requireNonNull(listener, "listener");
    this.listening = !listener.equals(SemaphoreListener.NOOP);
    this.ticker = ticker;
    this.parker = parker;
    this.timer = timer;
    this.holderLog = config.trackHolders() ? new HolderLog(ticker) : null;
    this.state = new AtomicLong((long) config.capacity() << 32);
  }

  /** Returns a semaphore with strict order and no listener. */
  public static Semaphore create(String name, int capacity) {
    return create(SemaphoreConfig.of(name, capacity), SemaphoreListener.NOOP);
  }

  /** Returns a semaphore. */
  public static Semaphore create(SemaphoreConfig config, SemaphoreListener listener) {
    return new Semaphore(config, listener, Ticker.system(), Parker.SYSTEM, Timer.SYSTEM);
  }

  // ---------------------------------------------------------------- acquire and release

  /**
   * Takes permits if they are free and nobody waits. Does not wait.
   *
   * @param weight how many, at least 1
   * @return whether they were taken; never if there are fewer in all
   */
  public boolean tryAcquire(int weight) {
    requireAtLeast(1, weight, "weight");
    if (!takeFast(weight) && !(config.bypassMax() > 0 && takeBypassing(weight))) {
      return false;
    }
    if (listening) {
      tellAcquired(weight, 0);
    }
    return true;
  }

  /**
   * Takes permits, waiting for them until the deadline.
   *
   * @return false if they were refused; {@link #request(int, Deadline)} says why
   */
  public boolean tryAcquire(int weight, Deadline deadline) throws InterruptedException {
    return obtain(weight, deadline, null) == null;
  }

  /**
   * Takes permits, waiting for them as long as it takes.
   *
   * @throws RefusedException if there are fewer in all, or as many wait as may
   */
  public void acquire(int weight) throws InterruptedException {
    Refusal refusal = obtain(weight, Deadline.NEVER, null);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
  }

  /**
   * Gives permits back that were taken with {@code acquire} or {@code tryAcquire}.
   *
   * @throws IllegalStateException if fewer are held: nothing was changed
   */
  public void release(int weight) {
    requireAtLeast(1, weight, "weight");
    if (!giveFast(weight)) {
      giveToLine(weight);
    }
    if (listening) {
      tellReleased(weight);
    }
  }

  /** Asks for permits and waits for them until the deadline. */
  public Acquisition request(int weight, Deadline deadline) throws InterruptedException {
    return toAcquisition(weight, obtain(weight, deadline, null));
  }

  /** Asks for permits and waits for them until cancelled. */
  public Acquisition request(int weight, Cancellation cancellation) throws InterruptedException {
    return toAcquisition(weight, obtain(weight, cancellation.deadline(), cancellation));
  }

  /**
   * Asks for permits without waiting for the answer. Cancelling the future leaves the line. The
   * future completes on the thread that gives back the permits it gets: what hangs on it must be
   * quick, or be run elsewhere.
   *
   * @return fails with {@link RefusedException} if refused
   */
  public CompletableFuture<Permit> acquireAsync(int weight, Deadline deadline) {
    requireAtLeast(1, weight, "weight");
    Place.PermitFuture future = new Place.PermitFuture(this, ticker.nanoTime());
    Place.OfFuture place = new Place.OfFuture(weight, future);
    future.waitAt(place);
    enter(place, deadline);
    if (place.isDone()) {
      place.tell();
    } else if (!deadline.isNever()) {
      future.setAlarm(timer.schedule(() -> timeOut(place), deadline.remainingNanos()));
    }
    return future;
  }

  /**
   * Runs the task while holding permits.
   *
   * @throws RefusedException if they were not granted before the deadline: the task did not run
   * @throws Exception what the task throws
   */
  public <R> R withPermits(int weight, Deadline deadline, Callable<R> task) throws Exception {
    Refusal refusal = obtain(weight, deadline, null);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    try {
      return task.call();
    } finally {
      release(weight);
    }
  }

  // ---------------------------------------------------------------- size and gauges

  /**
   * Changes the number of permits, without waiting. If more are held than there are now, nothing is
   * granted until enough have come back. Waiters who ask for more than there are now are refused.
   */
  public void resize(int capacity) {
    requireAtLeast(1, capacity, "capacity");
    lock.lock();
    try {
      state.updateAndGet(s -> ((long) capacity << 32) | (s & 0xFFFF_FFFFL));
      for (Place place = line.first(); place != null; ) {
        Place next = place.behind;
        if (place.weight > capacity) {
          leave(place, refusal(Reason.EXCEEDS_CAPACITY, place));
        }
        place = next;
      }
      grantInOrder();
    } finally {
      unlockAndTell();
    }
  }

  /** Returns the name. */
  public String name() {
    return config.name();
  }

  /** Returns how many permits there are. */
  public int capacity() {
    return capacity(state.get());
  }

  /** Returns how many permits are held; more than the capacity after it has shrunk. */
  public int held() {
    return held(state.get());
  }

  /** Returns how many permits are free; less than 0 after the capacity has shrunk. */
  public int available() {
    return free(state.get());
  }

  /** Returns how many callers wait. */
  public int waiting() {
    lock.lock();
    try {
      return line.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the {@link Permit}s that have been held longer than this, and all that were lost, the
   * oldest first; empty unless {@link SemaphoreConfig#withTrackHolders} was asked for.
   */
  public List<Holding> heldLongerThan(Duration age) {
    return holderLog == null ? List.of() : holderLog.heldLongerThan(age);
  }

  HolderLog.@Nullable Origin origin() {
    return holderLog == null ? null : HolderLog.originHere();
  }

  @Nullable Runnable track(Permit permit, HolderLog.@Nullable Origin origin) {
    return holderLog == null || origin == null ? null : holderLog.add(permit, origin);
  }

  // ---------------------------------------------------------------- fast path: one atomic each

  private boolean takeFast(int weight) {
    for (long s = state.get(); (s & LINE) == 0 && free(s) >= weight; s = state.get()) {
      if (state.compareAndSet(s, s + 2L * weight)) {
        return true;
      }
    }
    return false;
  }

  private boolean giveFast(int weight) {
    for (long s = state.get(); (s & LINE) == 0; s = state.get()) {
      requireHeld(weight, s);
      if (state.compareAndSet(s, s - 2L * weight)) {
        return true;
      }
    }
    return false;
  }

  private void requireHeld(int weight, long s) {
    if (held(s) < weight) {
      throw new IllegalStateException(
          "%s: %d permits released, but only %d are held; nothing was changed"
              .formatted(name(), weight, held(s)));
    }
  }

  // ---------------------------------------------------------------- slow path: the line

  private @Nullable Refusal obtain(
      int weight, Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    requireAtLeast(1, weight, "weight");
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (cancellation != null && cancellation.isCancelled()) {
      return tellRefused(refusalOfNewcomer(weight, reasonOf(cancellation)));
    }
    if (takeFast(weight)) {
      if (listening) {
        tellAcquired(weight, 0);
      }
      return null;
    }
    return obtainInLine(new Place.OfThread(weight, parker), deadline, cancellation);
  }

  private @Nullable Refusal obtainInLine(
      Place.OfThread place, Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    enter(place, deadline);
    if (place.isDone()) {
      return conclude(place, 0);
    }
    long sinceNanos = ticker.nanoTime();
    tellWaiting(place.weight);
    try {
      if (!place.waiter.await(deadline, cancellation)) {
        giveUp(place, cancellation == null ? Reason.TIMED_OUT : reasonOf(cancellation));
      }
    } catch (InterruptedException interrupted) {
      if (giveUp(place, Reason.CANCELLED)) {
        tellAbandoned(place.weight);
        throw interrupted;
      }
      Thread.currentThread().interrupt();
    }
    return conclude(place, ticker.nanoTime() - sinceNanos);
  }

  static Reason reasonOf(Cancellation cancellation) {
    return cancellation.isCancelled() && !cancellation.endedByDeadline()
        ? Reason.CANCELLED
        : Reason.TIMED_OUT;
  }

  private @Nullable Refusal conclude(Place place, long waitNanos) {
    Refusal refusal = place.refusal();
    if (refusal != null) {
      return tellRefused(refusal);
    }
    tellAcquired(place.weight, waitNanos);
    return null;
  }

  /** Grants, refuses or queues: afterwards the place is done, or in the line. */
  private void enter(Place place, Deadline deadline) {
    lock.lock();
    try {
      if (place.weight > capacity()) {
        place.refuse(refusal(Reason.EXCEEDS_CAPACITY, place));
      } else if (mayOvertakeLine() && takeOrMarkLine(place.weight)) {
        countBypass();
        place.grant();
      } else if (deadline.isExpired()) {
        place.refuse(refusal(Reason.TIMED_OUT, place));
      } else if (line.size() >= config.waitersMax()) {
        place.refuse(refusal(Reason.WAITERS_FULL, place));
      } else {
        line.add(place);
      }
      unmarkEmptyLine();
    } finally {
      unlockAndTell();
    }
  }

  private boolean takeBypassing(int weight) {
    lock.lock();
    try {
      boolean taken = mayOvertakeLine() && takeOrMarkLine(weight);
      if (taken) {
        countBypass();
      }
      unmarkEmptyLine();
      return taken;
    } finally {
      unlockAndTell();
    }
  }

  private void giveToLine(int weight) {
    lock.lock();
    try {
      state.updateAndGet(s -> {
        requireHeld(weight, s);
        return s - 2L * weight;
      });
      grantInOrder();
    } finally {
      unlockAndTell();
    }
  }

  /** Takes the place out of the line; false if it has been served already. */
  private boolean giveUp(Place place, Reason reason) {
    lock.lock();
    try {
      if (place.isDone()) {
        return false;
      }
      place.refuse(refusal(reason, place));
      line.remove(place);
      grantInOrder();
      return true;
    } finally {
      unlockAndTell();
    }
  }

  private void timeOut(Place.OfFuture place) {
    if (giveUp(place, Reason.TIMED_OUT)) {
      place.tell();
    }
  }

  void abandon(Place.OfFuture place) {
    if (giveUp(place, Reason.CANCELLED)) {
      tellAbandoned(place.weight);
    }
  }

  // ---------------------------------------------------------------- under the lock

  /**
   * Takes permits if they are free; else makes sure that from now on only the lock changes them.
   */
  private boolean takeOrMarkLine(int weight) {
    while (true) {
      long s = state.get();
      boolean free = free(s) >= weight;
      if (state.compareAndSet(s, free ? s + 2L * weight : s | LINE)) {
        return free;
      }
    }
  }

  private void unmarkEmptyLine() {
    if (line.isEmpty()) {
      state.updateAndGet(s -> s & ~LINE);
    }
  }

  /**
   * Grants from the front. What does not fit ends it, or is overtaken by what fits behind it, as
   * often as the configuration allows.
   */
  private void grantInOrder() {
    int overtakingsLeft = Integer.MAX_VALUE;
    for (Place place = line.first(); place != null && overtakingsLeft > 0; ) {
      Place next = place.behind;
      if (place.weight > free(state.get())) {
        overtakingsLeft = Math.min(overtakingsLeft, config.bypassMax() - place.bypassed);
      } else {
        overtakingsLeft -= countBypassBefore(place);
        state.addAndGet(2L * place.weight);
        leave(place, null);
      }
      place = next;
    }
    unmarkEmptyLine();
  }

  private boolean mayOvertakeLine() {
    for (Place place = line.first(); place != null; place = place.behind) {
      if (place.bypassed >= config.bypassMax()) {
        return false;
      }
    }
    return true;
  }

  private void countBypass() {
    for (Place place = line.first(); place != null; place = place.behind) {
      place.bypassed++;
    }
  }

  /** Returns 1 if anybody was overtaken. */
  private static int countBypassBefore(Place last) {
    for (Place place = last.before; place != null; place = place.before) {
      place.bypassed++;
    }
    return last.before == null ? 0 : 1;
  }

  private void leave(Place place, @Nullable Refusal refusal) {
    line.remove(place);
    if (refusal == null) {
      place.grant();
    } else {
      place.refuse(refusal);
    }
    place.behind = done;
    done = place;
  }

  private Refusal refusal(Reason reason, Place place) {
    int position = 1;
    long weightAhead = 0;
    Place ahead = place.queued ? place.before : line.first();
    while (ahead != null && position <= POSITION_MAX) {
      position++;
      weightAhead += ahead.weight;
      ahead = place.queued ? ahead.before : ahead.behind;
    }
    return new Refusal(
        name(), reason, place.weight, available(), position, weightAhead, Optional.empty());
  }

  /** Unlocks, and only then wakes: nobody wakes up to wait for the lock. */
  private void unlockAndTell() {
    Place place = done;
    done = null;
    lock.unlock();
    while (place != null) {
      Place next = place.behind;
      place.behind = null;
      place.tell();
      place = next;
    }
  }

  // ---------------------------------------------------------------- listener

  private Refusal refusalOfNewcomer(int weight, Reason reason) {
    lock.lock();
    try {
      return refusal(reason, new Place.OfThread(weight, parker));
    } finally {
      lock.unlock();
    }
  }

  private Acquisition toAcquisition(int weight, @Nullable Refusal refusal) {
    return refusal == null ? new Permit(this, weight, origin()) : refusal;
  }

  void acquiredAfter(int weight, long sinceNanos) {
    tellAcquired(weight, ticker.nanoTime() - sinceNanos);
  }

  private void tellAcquired(int weight, long waitNanos) {
    try {
      listener.acquired(weight, waitNanos);
    } catch (RuntimeException fault) {
      ListenerFault.report(fault);
    }
  }

  private void tellWaiting(int weight) {
    try {
      listener.waiting(weight);
    } catch (RuntimeException fault) {
      ListenerFault.report(fault);
    }
  }

  Refusal tellRefused(Refusal refusal) {
    try {
      listener.refused(refusal);
    } catch (RuntimeException fault) {
      ListenerFault.report(fault);
    }
    return refusal;
  }

  private void tellAbandoned(int weight) {
    try {
      listener.abandoned(weight);
    } catch (RuntimeException fault) {
      ListenerFault.report(fault);
    }
  }

  private void tellReleased(int weight) {
    try {
      listener.released(weight);
    } catch (RuntimeException fault) {
      ListenerFault.report(fault);
    }
  }

  // ---------------------------------------------------------------- the word

  private static int capacity(long s) {
    return (int) (s >>> 32);
  }

  private static int held(long s) {
    return (int) ((s >>> 1) & Integer.MAX_VALUE);
  }

  private static int free(long s) {
    return capacity(s) - held(s);
  }

  static int requireAtLeast(int min, int value, String what) {
    if (value < min) {
      throw new IllegalArgumentException("%s must be at least %d: %d".formatted(what, min, value));
    }
    return value;
  }
}
