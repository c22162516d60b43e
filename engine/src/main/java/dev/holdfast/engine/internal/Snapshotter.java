package dev.holdfast.engine.internal;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.ChannelClosedException;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.MachineImage;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotStore;
import dev.holdfast.wal.Wal;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Writes the state out from time to time, on its own thread. The commit loop pays only for copying
 * references at a batch boundary; the jobs behind them are immutable. The log is cut only once the
 * snapshot is on the disk, and only up to the oldest one kept, so that falling back to it finds the
 * log that it needs.
 */
final class Snapshotter {

  private final SnapshotStore store;
  private final Wal wal;
  private final SnapshotPace pace;
  private final EngineListener listener;
  private final Consumer<Throwable> onFailure;
  private final Channel<MachineImage> images = Channel.bounded(1);
  private final Thread thread;

  Snapshotter(
      String name,
      SnapshotStore store,
      Wal wal,
      Duration interval,
      long coveredSeq,
      EngineListener listener,
      Consumer<Throwable> onFailure) {
    this.store = store;
    this.wal = wal;
    this.pace = new SnapshotPace(interval, coveredSeq);
    this.listener = listener;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name(name + "-snapshots").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  boolean isThread(Thread other) {
    return thread.equals(other);
  }

  /** Called by the commit loop at a batch boundary: takes an image if it is time. */
  void offer(JobMachine machine) {
    if (pace.begin(machine.lastSeq())) {
      images.trySend(machine.image());
    }
  }

  /** When the commit loop should look in again. */
  Deadline nextDue(JobMachine machine) {
    return pace.next(machine.lastSeq());
  }

  /** Ends the thread; a snapshot being written is finished first. */
  void close() {
    images.close();
    Threads.join(thread);
  }

  /**
   * Writes a last snapshot on the caller's thread, if there is anything new; only after {@link
   * #close}.
   */
  void writeLast(JobMachine machine) {
    if (!pace.covers(machine.lastSeq())) {
      write(machine.image());
    }
  }

  private void run() {
    try {
      while (true) {
        write(images.receive());
      }
    } catch (ChannelClosedException closed) {
      // The engine closes.
    } catch (Throwable failure) {
      onFailure.accept(failure);
    }
  }

  private void write(MachineImage image) {
    long startNanos = System.nanoTime();
    SnapshotInfo info = write(store, wal, image);
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    pace.ended(image.lastSeq(), took);
    listener.snapshotTaken(info, took);
  }

  /**
   * Publishes an image and cuts the log up to the oldest snapshot kept. The log is synced first,
   * whatever its own mode promises: a snapshot must not be ahead of its log.
   */
  static SnapshotInfo write(SnapshotStore store, Wal wal, MachineImage image) {
    SnapshotInfo info =
        store.write(
            image.lastSeq(),
            SnapshotCodec.SCHEMA_VERSION,
            out -> SnapshotCodec.write(image, out),
            () -> syncUpTo(wal, image.lastSeq()));
    wal.truncateBefore(oldestKeptSeq(store, info) + 1);
    return info;
  }

  private static void syncUpTo(Wal wal, long seq) {
    if (wal.syncedSeq() < seq) {
      wal.sync();
    }
  }

  private static long oldestKeptSeq(SnapshotStore store, SnapshotInfo newest) {
    return store.list().stream().mapToLong(SnapshotInfo::lastSeq).min().orElse(newest.lastSeq());
  }
}
