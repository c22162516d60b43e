package dev.holdfast.pool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;

/**
 * Lends heap or direct buffers from size classes that are powers of two. A buffer comes with
 * position 0, a limit of exactly the bytes that were asked for, big endian and without a mark; its
 * capacity may be larger. What was in it when it was released still is: write before you read.
 *
 * <p>{@link #share} makes a filled buffer into a {@link SharedBytes}, whose read-only parts can be
 * passed around without a copy; the last of them to be closed gives the buffer back.
 *
 * <p>Bounds, decay, threads and memory effects are those of {@link Pool}. The budget in bytes is
 * common to all sizes; the room that a size once used stays its own until the next decay. The
 * memory of a direct buffer that the pool gives up is freed when the garbage collector finds it.
 */
public final class ByteBufferPool implements AutoCloseable {
  private final SizedPool<ByteBuffer> pools;
  private final boolean direct;

  private ByteBufferPool(SizedPoolBuilder<ByteBufferPool> settings, boolean direct) {
    IntFunction<ByteBuffer> allocate = direct ? ByteBuffer::allocateDirect : ByteBuffer::allocate;
    this.direct = direct;
    this.pools =
        new SizedPool<>(
            settings, allocate, ByteBuffer::capacity, ByteBufferPool::reset, new BufferPoison());
  }

  private static void reset(ByteBuffer buffer) {
    buffer.clear().order(ByteOrder.BIG_ENDIAN);
  }

  /** A pool of buffers on the heap, with default settings. */
  public static SizedPoolBuilder<ByteBufferPool> heap(String name) {
    return new SizedPoolBuilder<>(name, settings -> new ByteBufferPool(settings, false));
  }

  /** A pool of buffers outside the heap, for I/O, with default settings. */
  public static SizedPoolBuilder<ByteBufferPool> direct(String name) {
    return new SizedPoolBuilder<>(name, settings -> new ByteBufferPool(settings, true));
  }

  public String name() {
    return pools.name();
  }

  /** Whether the buffers lie outside the heap. */
  public boolean isDirect() {
    return direct;
  }

  /**
   * A buffer with {@code bytes} bytes between position and limit.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   * @throws PoolClosedException if the pool is closed
   * @throws UseAfterReleaseException as {@link Pool#get()}
   */
  public ByteBuffer get(int bytes) {
    return pools.get(bytes).limit(bytes);
  }

  /**
   * Gives a buffer back: the one that {@link #get} returned, not a slice or a duplicate of it.
   *
   * <p>Not every view can be told: a duplicate, or a slice of a direct buffer, that has a capacity
   * which the pool lends is taken for a buffer. It would share its memory with the one of which it
   * is a view, and two borrowers would write to the same bytes.
   *
   * @throws IllegalArgumentException if it cannot be from this pool: read-only, of the other kind,
   *     a slice of an array, or of a capacity that the pool does not lend
   * @throws DoubleReleaseException as {@link Pool#put}
   */
  public void put(ByteBuffer buffer) {
    checkOwn(buffer);
    pools.put(buffer, buffer.capacity());
  }

  private void checkOwn(ByteBuffer buffer) {
    if (buffer.isReadOnly() || buffer.isDirect() != direct || isSlice(buffer)) {
      throw new IllegalArgumentException(
          "pool '"
              + name()
              + "' cannot have lent "
              + buffer
              + ": put back the buffer that get() returned, not a view of it or one of your own");
    }
  }

  private static boolean isSlice(ByteBuffer buffer) {
    return buffer.hasArray()
        && (buffer.arrayOffset() != 0 || buffer.array().length != buffer.capacity());
  }

  /** As {@link #get}, in a handle that finds double release and use after release, always. */
  public Pooled<ByteBuffer> borrow(int bytes) {
    Pooled<ByteBuffer> pooled = pools.borrow(bytes);
    pooled.get().limit(bytes);
    return pooled;
  }

  /**
   * Makes the bytes between position and limit of a buffer from this pool readable by many. The
   * buffer is the result's from now on: the caller must neither write to it nor put it back.
   *
   * @throws IllegalArgumentException as {@link #put}
   */
  public SharedBytes share(ByteBuffer filled) {
    checkOwn(filled);
    pools.mustLend(filled.capacity());
    return SharedBytes.of(filled, this);
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
    return "ByteBufferPool[" + name() + "]";
  }

  private static final class BufferPoison implements Poison<ByteBuffer> {
    private static final byte POISON = (byte) 0xDB;

    @Override
    public void fill(ByteBuffer buffer) {
      for (int i = 0; i < buffer.capacity(); i++) {
        buffer.put(i, POISON);
      }
    }

    @Override
    public boolean isIntact(ByteBuffer buffer) {
      for (int i = 0; i < buffer.capacity(); i++) {
        if (buffer.get(i) != POISON) {
          return false;
        }
      }
      return true;
    }
  }
}
