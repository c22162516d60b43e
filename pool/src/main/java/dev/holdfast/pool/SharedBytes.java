package dev.holdfast.pool;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Read-only bytes of a pooled buffer, without a copy. Each instance is one reference to the buffer,
 * and is closed once; the last to be closed gives the buffer back to its pool. {@link #slice} and
 * {@link #retain} make further references. Nobody can read past the end of a part, or write to it.
 *
 * <p>A view that {@link #buffer()} or {@link #segment()} gave out must not be read after the close:
 * nothing keeps it from showing the bytes of the buffer's next user. (A pool with poison shows
 * {@code 0xDB}.)
 *
 * <p>Thread safe: references may be made and closed by different threads, and each may be closed by
 * any of them.
 */
public final class SharedBytes implements AutoCloseable {
  private static final VarHandle CLOSED;
  private static final VarHandle REFERENCES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CLOSED = lookup.findVarHandle(SharedBytes.class, "closed", boolean.class);
      REFERENCES = lookup.findVarHandle(Owner.class, "references", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Owner owner;
  private final int offset; // in the owner's buffer
  private final int length;
  private volatile boolean closed;

  /** The buffer, and how many open references there are to it. */
  private static final class Owner {
    final ByteBuffer buffer;
    final ByteBufferPool pool;
    volatile int references = 1; // 0: back in the pool, for good

    Owner(ByteBuffer buffer, ByteBufferPool pool) {
      this.buffer = buffer;
      this.pool = pool;
    }
  }

  private SharedBytes(Owner owner, int offset, int length) {
    this.owner = owner;
    this.offset = offset;
    this.length = length;
  }

  static SharedBytes of(ByteBuffer filled, ByteBufferPool pool) {
    return new SharedBytes(new Owner(filled, pool), filled.position(), filled.remaining());
  }

  public int length() {
    return length;
  }

  /**
   * A new reference to {@code length} of these bytes, to be closed for itself.
   *
   * @throws IndexOutOfBoundsException if they are not within these bytes
   * @throws UseAfterReleaseException if this reference is closed
   */
  public SharedBytes slice(int from, int length) {
    Objects.checkFromIndexSize(from, length, this.length);
    addReference();
    return new SharedBytes(owner, offset + from, length);
  }

  /**
   * A new reference to the same bytes, to be closed for itself.
   *
   * @throws UseAfterReleaseException if this reference is closed
   */
  public SharedBytes retain() {
    return slice(0, length);
  }

  /**
   * A new read-only view, with position 0 and limit and capacity {@link #length()}.
   *
   * @throws UseAfterReleaseException if this reference is closed
   */
  public ByteBuffer buffer() {
    checkOpen();
    return owner.buffer.slice(offset, length).asReadOnlyBuffer();
  }

  /**
   * A new read-only view as a segment of {@link #length()} bytes.
   *
   * @throws UseAfterReleaseException if this reference is closed
   */
  public MemorySegment segment() {
    return MemorySegment.ofBuffer(buffer());
  }

  private void addReference() {
    checkOpen();
    for (int seen = owner.references; seen > 0; seen = owner.references) {
      if (REFERENCES.compareAndSet(owner, seen, seen + 1)) {
        return;
      }
    }
    throw closedException(); // closed by another thread meanwhile
  }

  private void checkOpen() {
    if (closed) {
      throw closedException();
    }
  }

  private UseAfterReleaseException closedException() {
    return new UseAfterReleaseException(
        "bytes of pool '"
            + owner.pool.name()
            + "' were used after close(): retain() a reference for each user");
  }

  /**
   * Ends this reference. What was read before it happens before the buffer's next use.
   *
   * @throws DoubleReleaseException if it was closed before
   */
  @Override
  public void close() {
    if (!CLOSED.compareAndSet(this, false, true)) {
      throw new DoubleReleaseException(owner.pool.name());
    }
    if ((int) REFERENCES.getAndAdd(owner, -1) == 1) {
      owner.pool.put(owner.buffer);
    }
  }
}
