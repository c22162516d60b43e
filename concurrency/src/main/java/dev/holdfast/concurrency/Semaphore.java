package dev.holdfast.concurrency;

import dev.holdfast.concurrency.Refusal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
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
  private final SemaphoreConfig config;
  private final SemaphoreListener listener;
  private final boolean listening;
  private final Ticker ticker;
  private final Parker parker;
  private final Timer timer;
  private final @Nullable HolderLog holderLog;

  private final PermitWord word;

  /** Guards the line. No foreign code runs and nobody waits while it is held. */
  private final BriefLock lock = new BriefLock();

  private final PermitLine line;

  Semaphore(
      SemaphoreConfig config,
      SemaphoreListener listener,
      Ticker ticker,
      Parker parker,
      Timer timer) {
    this.config = config;
    this.listener = new GuardedSemaphoreListener(listener);
    this.listening = !listener.equals(SemaphoreListener.NOOP);
    this.ticker = ticker;
    this.parker = parker;
    this.timer = timer;
    this.holderLog = config.trackHolders() ? new HolderLog(ticker) : null;
    this.word = new PermitWord(config.capacity());
    this.line = new PermitLine(config, word);
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
    if (!word.takeFast(weight) && !(config.bypassMax() > 0 && takeBypassing(weight))) {
      return false;
    }
    if (listening) {
      listener.acquired(weight, 0);
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
   * Takes permits, waiting for them until cancelled.
   *
   * @return false if they were refused; {@link #request(int, Cancellation)} says why
   */
  public boolean tryAcquire(int weight, Cancellation cancellation) throws InterruptedException {
    return obtain(weight, cancellation.deadline(), cancellation) == null;
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
    if (!word.giveFast(weight, name())) {
      giveToLine(weight);
    }
    if (listening) {
      listener.released(weight);
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
   * Asks for permits without waiting for the answer. Cancelling the future, or completing it in any
   * other way, leaves the line. The future completes on the thread that gives back the permits it
   * gets, one after the other if that serves several: what hangs on it must be quick and not wait
   * for another such future, or be run elsewhere.
   *
   * @return fails with {@link RefusedException} if refused
   */
  public CompletableFuture<Permit> acquireAsync(int weight, Deadline deadline) {
    return enterAsync(weight, deadline).future;
  }

  /** The same until cancelled: then the future fails with {@link RefusedException}. */
  public CompletableFuture<Permit> acquireAsync(int weight, Cancellation cancellation) {
    requireAtLeast(1, weight, "weight");
    if (cancellation.isCancelled()) {
      Refusal refusal = tellRefused(refusalOfNewcomer(weight, reasonOf(cancellation)));
      return CompletableFuture.failedFuture(new RefusedException(refusal));
    }
    Place.OfFuture place = enterAsync(weight, cancellation.deadline());
    if (!place.isDone()) {
      Cancellation.Registration registration =
          cancellation.register(() -> callOff(place, reasonOf(cancellation)));
      var _ = place.future.whenComplete((_, _) -> registration.close());
    }
    return place.future;
  }

  private Place.OfFuture enterAsync(int weight, Deadline deadline) {
    requireAtLeast(1, weight, "weight");
    Place.OfFuture place = new Place.OfFuture(this, weight, ticker.nanoTime());
    if (enter(place, deadline)) {
      place.complete(); // nothing hangs on it yet
      return place;
    }
    Future<?> alarm =
        deadline.isNever()
            ? null
            : timer.schedule(() -> callOff(place, Reason.TIMED_OUT), deadline.remainingNanos());
    var _ = place.future.whenComplete((_, _) -> endWait(place, alarm));
    return place;
  }

  /**
   * Runs the task while holding permits, waiting for them until {@link Deadline#current()}.
   *
   * @throws RefusedException if they were not granted: the task did not run
   * @throws Exception what the task throws
   */
  public <R> R withPermits(int weight, Callable<R> task) throws Exception {
    return withPermits(weight, Deadline.current(), task);
  }

  /**
   * Runs the task while holding permits, waiting for them until the deadline.
   *
   * @throws RefusedException if they were not granted before the deadline: the task did not run
   * @throws Exception what the task throws
   */
  public <R> R withPermits(int weight, Deadline deadline, Callable<R> task) throws Exception {
    return callWith(weight, obtain(weight, deadline, null), task);
  }

  /**
   * Runs the task while holding permits, waiting for them until cancelled.
   *
   * @throws RefusedException if cancelled before they were granted: the task did not run
   * @throws Exception what the task throws
   */
  public <R> R withPermits(int weight, Cancellation cancellation, Callable<R> task)
      throws Exception {
    return callWith(weight, obtain(weight, cancellation.deadline(), cancellation), task);
  }

  private <R> R callWith(int weight, @Nullable Refusal refusal, Callable<R> task) throws Exception {
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
      word.resize(capacity);
      line.refuseHeavierThan(capacity);
      line.grantInOrder();
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
    return word.capacity();
  }

  /** Returns how many permits are held; more than the capacity after it has shrunk. */
  public int held() {
    return word.held();
  }

  /** Returns how many permits are free; less than 0 after the capacity has shrunk. */
  public int available() {
    return word.free();
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
    if (word.takeFast(weight)) {
      if (listening) {
        listener.acquired(weight, 0);
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
    listener.waiting(place.weight);
    place.waiter.giveWay();
    try {
      if (!place.waiter.await(deadline, cancellation)) {
        giveUp(place, cancellation == null ? Reason.TIMED_OUT : reasonOf(cancellation));
      }
    } catch (InterruptedException interrupted) {
      if (giveUp(place, Reason.CANCELLED)) {
        listener.abandoned(place.weight);
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
    listener.acquired(place.weight, waitNanos);
    return null;
  }

  /** Returns whether the place was served at once; if not, whoever serves it tells it. */
  private boolean enter(Place place, Deadline deadline) {
    lock.lock();
    try {
      return line.enter(place, deadline);
    } finally {
      unlockAndTell();
    }
  }

  private boolean takeBypassing(int weight) {
    lock.lock();
    try {
      return line.tryTake(weight);
    } finally {
      line.unmarkIfEmpty();
      unlockAndTell();
    }
  }

  private void giveToLine(int weight) {
    lock.lock();
    try {
      word.give(weight, name());
      line.grantInOrder();
    } finally {
      unlockAndTell();
    }
  }

  /** Takes the place out of the line; false if it has been served already. */
  private boolean giveUp(Place place, Reason reason) {
    lock.lock();
    try {
      return line.giveUp(place, reason);
    } finally {
      unlockAndTell();
    }
  }

  private void callOff(Place.OfFuture place, Reason reason) {
    if (giveUp(place, reason)) {
      place.tell();
    }
  }

  /** The future is complete. If that was not the doing of its place, nobody waits there now. */
  private void endWait(Place.OfFuture place, @Nullable Future<?> alarm) {
    if (alarm != null) {
      alarm.cancel(false);
    }
    if (!place.isDone() && giveUp(place, Reason.CANCELLED)) {
      listener.abandoned(place.weight);
    }
  }

  /** Unlocks, and only then wakes: nobody wakes up to wait for the lock. */
  private void unlockAndTell() {
    Place place = line.takeDone();
    lock.unlock();
    while (place != null) {
      Place next = place.behind;
      place.behind = null;
      place.tell();
      place = next;
    }
  }

  private Refusal refusalOfNewcomer(int weight, Reason reason) {
    lock.lock();
    try {
      return line.refusal(reason, new Place.OfThread(weight, parker));
    } finally {
      lock.unlock();
    }
  }

  private Acquisition toAcquisition(int weight, @Nullable Refusal refusal) {
    return refusal == null ? new Permit(this, weight, origin()) : refusal;
  }

  void acquiredAfter(int weight, long sinceNanos) {
    listener.acquired(weight, ticker.nanoTime() - sinceNanos);
  }

  Refusal tellRefused(Refusal refusal) {
    listener.refused(refusal);
    return refusal;
  }

  static int requireAtLeast(int min, int value, String what) {
    if (value < min) {
      throw new IllegalArgumentException("%s must be at least %d: %d".formatted(what, min, value));
    }
    return value;
  }
}
