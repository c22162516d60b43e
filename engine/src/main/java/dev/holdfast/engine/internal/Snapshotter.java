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

  /**
   * A snapshot may take at most a fifth of the time: after one that took t, the next comes 4 t
   * later at the earliest.
   */
  private static final int REST_PER_WORK = 4;

  private final SnapshotStore store;
  private final Wal wal;
  private final Duration interval;
  private final EngineListener listener;
  private final Consumer<Throwable> onFailure;
  private final Channel<MachineImage> images = Channel.bounded(1);
  private final Thread thread;

  private volatile long coveredSeq;
  private volatile Deadline due;
  private volatile boolean writing;

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
    this.interval = interval;
    this.coveredSeq = coveredSeq;
    this.due = Deadline.after(interval);
    this.listener = listener;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name(name + "-snapshots").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Called by the commit loop at a batch boundary: takes an image if it is time. */
  void offer(JobMachine machine) {
    if (!writing && machine.lastSeq() > coveredSeq && due.isExpired()) {
      writing = true;
      images.trySend(machine.image());
    }
  }

  /** When the commit loop should look in again. */
  Deadline nextDue(JobMachine machine) {
    if (machine.lastSeq() <= coveredSeq) {
      return Deadline.NEVER;
    }
    return writing ? Deadline.after(interval) : due;
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
    if (machine.lastSeq() > coveredSeq) {
      write(machine.image());
    }
  }

  private void run() {
    try {
      while (true) {
        write(images.receive());
        writing = false;
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
    coveredSeq = image.lastSeq();
    Duration rest = took.multipliedBy(REST_PER_WORK);
    due = Deadline.after(rest.compareTo(interval) > 0 ? rest : interval);
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
