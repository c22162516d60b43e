package dev.holdfast.bench.pool;

import dev.holdfast.pool.ByteArrayPool;
import dev.holdfast.pool.StringBuilderPool;

/** Where a request's working memory comes from. */
interface Buffers extends AutoCloseable {
  byte[] bytes(int atLeast);

  StringBuilder text(int capacity);

  void give(byte[] bytes);

  void give(StringBuilder text);

  @Override
  void close();

  /** Plain new, sized right at once: the best that can be done without a pool. */
  static Buffers unpooled() {
    return new Unpooled();
  }

  static Buffers pooled() {
    return new FromPools();
  }

  /** Plain new. */
  final class Unpooled implements Buffers {
    @Override
    public byte[] bytes(int atLeast) {
      return new byte[atLeast];
    }

    @Override
    public StringBuilder text(int capacity) {
      return new StringBuilder(capacity);
    }

    @Override
    public void give(byte[] bytes) {}

    @Override
    public void give(StringBuilder text) {}

    @Override
    public void close() {}
  }

  /** Our pools, with default settings. */
  final class FromPools implements Buffers {
    private final ByteArrayPool arrays = ByteArrayPool.named("bodies").build();
    private final StringBuilderPool texts = StringBuilderPool.named("texts").build();

    @Override
    public byte[] bytes(int atLeast) {
      return arrays.get(atLeast);
    }

    @Override
    public StringBuilder text(int capacity) {
      StringBuilder text = texts.get();
      text.ensureCapacity(capacity);
      return text;
    }

    @Override
    public void give(byte[] bytes) {
      arrays.put(bytes);
    }

    @Override
    public void give(StringBuilder text) {
      texts.put(text);
    }

    @Override
    public void close() {
      arrays.close();
      texts.close();
    }
  }
}
