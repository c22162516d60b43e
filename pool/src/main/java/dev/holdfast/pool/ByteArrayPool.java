package dev.holdfast.pool;

import java.util.Arrays;

/**
 * Lends arrays of at least the size that is asked for, from size classes that are powers of two.
 * What was in an array when it was released is in it when it is lent again: write before you read.
 *
 * <p>Bounds, decay, threads and memory effects are those of {@link Pool}. The budget in bytes is
 * common to all sizes; the room that a size once used stays its own until the next decay.
 */
public final class ByteArrayPool implements AutoCloseable {
  private static final byte POISON = (byte) 0xDB;

  private final SizedPool<byte[]> pools;

  private ByteArrayPool(SizedPoolBuilder<ByteArrayPool> settings) {
    pools = new SizedPool<>(settings, byte[]::new, array -> array.length, null, new ArrayPoison());
  }

  /** A pool with default settings, to be changed before {@link SizedPoolBuilder#build()}. */
  public static SizedPoolBuilder<ByteArrayPool> named(String name) {
    return new SizedPoolBuilder<>(name, ByteArrayPool::new);
  }

  public String name() {
    return pools.name();
  }

  /**
   * An array of {@code bytes} bytes or more; exactly so many if that is more than the pool keeps.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   * @throws PoolClosedException if the pool is closed
   * @throws UseAfterReleaseException as {@link Pool#get()}
   */
  public byte[] get(int bytes) {
    return pools.get(bytes);
  }

  /**
   * Gives an array back.
   *
   * @throws IllegalArgumentException if the pool lends no arrays of this length
   * @throws DoubleReleaseException as {@link Pool#put}
   */
  public void put(byte[] array) {
    pools.put(array, array.length);
  }

  /** As {@link #get}, in a handle that finds double release and use after release, always. */
  public Pooled<byte[]> borrow(int bytes) {
    return pools.borrow(bytes);
  }

  /** As {@link Pool#decay()}, over all sizes. */
  public int decay() {
    return pools.decay();
  }

  /** The sum over all sizes; see {@link Pool#stats()}. */
  public PoolStats stats() {
    return pools.stats();
  }

  /** As {@link Pool#close()}. */
  @Override
  public void close() {
    pools.close();
  }

  @Override
  public String toString() {
    return "ByteArrayPool[" + name() + "]";
  }

  private static final class ArrayPoison implements Poison<byte[]> {
    @Override
    public void fill(byte[] array) {
      Arrays.fill(array, POISON);
    }

    @Override
    public boolean isIntact(byte[] array) {
      for (byte each : array) {
        if (each != POISON) {
          return false;
        }
      }
      return true;
    }
  }
}
