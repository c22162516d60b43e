package dev.holdfast.bench.wal;

import com.squareup.tape2.QueueFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** Square's Tape: one file, no checksums, no group commit; every write of its is synced. */
final class TapeLog implements Log {
  private final ReentrantLock lock = new ReentrantLock();
  private final QueueFile queue;

  TapeLog(Path folder) throws IOException {
    queue = new QueueFile.Builder(folder.resolve("tape").toFile()).build();
  }

  @Override
  public void append(byte[] record) throws IOException {
    lock.lock();
    try {
      queue.add(record);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    queue.close();
  }
}
