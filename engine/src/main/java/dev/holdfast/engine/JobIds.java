package dev.holdfast.engine;

import dev.holdfast.core.JobId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * Makes ids for jobs whose client has none: UUIDs of version 7 (RFC 9562), which sort by the moment
 * of their making. Made by the client, before the job is sent, so that sending it again names the
 * same job.
 *
 * <p>Ids of one instance grow strictly, also within a millisecond and when the clock goes back: a
 * counter of 42 bits, which begins anywhere in its lower half each millisecond, stands behind the
 * 48 bits of time; when it is used up, the time is counted on (the RFC's methods 1 and 4). The last
 * 32 bits are chance. Ids of two instances, or of two processes, differ by chance alone: 73 bits of
 * it in each millisecond.
 *
 * <p>Thread safe. Never blocks, unless the source of chance does.
 */
public final class JobIds {
  private static final int COUNTER_BITS = 42;
  private static final long COUNTER_MAX = (1L << COUNTER_BITS) - 1;
  private static final int COUNTER_HIGH_BITS = 12;
  private static final int COUNTER_LOW_BITS = COUNTER_BITS - COUNTER_HIGH_BITS;
  private static final int CHANCE_BITS = 32;
  private static final long VERSION = 7L << COUNTER_HIGH_BITS;
  private static final long VARIANT = 0b10L << 62;

  private record Last(long millis, long counter) {}

  private final InstantSource clock;
  private final RandomGenerator random;
  private final AtomicReference<Last> last = new AtomicReference<>(new Last(-1, COUNTER_MAX));

  private JobIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Ids by the system's clock and its best source of chance. */
  public static JobIds create() {
    return new JobIds(InstantSource.system(), new SecureRandom());
  }

  /**
   * Ids by this clock and this source of chance, which must be thread safe if the ids are made by
   * several threads. The same seed and the same moments give the same ids.
   */
  public static JobIds of(InstantSource clock, RandomGenerator random) {
    return new JobIds(clock, random);
  }

  /** An id larger than all before. */
  public JobId next() {
    long now = clock.millis();
    long start = random.nextLong() & COUNTER_MAX >> 1;
    Last id = last.updateAndGet(before -> after(before, now, start));
    long chance = random.nextLong() & (1L << CHANCE_BITS) - 1;
    long high = id.millis << 16 | VERSION | id.counter >> COUNTER_LOW_BITS;
    long low = VARIANT | (id.counter & (1L << COUNTER_LOW_BITS) - 1) << CHANCE_BITS | chance;
    return new JobId(new UUID(high, low).toString());
  }

  private static Last after(Last before, long now, long start) {
    if (now > before.millis) {
      return new Last(now, start);
    }
    return before.counter < COUNTER_MAX
        ? new Last(before.millis, before.counter + 1)
        : new Last(before.millis + 1, start);
  }
}
