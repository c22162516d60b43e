package dev.holdfast.bench.wal;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;

/**
 * Chronicle Queue: memory-mapped, never synced, no checksums. One appender behind a lock: with one
 * for each thread they spin for the queue's own lock, which is far slower on few processors.
 *
 * <p>It needs the JVM's internals opened to it; {@code bench/run} has the flags.
 */
final class ChronicleLog implements Log {
  private final ReentrantLock lock = new ReentrantLock();
  private final ChronicleQueue queue;
  private final ExcerptAppender appender;
  private final Bytes<?> bytes = Bytes.allocateElasticOnHeap();

  ChronicleLog(Path folder) {
    queue = ChronicleQueue.single(folder.toString());
    appender = queue.createAppender();
    appender.singleThreadedCheckDisabled(true); // the lock sees to it
  }

  @Override
  public void append(byte[] record) {
    lock.lock();
    try {
      appender.writeBytes(bytes.clear().write(record));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    appender.close();
    queue.close();
  }
}
