package dev.holdfast.bench.pool;

import dev.holdfast.pool.ByteArrayPool;
import dev.holdfast.pool.Pool;
import dev.holdfast.pool.Pooled;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.util.Recycler;
import java.time.Duration;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jctools.queues.MpmcArrayQueue;
import stormpot.Allocator;
import stormpot.Slot;
import stormpot.Timeout;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;

/** All the peers by name. */
final class Peers {
  private Peers() {}

  static Peer<?> create(String name, int bytes) throws Exception {
    return switch (name) {
      case "new" -> new PlainNew(bytes);
      case "holdfast" -> new Holdfast(bytes);
      case "holdfastHandle" -> new HoldfastHandle(bytes);
      case "holdfastSized" -> new HoldfastSized(bytes);
      case "threadLocal" -> new PerThread(bytes);
      case "recycler" -> new NettyRecycler(bytes, false);
      case "recyclerShared" -> new NettyRecycler(bytes, true);
      case "nettyAdaptive" -> new NettyAdaptive(bytes);
      case "commonsPool2" -> new CommonsPool2(bytes);
      case "stormpot" -> new Stormpot(bytes);
      case "jacksonDeque" -> new Jackson(bytes, JsonRecyclerPools.newConcurrentDequePool());
      case "jacksonBounded" -> new Jackson(bytes, JsonRecyclerPools.newBoundedPool(COUNT_MAX));
      case "jetty" -> new Jetty(bytes);
      case "mpmc" -> new JcToolsMpmc(bytes);
      default -> throw new IllegalArgumentException("unknown peer: " + name);
    };
  }

  private static final int COUNT_MAX = Peer.COUNT_MAX;

  /** A peer that lends bare arrays. */
  private abstract static class ArrayPeer extends Peer<byte[]> {
    final int bytes;

    ArrayPeer(int bytes) {
      this.bytes = bytes;
    }

    @Override
    byte[] array(byte[] buffer) {
      return buffer;
    }
  }

  private static final class PlainNew extends ArrayPeer {
    PlainNew(int bytes) {
      super(bytes);
    }

    @Override
    byte[] take() {
      return new byte[bytes];
    }

    @Override
    void give(byte[] buffer) {}
  }

  private static final class Holdfast extends ArrayPeer {
    private final Pool<byte[]> pool;

    Holdfast(int bytes) {
      super(bytes);
      pool = Pool.named("bench", () -> make(bytes)).countMax(COUNT_MAX).build();
    }

    @Override
    byte[] take() {
      return pool.get();
    }

    @Override
    void give(byte[] buffer) {
      pool.put(buffer);
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  private static final class HoldfastHandle extends Peer<Pooled<byte[]>> {
    private final Pool<byte[]> pool;

    HoldfastHandle(int bytes) {
      pool = Pool.named("bench", () -> make(bytes)).countMax(COUNT_MAX).build();
    }

    @Override
    Pooled<byte[]> take() {
      return pool.borrow();
    }

    @Override
    void give(Pooled<byte[]> buffer) {
      buffer.close();
    }

    @Override
    byte[] array(Pooled<byte[]> buffer) {
      return buffer.get();
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  private static final class HoldfastSized extends ArrayPeer {
    private final ByteArrayPool pool =
        ByteArrayPool.named("bench").countMax(COUNT_MAX).bytesMax(1L << 30).build();

    HoldfastSized(int bytes) {
      super(bytes);
    }

    @Override
    byte[] take() {
      return pool.get(bytes);
    }

    @Override
    void give(byte[] buffer) {
      pool.put(buffer);
    }

    @Override
    public void close() {
      made.add(pool.stats().created());
      pool.close();
    }
  }

  private static final class PerThread extends ArrayPeer {
    private final ThreadLocal<byte[]> buffers;

    PerThread(int bytes) {
      super(bytes);
      buffers = ThreadLocal.withInitial(() -> make(bytes));
    }

    @Override
    byte[] take() {
      return buffers.get();
    }

    @Override
    void give(byte[] buffer) {}
  }

  private static final class NettyRecycler extends Peer<NettyRecycler.Holder> {
    private final Recycler<Holder> recycler;

    private static final class Holder {
      final byte[] array;
      final Recycler.Handle<Holder> handle;

      Holder(byte[] array, Recycler.Handle<Holder> handle) {
        this.array = array;
        this.handle = handle;
      }
    }

    NettyRecycler(int bytes, boolean shared) {
      recycler = shared ? shared(bytes) : threadLocal(bytes);
    }

    private Recycler<Holder> shared(int bytes) {
      return new Recycler<>(COUNT_MAX, false) {
        @Override
        protected Holder newObject(Handle<Holder> handle) {
          return new Holder(make(bytes), handle);
        }
      };
    }

    private Recycler<Holder> threadLocal(int bytes) {
      return new Recycler<>() {
        @Override
        protected Holder newObject(Handle<Holder> handle) {
          return new Holder(make(bytes), handle);
        }
      };
    }

    @Override
    Holder take() {
      return recycler.get();
    }

    @Override
    void give(Holder buffer) {
      buffer.handle.recycle(buffer);
    }

    @Override
    byte[] array(Holder buffer) {
      return buffer.array;
    }
  }

  private static final class NettyAdaptive extends Peer<ByteBuf> {
    private final AdaptiveByteBufAllocator allocator = new AdaptiveByteBufAllocator();
    private final int bytes;

    NettyAdaptive(int bytes) {
      this.bytes = bytes;
    }

    @Override
    ByteBuf take() {
      return allocator.heapBuffer(bytes);
    }

    @Override
    void give(ByteBuf buffer) {
      buffer.release();
    }

    @Override
    byte[] array(ByteBuf buffer) {
      return buffer.array();
    }

    @Override
    int offset(ByteBuf buffer) {
      return buffer.arrayOffset();
    }
  }

  private static final class CommonsPool2 extends ArrayPeer {
    private final GenericObjectPool<byte[]> pool;

    CommonsPool2(int bytes) {
      super(bytes);
      pool =
          new GenericObjectPool<>(
              new BasePooledObjectFactory<>() {
                @Override
                public byte[] create() {
                  return make(bytes);
                }

                @Override
                public PooledObject<byte[]> wrap(byte[] array) {
                  return new DefaultPooledObject<>(array);
                }
              });
      pool.setMaxTotal(COUNT_MAX);
      pool.setMaxIdle(COUNT_MAX);
    }

    @Override
    byte[] take() {
      try {
        return pool.borrowObject();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    void give(byte[] buffer) {
      pool.returnObject(buffer);
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /** Makes all its objects beforehand, so it has no misses to count, but waits. */
  private static final class Stormpot extends Peer<stormpot.Pooled<byte[]>> {
    private static final int SIZE = 512;
    private static final Timeout TIMEOUT = new Timeout(Duration.ofMinutes(1));
    private final stormpot.Pool<stormpot.Pooled<byte[]>> pool;

    Stormpot(int bytes) throws InterruptedException {
      Allocator<stormpot.Pooled<byte[]>> allocator =
          new Allocator<>() {
            @Override
            public stormpot.Pooled<byte[]> allocate(Slot slot) {
              return new stormpot.Pooled<>(slot, make(bytes));
            }

            @Override
            public void deallocate(stormpot.Pooled<byte[]> pooled) {}
          };
      pool = stormpot.Pool.from(allocator).setSize(SIZE).build();
      while (pool.getManagedPool().getAllocationCount() < SIZE) {
        Thread.onSpinWait();
      }
      made.reset();
    }

    @Override
    stormpot.Pooled<byte[]> take() {
      try {
        return pool.claim(TIMEOUT);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    void give(stormpot.Pooled<byte[]> buffer) {
      buffer.release();
    }

    @Override
    byte[] array(stormpot.Pooled<byte[]> buffer) {
      return buffer.getObject();
    }

    @Override
    public void close() {
      pool.shutdown();
    }
  }

  /** Its pools lend sets of buffers; we take one buffer of each set. */
  private static final class Jackson extends Peer<Jackson.Lent> {
    private final RecyclerPool<BufferRecycler> pool;
    private final int bytes;

    private static final class Lent {
      final BufferRecycler recycler;
      final byte[] array;

      Lent(BufferRecycler recycler, byte[] array) {
        this.recycler = recycler;
        this.array = array;
      }
    }

    Jackson(int bytes, RecyclerPool<BufferRecycler> pool) {
      this.bytes = bytes;
      this.pool = pool;
    }

    @Override
    Lent take() {
      BufferRecycler recycler = pool.acquireAndLinkPooled();
      return new Lent(
          recycler, recycler.allocByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER, bytes));
    }

    @Override
    void give(Lent lent) {
      lent.recycler.releaseByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER, lent.array);
      lent.recycler.releaseToPool();
    }

    @Override
    byte[] array(Lent lent) {
      return lent.array;
    }
  }

  private static final class Jetty extends Peer<RetainableByteBuffer> {
    private final ArrayByteBufferPool pool =
        new ArrayByteBufferPool(0, -1, 128 * 1024, COUNT_MAX, 1L << 30, 1L << 30);
    private final int bytes;

    Jetty(int bytes) {
      this.bytes = bytes;
    }

    @Override
    RetainableByteBuffer take() {
      return pool.acquire(bytes, false);
    }

    @Override
    void give(RetainableByteBuffer buffer) {
      buffer.release();
    }

    @Override
    byte[] array(RetainableByteBuffer buffer) {
      return buffer.getByteBuffer().array();
    }

    @Override
    int offset(RetainableByteBuffer buffer) {
      return buffer.getByteBuffer().arrayOffset();
    }
  }

  private static final class JcToolsMpmc extends ArrayPeer {
    private final MpmcArrayQueue<byte[]> queue = new MpmcArrayQueue<>(COUNT_MAX);

    JcToolsMpmc(int bytes) {
      super(bytes);
    }

    @Override
    byte[] take() {
      byte[] idle = queue.poll();
      return idle != null ? idle : make(bytes);
    }

    @Override
    void give(byte[] buffer) {
      queue.offer(buffer);
    }
  }
}
