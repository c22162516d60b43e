package dev.holdfast.concurrency;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bound on concurrent calls that finds its own size, from how long the calls take: the idea of
 * TCP Vegas.
 *
 * <p>The shortest mean time that was seen is taken for the time without any queue. What calls take
 * beyond it is time in a queue somewhere, and the share of it times the limit is how long that
 * queue is. A short queue lets the limit rise by one step, a long one makes it fall by one; a
 * dropped call (overload said aloud) makes it fall by a tenth at once, and again after each
 * window's worth of calls while they are dropped. A limit that is not used is not raised.
 *
 * <p>Every 60 windows the limit is halved for two windows, one to let queues drain and one to
 * measure the time without a queue anew: so it neither takes its own queue for normal, nor
 * throttles a service for ever that has become slower for good.
 *
 * <p>Safe for use by many threads. For work whose length varies little, or windows long enough to
 * level that out.
 */
public final class AdaptiveLimit {
  private static final double DROP = 0.9;
  private static final int WINDOWS_BETWEEN_PROBES = 60;

  private final AdaptiveLimitConfig config;
  private final Ticker ticker;
  private final Semaphore semaphore;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private double limit;
  private double idleNanos = Double.MAX_VALUE;
  private long windowNanos;
  private int windowCalls;
  private int windowHeldMax;
  private boolean windowDropped;

  /** Dropped ones included, which end no window: there may be no others. */
  private int callsSinceFall;

  private int windows;
  private double limitBeforeProbe;

  private AdaptiveLimit(AdaptiveLimitConfig config, Ticker ticker) {
    this.config = config;
    this.ticker = ticker;
    this.limit = config.initial();
    this.semaphore = Semaphore.create(config.name(), config.initial());
  }

  /** Returns a limit. */
  public static AdaptiveLimit create(AdaptiveLimitConfig config) {
    return create(config, Ticker.system());
  }

  /** Returns a limit on a clock of your own. */
  public static AdaptiveLimit create(AdaptiveLimitConfig config, Ticker ticker) {
    return new AdaptiveLimit(config, ticker);
  }

  /** Begins a call if the limit allows it now. */
  public Optional<Call> tryBegin() {
    return semaphore.tryAcquire(1) ? Optional.of(new Call()) : Optional.empty();
  }

  /**
   * Begins a call, waiting for its turn until the deadline.
   *
   * @return empty if the deadline passed first
   */
  public Optional<Call> begin(Deadline deadline) throws InterruptedException {
    return semaphore.tryAcquire(1, deadline) ? Optional.of(new Call()) : Optional.empty();
  }

  /**
   * Begins a call, waiting for its turn until cancelled.
   *
   * @return empty if cancelled first
   */
  public Optional<Call> begin(Cancellation cancellation) throws InterruptedException {
    return semaphore.tryAcquire(1, cancellation) ? Optional.of(new Call()) : Optional.empty();
  }

  /** Returns how many calls may go on at a time now. */
  public int limit() {
    return semaphore.capacity();
  }

  /** Returns how many calls go on now; more than the limit after it has fallen. */
  public int inFlight() {
    return semaphore.held();
  }

  /**
   * A call that goes on. Say how it ended, or close it if that tells nothing about load; the first
   * word counts.
   */
  public final class Call implements AutoCloseable {
    private final long beginNanos = ticker.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    private Call() {}

    /** It ended, and the time it took counts. */
    public void succeeded() {
      if (ended.compareAndSet(false, true)) {
        measured(ticker.nanoTime() - beginNanos);
        semaphore.release(1);
      }
    }

    /** It was turned away or timed out for overload. */
    public void dropped() {
      if (ended.compareAndSet(false, true)) {
        fall();
        semaphore.release(1);
      }
    }

    /** It ended, and neither its time nor its end tell anything. */
    @Override
    public void close() {
      if (ended.compareAndSet(false, true)) {
        semaphore.release(1);
      }
    }
  }

  private void measured(long nanos) {
    lock.lock();
    try {
      windowNanos += nanos;
      windowCalls++;
      callsSinceFall++;
      windowHeldMax = Math.max(windowHeldMax, semaphore.held());
      if (windowCalls >= windowLength()) {
        lookAtWindow(Math.max(1, (double) windowNanos / windowCalls));
        beginWindow();
      }
    } finally {
      lock.unlock();
    }
  }

  private void fall() {
    lock.lock();
    try {
      callsSinceFall++;
      if (!windowDropped || callsSinceFall >= windowLength()) {
        windowDropped = true;
        callsSinceFall = 0;
        change(limit * DROP);
      }
    } finally {
      lock.unlock();
    }
  }

  private int windowLength() {
    return Math.max(config.windowCalls(), (int) limit);
  }

  private void lookAtWindow(double meanNanos) {
    windows++;
    if (windows == WINDOWS_BETWEEN_PROBES) {
      limitBeforeProbe = limit;
      change(limit / 2);
    } else if (windows == WINDOWS_BETWEEN_PROBES + 2) {
      idleNanos = meanNanos;
      change(limitBeforeProbe);
      windows = 0;
    } else if (windows < WINDOWS_BETWEEN_PROBES) {
      idleNanos = Math.min(idleNanos, meanNanos);
      follow(limit * (1 - idleNanos / meanNanos));
    }
  }

  private void follow(double queued) {
    double step = Math.max(1, Math.log10(limit));
    if (queued > 6 * step) {
      change(limit - step);
    } else if (queued < 3 * step && windowHeldMax * 2 > limit && !windowDropped) {
      change(limit + step);
    }
  }

  private void beginWindow() {
    windowNanos = 0;
    windowCalls = 0;
    windowHeldMax = 0;
    windowDropped = false;
  }

  private void change(double wanted) {
    limit = Math.clamp(wanted, config.min(), config.max());
    semaphore.resize((int) limit);
  }
}
