package dev.holdfast.pool;

import dev.holdfast.pool.internal.SizeClasses;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/**
 * The settings of a {@link ByteBufferPool} or a {@link ByteArrayPool}. Not thread safe.
 *
 * @param <P> the type of the pool
 */
public final class SizedPoolBuilder<P> {
  final String name;
  private final Function<SizedPoolBuilder<P>, P> constructor;
  int smallest = 256;
  int largest = 1 << 20;
  long bytesMax = 64L << 20;
  int countMax = 1024;
  Duration decayInterval = Duration.ofSeconds(30);
  Checks checks = Checks.SAMPLED;
  boolean poison;
  PoolListener listener = PoolListener.NOOP;

  SizedPoolBuilder(String name, Function<SizedPoolBuilder<P>, P> constructor) {
    this.name = Objects.requireNonNull(name, "name");
    this.constructor = constructor;
  }

  /**
   * The smallest and the largest size that is kept, rounded up to powers of two; 256 bytes to 1 MiB
   * unless told otherwise. Smaller requests get the smallest, larger ones get exactly what they
   * asked for, which is not kept.
   */
  public SizedPoolBuilder<P> sizes(int smallest, int largest) {
    this.smallest = smallest;
    this.largest = largest;
    return this;
  }

  /** How many idle bytes the pool keeps, over all sizes; 64 MiB unless told otherwise. */
  public SizedPoolBuilder<P> bytesMax(long bytesMax) {
    this.bytesMax = bytesMax;
    return this;
  }

  /** How many idle objects of one size the pool keeps; 1,024 unless told otherwise. */
  public SizedPoolBuilder<P> countMax(int countMax) {
    this.countMax = countMax;
    return this;
  }

  /** As {@link PoolBuilder#decayInterval}. */
  public SizedPoolBuilder<P> decayInterval(Duration decayInterval) {
    this.decayInterval = decayInterval;
    return this;
  }

  /** As {@link PoolBuilder#checks}. */
  public SizedPoolBuilder<P> checks(Checks checks) {
    this.checks = checks;
    return this;
  }

  /**
   * For tests: fills what is released with {@code 0xDB}, and refuses to lend what was written to
   * meanwhile.
   */
  public SizedPoolBuilder<P> poison(boolean poison) {
    this.poison = poison;
    return this;
  }

  /** As {@link PoolBuilder#listener}. */
  public SizedPoolBuilder<P> listener(PoolListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * Creates the pool; it allocates nothing to lend yet.
   *
   * @throws IllegalArgumentException if a bound or the interval is negative, or the sizes are not
   *     between 1 byte and 1 GiB
   */
  public P build() {
    return constructor.apply(this);
  }

  SizeClasses sizeClasses() {
    return new SizeClasses(smallest, largest);
  }
}
