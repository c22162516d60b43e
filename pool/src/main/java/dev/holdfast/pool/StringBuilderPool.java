package dev.holdfast.pool;

import dev.holdfast.pool.internal.Housekeeper;
import dev.holdfast.pool.internal.LengthMemory;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Lends empty string builders. A builder is kept if its capacity is at most twice the longest text
 * of the last two decay intervals, and never above a cap: one giant text does not stay for ever.
 *
 * <p>Bounds, decay, threads and memory effects are those of {@link Pool}. Two bytes are counted for
 * a character of capacity, which is right for text beyond Latin-1 and twice too much for the rest.
 */
public final class StringBuilderPool implements AutoCloseable {
  private static final int BYTES_PER_CHAR = 2;
  private static final String POISON = "released to the pool, do not use";

  private final Pool<StringBuilder> pool;
  private final LengthMemory lengths = new LengthMemory();
  private final int capacityMin;
  private final int capacityMax;
  private final Housekeeper housekeeper;

  private StringBuilderPool(Builder settings) {
    capacityMin = settings.capacityMin;
    capacityMax = settings.capacityMax;
    PoolBuilder<StringBuilder> builder =
        Pool.named(settings.name, () -> new StringBuilder(settings.capacityMin))
            .keep(this::isWorthKeeping)
            .reset(text -> text.setLength(0))
            .countMax(settings.countMax)
            .bytesMax(settings.bytesMax, text -> (long) text.capacity() * BYTES_PER_CHAR)
            .decayInterval(Duration.ZERO) // this pool's own timer does it
            .checks(settings.checks)
            .listener(settings.listener);
    if (settings.poison) {
      builder.poison(new TextPoison());
    }
    pool = builder.build();
    housekeeper = Housekeeper.start(this, StringBuilderPool::decay, settings.decayInterval);
  }

  /** A pool with default settings, to be changed before {@link Builder#build()}. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  private boolean isWorthKeeping(StringBuilder text) {
    lengths.note(text.length());
    long useful = Math.max(capacityMin, 2L * lengths.greatest() + 2); // as a builder grows
    return text.capacity() <= Math.min(useful, capacityMax);
  }

  public String name() {
    return pool.name();
  }

  /**
   * An empty builder.
   *
   * @throws PoolClosedException if the pool is closed
   * @throws UseAfterReleaseException as {@link Pool#get()}
   */
  public StringBuilder get() {
    StringBuilder text = pool.get();
    text.setLength(0); // of poison, if there is any
    return text;
  }

  /**
   * Gives a builder back.
   *
   * @throws DoubleReleaseException as {@link Pool#put}
   */
  public void put(StringBuilder text) {
    pool.put(text);
  }

  /** As {@link #get}, in a handle that finds double release and use after release, always. */
  public Pooled<StringBuilder> borrow() {
    Pooled<StringBuilder> pooled = pool.borrow();
    pooled.get().setLength(0); // of poison, if there is any
    return pooled;
  }

  /** The text that a task writes into an empty builder. */
  public String build(Consumer<? super StringBuilder> task) {
    try (Pooled<StringBuilder> pooled = borrow()) {
      task.accept(pooled.get());
      return pooled.get().toString();
    }
  }

  /** As {@link Pool#decay()}; also forgets texts that were released before the last call. */
  public int decay() {
    lengths.decay();
    return pool.decay();
  }

  /** As {@link Pool#stats()}. */
  public PoolStats stats() {
    return pool.stats();
  }

  /** As {@link Pool#close()}. */
  @Override
  public void close() {
    housekeeper.close();
    pool.close();
  }

  @Override
  public String toString() {
    return "StringBuilderPool[" + name() + "]";
  }

  /** The settings of a {@link StringBuilderPool}. Not thread safe. */
  public static final class Builder {
    private final String name;
    private int capacityMin = 256;
    private int capacityMax = 1 << 20;
    private int countMax = 256;
    private long bytesMax = 16L << 20;
    private Duration decayInterval = Duration.ofSeconds(30);
    private Checks checks = Checks.SAMPLED;
    private boolean poison;
    private PoolListener listener = PoolListener.NOOP;

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * The characters that a new builder has room for, and those beyond which none is kept; 256 and
     * 1,048,576 unless told otherwise.
     */
    public Builder capacity(int capacityMin, int capacityMax) {
      if (capacityMin < 0 || capacityMax < capacityMin) {
        throw new IllegalArgumentException(
            "need 0 <= capacityMin <= capacityMax: " + capacityMin + ", " + capacityMax);
      }
      this.capacityMin = capacityMin;
      this.capacityMax = capacityMax;
      return this;
    }

    /** How many idle builders the pool keeps; 256 unless told otherwise. */
    public Builder countMax(int countMax) {
      this.countMax = countMax;
      return this;
    }

    /** How many bytes of idle builders the pool keeps; 16 MiB unless told otherwise. */
    public Builder bytesMax(long bytesMax) {
      this.bytesMax = bytesMax;
      return this;
    }

    /** As {@link PoolBuilder#decayInterval}. */
    public Builder decayInterval(Duration decayInterval) {
      this.decayInterval = decayInterval;
      return this;
    }

    /** As {@link PoolBuilder#checks}. */
    public Builder checks(Checks checks) {
      this.checks = checks;
      return this;
    }

    /** For tests: as {@link SizedPoolBuilder#poison}, with a text. */
    public Builder poison(boolean poison) {
      this.poison = poison;
      return this;
    }

    /** As {@link PoolBuilder#listener}. */
    public Builder listener(PoolListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Creates the pool; it makes no builders yet.
     *
     * @throws IllegalArgumentException if a bound or the interval is negative
     */
    public StringBuilderPool build() {
      return new StringBuilderPool(this);
    }
  }

  private static final class TextPoison implements Poison<StringBuilder> {
    @Override
    public void fill(StringBuilder text) {
      text.append(POISON);
    }

    @Override
    public boolean isIntact(StringBuilder text) {
      return POISON.contentEquals(text);
    }
  }
}
