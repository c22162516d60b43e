package dev.holdfast.bench.wal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How quick the syncs of a disk are: as quick as they really are, but each takes at least so long.
 * Stands for a slower disk: the bytes reach this one, and only the caller waits on.
 */
record SyncPace(Duration atLeast) {
  static final SyncPace REAL = new SyncPace(Duration.ZERO);

  /** A sync that may fail. */
  interface Sync {
    void run() throws IOException;
  }

  void sync(Sync sync) throws IOException {
    long end = System.nanoTime() + atLeast.toNanos();
    sync.run();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
