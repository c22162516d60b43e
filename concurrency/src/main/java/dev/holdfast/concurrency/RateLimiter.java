package dev.holdfast.concurrency;

import dev.holdfast.concurrency.Refusal.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Grants N permits a period, and after idle times a burst.
 *
 * <p><b>The bound.</b> In no window of one period, wherever it begins, are N + burst permits
 * granted or more. Permits arrive evenly, one each period / N, exactly: odd rates are not rounded.
 * It is the generic cell rate algorithm on one atomic: a grant is a clock reading and one
 * compare-and-set, a refusal writes nothing.
 *
 * <p><b>Order.</b> Whoever waits has a reservation; later callers are served after it, {@code
 * tryAcquire} included. A request whose permits cannot be there before its deadline is refused at
 * once, without waiting; one for more than the burst is always refused.
 *
 * <p><b>Giving up.</b> A wait that ends by interrupt or cancellation gives its permits back by the
 * rule of {@link Reservation}.
 *
 * <p>Safe for use by many threads; establishes no happens-before between them. An interrupted call
 * throws {@link InterruptedException} and has used nothing; an interrupt that comes when the
 * permits are due stays pending and the call returns normally.
 */
public final class RateLimiter {
  private final String name;
  private final RateLimiterListener listener;
  private final boolean listening;
  private final Ticker ticker;
  private final Parker parker;
  private final Timer timer;
  private final long originNanos;

  /** Held by who changes the rate; others take it only to wait for the end of a change. */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile Schedule schedule;

  RateLimiter(
      RateLimiterConfig config,
      RateLimiterListener listener,
      Ticker ticker,
      Parker parker,
      Timer timer) {
    this.name = config.name();
    this.listener = Objects.requireNonNull(listener, "listener");
    this.listening = !listener.equals(RateLimiterListener.NOOP);
    this.ticker = ticker;
    this.parker = parker;
    this.timer = timer;
    this.originNanos = ticker.nanoTime();
    Rate rate = new Rate(config.permits(), config.period(), config.burst());
    this.schedule = new Schedule(rate, rate.fullAt(0));
  }

  /** Returns a limiter that starts with a full burst. */
  public static RateLimiter create(RateLimiterConfig config, RateLimiterListener listener) {
    return create(config, listener, Ticker.system());
  }

  /** Returns a limiter on a clock of your own, for tests; real waits follow the real clock. */
  public static RateLimiter create(
      RateLimiterConfig config, RateLimiterListener listener, Ticker ticker) {
    return new RateLimiter(config, listener, ticker, Parker.SYSTEM, Timer.SYSTEM);
  }

  /** Takes a permit if there is one now. */
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes permits if they are there now.
   *
   * @param weight at least 1; never granted if it is more than the burst
   */
  public boolean tryAcquire(long weight) {
    requirePositive(weight);
    for (Schedule now = schedule; ; now = afterChange()) {
      if (weight > now.rate.burst) {
        return false;
      }
      if (now.takeIfDue(elapsedNanos(), weight)) {
        if (listening) {
          tellGranted(weight, 0);
        }
        return true;
      }
      if (!now.isRetired()) {
        return false;
      }
    }
  }

  /** Takes permits, waiting until the deadline; false at once if that would be in vain. */
  public boolean tryAcquire(long weight, Deadline deadline) throws InterruptedException {
    return obtain(weight, deadline, null) == null;
  }

  /** Takes permits, waiting until cancelled; false if cancelled, or at once if in vain. */
  public boolean tryAcquire(long weight, Cancellation cancellation) throws InterruptedException {
    return obtain(weight, cancellation.deadline(), cancellation) == null;
  }

  /**
   * Takes permits, waiting until the deadline.
   *
   * @throws RefusedException at once, if they will not be there in time
   */
  public void acquire(long weight, Deadline deadline) throws InterruptedException {
    orThrow(obtain(weight, deadline, null));
  }

  /**
   * Takes permits, waiting until cancelled.
   *
   * @throws RefusedException if cancelled, or at once if they will not be there in time
   */
  public void acquire(long weight, Cancellation cancellation) throws InterruptedException {
    orThrow(obtain(weight, cancellation.deadline(), cancellation));
  }

  /**
   * Reserves permits and does not wait for them: the caller does.
   *
   * @throws RefusedException if they are more than the burst
   */
  public Reservation reserve(long weight) {
    return reserve(weight, Deadline.NEVER);
  }

  /**
   * Reserves permits that will be there before the deadline.
   *
   * @throws RefusedException if there are none
   */
  public Reservation reserve(long weight, Deadline deadline) {
    Schedule.Piece piece = take(weight, deadline);
    if (piece == null) {
      throw new RefusedException(tellRefused(refusal(weight, Reason.TIMED_OUT)));
    }
    Reservation reservation = new Reservation(this, piece, weight);
    tellGranted(weight, reservation.delayNanos());
    return reservation;
  }

  /**
   * Reserves permits and completes the future when they are due, on a thread of the JDK's common
   * pool. Cancelling the future, or completing it in any other way, cancels the reservation.
   *
   * @return fails with {@link RefusedException} if they will not be there before the deadline
   */
  public CompletableFuture<Reservation> acquireAsync(long weight, Deadline deadline) {
    Reservation reservation;
    try {
      reservation = reserve(weight, deadline);
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    long delayNanos = reservation.delayNanos();
    if (delayNanos == 0) {
      return CompletableFuture.completedFuture(reservation);
    }
    CompletableFuture<Reservation> future = new CompletableFuture<>();
    Future<?> alarm = timer.schedule(() -> future.complete(reservation), delayNanos);
    var _ =
        future.whenComplete((result, _) -> {
          if (!reservation.equals(result)) {
            alarm.cancel(false);
            reservation.cancel();
          }
        });
    return future;
  }

  /**
   * Changes the rate from now on. What was promised stays promised, and what is owed for it is
   * carried over; what was saved is carried over up to the new burst. Places of cancelled
   * reservations are not. The bound holds for windows that begin after the change and after what
   * was promised before it.
   */
  public void changeRate(long permits, Duration period, long burst) {
    Rate next = new Rate(permits, period, burst);
    changing.lock();
    try {
      schedule = schedule.continueWith(next, elapsedNanos());
    } finally {
      changing.unlock();
    }
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the configuration as of now. */
  public RateLimiterConfig config() {
    Rate rate = schedule.rate;
    return new RateLimiterConfig(name, rate.permits, rate.period, rate.burst);
  }

  /** Returns the whole permits that are there now; less than 0 if so many more are promised. */
  public long available() {
    return current().permitsAvailable(elapsedNanos());
  }

  /**
   * Returns how long a request that came now would wait; empty if for ever. Takes nothing. A place
   * that somebody gave back may make it shorter.
   */
  public Optional<Duration> delayOf(long weight) {
    requirePositive(weight);
    Schedule now = current();
    return weight > now.rate.burst
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(now.delayNanosOf(elapsedNanos(), weight)));
  }

  long elapsedNanos() {
    return ticker.nanoTime() - originNanos;
  }

  private @Nullable Refusal obtain(
      long weight, Deadline deadline, @Nullable Cancellation cancellation)
      throws InterruptedException {
    requirePositive(weight);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (cancellation != null && cancellation.isCancelled()) {
      return tellRefused(refusal(weight, Semaphore.reasonOf(cancellation)));
    }
    if (tryAcquire(weight)) {
      return null;
    }
    Schedule.Piece piece = take(weight, deadline);
    if (piece == null) {
      return tellRefused(refusal(weight, Reason.TIMED_OUT));
    }
    return await(new Reservation(this, piece, weight), cancellation);
  }

  private @Nullable Refusal await(Reservation reservation, @Nullable Cancellation cancellation)
      throws InterruptedException {
    long delayNanos = reservation.delayNanos();
    tellGranted(reservation.weight(), delayNanos);
    try {
      park(reservation.weight(), delayNanos, cancellation);
    } catch (InterruptedException interrupted) {
      if (reservation.cancel()) {
        throw interrupted;
      }
      Thread.currentThread().interrupt();
    }
    boolean givenUp = cancellation != null && cancellation.isCancelled() && reservation.cancel();
    return givenUp ? tellRefused(refusal(reservation.weight(), Reason.CANCELLED)) : null;
  }

  private void park(long weight, long delayNanos, @Nullable Cancellation cancellation)
      throws InterruptedException {
    boolean waits = delayNanos > 0;
    if (waits) {
      tellWaiting(weight);
    }
    try {
      new Alarm(parker).await(Deadline.afterNanos(delayNanos, ticker), cancellation);
    } finally {
      if (waits) {
        tellWaited(weight);
      }
    }
  }

  /** Waits for nothing but the time. */
  private static final class Alarm extends Waiter {
    Alarm(Parker parker) {
      super(parker);
    }

    @Override
    boolean isDone() {
      return false;
    }
  }

  /** Takes a piece that is due before the deadline; null if there is none. */
  private Schedule.@Nullable Piece take(long weight, Deadline deadline) {
    requirePositive(weight);
    while (true) {
      Schedule now = current();
      if (weight > now.rate.burst) {
        return null;
      }
      long begin = now.take(elapsedNanos(), weight, deadline.remainingNanos());
      if (begin != Rate.RETIRED) {
        return now.piece(begin, weight);
      }
      if (!now.isRetired()) {
        return null;
      }
    }
  }

  private Schedule current() {
    Schedule now = schedule;
    return now.isRetired() ? afterChange() : now;
  }

  /** Waits for the change of rate that is going on. */
  private Schedule afterChange() {
    changing.lock();
    try {
      return schedule;
    } finally {
      changing.unlock();
    }
  }

  private Refusal refusal(long weight, Reason otherwise) {
    Optional<Duration> earliest = delayOf(weight);
    long available = available();
    Reason reason = earliest.isEmpty() ? Reason.EXCEEDS_CAPACITY : otherwise;
    long promised = Math.max(0, -available);
    return new Refusal(name, reason, weight, available, 1, promised, earliest);
  }

  private static void orThrow(@Nullable Refusal refusal) {
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
  }

  static void requirePositive(long weight) {
    if (weight < 1) {
      throw new IllegalArgumentException("weight must be at least 1: " + weight);
    }
  }

  private void tellGranted(long weight, long waitNanos) {
    try {
      listener.granted(weight, waitNanos);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }

  private void tellWaiting(long weight) {
    try {
      listener.waiting(weight);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }

  private void tellWaited(long weight) {
    try {
      listener.waited(weight);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }

  private Refusal tellRefused(Refusal refusal) {
    try {
      listener.refused(refusal);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
    return refusal;
  }

  void tellCancelled(long weight) {
    try {
      listener.cancelled(weight);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }
}
