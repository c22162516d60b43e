package dev.holdfast.pool;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;

/** The contract, for each pool and for each way to watch it. */
class PoolContractTest {

  @Nested
  class PlainPool extends PoolContract {
    @Override
    Subject create() {
      return subject(Pool.named("plain", Object::new));
    }
  }

  @Nested
  class UnwatchedPool extends PoolContract {
    @Override
    Subject create() {
      return subject(Pool.named("unwatched", Object::new).checks(Checks.OFF));
    }
  }

  @Nested
  class StrictPool extends PoolContract {
    @Override
    Subject create() {
      return subject(Pool.named("strict", Object::new).checks(Checks.STRICT));
    }
  }

  @Nested
  class FullyEquippedPool extends PoolContract {
    @Override
    Subject create() {
      return subject(
          Pool.named("equipped", () -> new int[1])
              .reset(item -> item[0] = 0)
              .valid(item -> item.length == 1)
              .destroy(item -> item[0] = -1)
              .bytesMax(1000, item -> 100)
              .poison(new IntPoison()));
    }
  }

  @Nested
  class Arrays extends PoolContract {
    @Override
    Subject create() {
      ByteArrayPool pool =
          ByteArrayPool.named("arrays").countMax(COUNT_MAX).decayInterval(Duration.ZERO).build();
      return new Methods(() -> pool.borrow(1000), pool::stats, pool::decay, pool::close);
    }
  }

  @Nested
  class HeapBuffers extends PoolContract {
    @Override
    Subject create() {
      return subject(ByteBufferPool.heap("heap"));
    }
  }

  @Nested
  class DirectBuffers extends PoolContract {
    @Override
    Subject create() {
      return subject(ByteBufferPool.direct("direct").poison(true));
    }
  }

  @Nested
  class Builders extends PoolContract {
    @Override
    Subject create() {
      StringBuilderPool pool =
          StringBuilderPool.named("text")
              .countMax(COUNT_MAX)
              .decayInterval(Duration.ZERO)
              .poison(true)
              .build();
      return new Methods(pool::borrow, pool::stats, pool::decay, pool::close);
    }
  }

  @Nested
  class Blocking extends PoolContract {
    @Override
    Subject create() {
      BlockingPool<Object> pool =
          Pool.named("blocking", Object::new)
              .countMax(COUNT_MAX)
              .decayInterval(Duration.ZERO)
              .buildBlocking();
      return new Methods(() -> borrow(pool), pool::stats, pool::decay, pool::close);
    }

    private static Pooled<Object> borrow(BlockingPool<Object> pool) {
      try {
        return pool.borrow(Duration.ofMinutes(1)).orElseThrow();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static PoolContract.Subject subject(PoolBuilder<?> builder) {
    Pool<?> pool = builder.countMax(PoolContract.COUNT_MAX).decayInterval(Duration.ZERO).build();
    return new Methods(pool::borrow, pool::stats, pool::decay, pool::close);
  }

  private static PoolContract.Subject subject(SizedPoolBuilder<ByteBufferPool> builder) {
    ByteBufferPool pool =
        builder.countMax(PoolContract.COUNT_MAX).decayInterval(Duration.ZERO).build();
    return new Methods(() -> pool.borrow(1000), pool::stats, pool::decay, pool::close);
  }

  private record Methods(
      Supplier<Pooled<?>> borrowing,
      Supplier<PoolStats> reading,
      IntSupplier decaying,
      Runnable closing)
      implements PoolContract.Subject {
    @Override
    public Pooled<?> borrow() {
      return borrowing.get();
    }

    @Override
    public PoolStats stats() {
      return reading.get();
    }

    @Override
    public int decay() {
      return decaying.getAsInt();
    }

    @Override
    public void close() {
      closing.run();
    }
  }

  private static final class IntPoison implements Poison<int[]> {
    private static final int POISON = 0xDBDBDBDB;

    @Override
    public void fill(int[] item) {
      item[0] = POISON;
    }

    @Override
    public boolean isIntact(int[] item) {
      return item[0] == POISON;
    }
  }
}
