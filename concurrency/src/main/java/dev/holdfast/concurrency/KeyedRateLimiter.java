package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One limit for each of many keys, such as users or addresses, in bounded memory.
 *
 * <p>Each key has the bound of a {@link RateLimiter} of its own. A key that has been idle long
 * enough to have saved a full burst is as good as new, and is forgotten when room is needed:
 * nothing is lost by that. If no key is idle and the table is full, the keys that have no entry
 * share one limit until there is room: then strangers may be refused for each other's sake, but
 * nobody gets more than is theirs, memory stays bounded, and known keys are not touched.
 *
 * <p>Safe for use by many threads. No call waits.
 *
 * @param <K> with {@code equals} and {@code hashCode} that do not change
 */
public final class KeyedRateLimiter<K> {
  /** How many entries one call looks at to find one to forget: so every call stays short. */
  private static final int SWEEP_MAX = 32;

  private final String name;
  private final Rate rate;
  private final int keysMax;
  private final Ticker ticker;
  private final long originNanos;

  /** Tails of schedules; one that is forgotten is retired first, so that no grant is lost in it. */
  private final ConcurrentHashMap<K, AtomicLong> tails = new ConcurrentHashMap<>();

  private final AtomicLong overflowTail;

  /** Guards {@link #hand}, the making of room, and what is taken from {@link #overflowTail}. */
  private final ReentrantLock sweeping = new ReentrantLock();

  private Iterator<Map.Entry<K, AtomicLong>> hand;

  private KeyedRateLimiter(RateLimiterConfig config, int keysMax, Ticker ticker) {
    this.name = config.name();
    this.rate = new Rate(config.permits(), config.period(), config.burst());
    this.keysMax = Semaphore.requireAtLeast(1, keysMax, "keysMax");
    this.ticker = Objects.requireNonNull(ticker, "ticker");
    this.originNanos = ticker.nanoTime();
    this.overflowTail = new AtomicLong(rate.fullAt(0));
    this.hand = tails.entrySet().iterator();
  }

  /**
   * Returns a limiter in which each key has this limit.
   *
   * @param keysMax how many keys are remembered at most
   */
  public static <K> KeyedRateLimiter<K> create(RateLimiterConfig config, int keysMax) {
    return create(config, keysMax, Ticker.system());
  }

  /** The same on a clock of your own. */
  public static <K> KeyedRateLimiter<K> create(
      RateLimiterConfig config, int keysMax, Ticker ticker) {
    return new KeyedRateLimiter<>(config, keysMax, ticker);
  }

  /** Takes permits of this key if they are there now; never if they are more than the burst. */
  public boolean tryAcquire(K key, long weight) {
    RateLimiter.requirePositive(weight);
    Objects.requireNonNull(key, "key");
    if (weight > rate.burst) {
      return false;
    }
    long nowUnits = rate.unitsAt(elapsedNanos());
    long units = rate.unitsOf(weight);
    AtomicLong tail = tails.get(key);
    if (tail != null) {
      boolean taken = rate.takeIfDue(tail, nowUnits, units);
      if (taken || tail.get() != Rate.RETIRED) {
        return taken;
      }
    }
    return tryAcquireAsStranger(key, nowUnits, units);
  }

  /** Returns how long a request that came now would have to wait; empty if for ever. */
  public Optional<Duration> delayOf(K key, long weight) {
    RateLimiter.requirePositive(weight);
    Objects.requireNonNull(key, "key");
    if (weight > rate.burst) {
      return Optional.empty();
    }
    AtomicLong tail = tails.get(key);
    if (tail == null) {
      tail = overflowTail;
    }
    long elapsed = elapsedNanos();
    long begin = Math.max(tail.get(), rate.fullAt(elapsed));
    long delayNanos = rate.nanosUntil(begin + rate.unitsOf(weight), elapsed);
    return Optional.of(Duration.ofNanos(delayNanos));
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns how many keys are remembered; never more than the bound. */
  public int keys() {
    return tails.size();
  }

  private long elapsedNanos() {
    return ticker.nanoTime() - originNanos;
  }

  /** Takes from the shared limit under the lock, so that no key has a limit of its own as well. */
  private boolean tryAcquireAsStranger(K key, long nowUnits, long units) {
    sweeping.lock();
    try {
      AtomicLong tail = tails.get(key);
      if (tail == null) {
        boolean room = tails.size() < keysMax || forgetAnIdleKey(nowUnits);
        tail = room ? newTail(key, nowUnits) : overflowTail;
      }
      return rate.takeIfDue(tail, nowUnits, units);
    } finally {
      sweeping.unlock();
    }
  }

  /** What strangers took counts as if this key had taken it all: it may have. */
  private AtomicLong newTail(K key, long nowUnits) {
    AtomicLong tail = new AtomicLong(Math.max(overflowTail.get(), nowUnits + rate.fullAt(0)));
    tails.put(key, tail);
    return tail;
  }

  private boolean forgetAnIdleKey(long nowUnits) {
    for (int looked = 0; looked < SWEEP_MAX; looked++) {
      if (!hand.hasNext()) {
        hand = tails.entrySet().iterator();
      }
      Map.Entry<K, AtomicLong> entry = hand.next();
      long tail = entry.getValue().get();
      boolean idle = tail != Rate.RETIRED && rate.isFull(tail, nowUnits);
      if (idle && entry.getValue().compareAndSet(tail, Rate.RETIRED)) {
        tails.remove(entry.getKey(), entry.getValue());
        return true;
      }
    }
    return false;
  }
}
