package dev.holdfast.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.pool.ByteBufferPool;
import dev.holdfast.pool.DoubleReleaseException;
import dev.holdfast.pool.PoolStats;
import dev.holdfast.pool.Pooled;
import dev.holdfast.pool.SharedBytes;
import java.nio.ByteBuffer;

/** Buffers that are used again, mistakes that are found, and parts of a buffer without a copy. */
public final class PooledBuffers {

  private PooledBuffers() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    try (ByteBufferPool buffers = ByteBufferPool.heap("example").bytesMax(1 << 20).build()) {
      useAgain(buffers);
      releaseTwice(buffers);
      share(buffers);
      IO.println("still out: " + buffers.stats().outstanding());
    }
  }

  private static void useAgain(ByteBufferPool buffers) {
    for (int i = 0; i < 1_000; i++) {
      // The size class is the pool's affair; the limit is what was asked for.
      try (Pooled<ByteBuffer> body = buffers.borrow(3_000)) {
        body.get().putInt(i);
      }
    }
    PoolStats stats = buffers.stats();
    IO.println(stats.gets() + " borrowed, " + stats.created() + " made");
  }

  private static void releaseTwice(ByteBufferPool buffers) {
    Pooled<ByteBuffer> body = buffers.borrow(3_000);
    body.close();
    try (Pooled<ByteBuffer> _ = buffers.borrow(3_000)) {
      // The same buffer by now, but not by this handle: the second close cannot take it away.
      body.close();
    } catch (DoubleReleaseException e) {
      IO.println("found: " + e.getClass().getSimpleName());
    }
  }

  private static void share(ByteBufferPool buffers) {
    ByteBuffer message = buffers.get(64).put("header|body".getBytes(US_ASCII)).flip();
    SharedBytes body;
    try (SharedBytes whole = buffers.share(message)) {
      body = whole.slice(7, 4);
    }
    // The whole is closed; its part keeps the buffer from going back.
    try (body) {
      IO.println(US_ASCII.decode(body.buffer()) + ", read-only: " + body.buffer().isReadOnly());
    }
  }
}
