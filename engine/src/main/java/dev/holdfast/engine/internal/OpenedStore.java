package dev.holdfast.engine.internal;

import dev.holdfast.core.JobMachine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.engine.RecoveryReport;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotListener;
import dev.holdfast.snapshot.SnapshotStore;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DirectoryInUseException;
import dev.holdfast.storage.DirectoryLock;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalListener;
import dev.holdfast.wal.WalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything on the disk that an engine owns, recovered: the locks, the snapshots, the log, and the
 * machine in the state that they tell of.
 */
final class OpenedStore {
  private final List<DirectoryLock> locks;
  private final SnapshotStore snapshots;
  private final Wal wal;
  private final Recovery recovery;
  private final RecoveryReport.Phases phases;

  private OpenedStore(
      List<DirectoryLock> locks,
      SnapshotStore snapshots,
      Wal wal,
      Recovery recovery,
      RecoveryReport.Phases phases) {
    this.locks = locks;
    this.snapshots = snapshots;
    this.wal = wal;
    this.recovery = recovery;
    this.phases = phases;
  }

  static OpenedStore open(
      Directory walDirectory,
      Directory snapshotDirectory,
      EngineConfig config,
      WalListener walListener,
      SnapshotListener snapshotListener) {
    List<DirectoryLock> locks = lock(walDirectory, snapshotDirectory);
    try {
      return recover(locks, walDirectory, snapshotDirectory, config, walListener, snapshotListener);
    } catch (Throwable e) {
      unlock(locks, e);
      throw e;
    }
  }

  private static List<DirectoryLock> lock(Directory walDirectory, Directory snapshotDirectory) {
    List<DirectoryLock> locks = new ArrayList<>();
    try {
      locks.add(walDirectory.lock());
      if (!walDirectory.equals(snapshotDirectory)) {
        locks.add(snapshotDirectory.lock());
      }
      return locks;
    } catch (IOException e) {
      String message =
          e instanceof DirectoryInUseException
              ? String.valueOf(e.getMessage())
              : "the data directory cannot be locked: " + Failures.describe(e);
      EngineOpenException refusal = new EngineOpenException(message, e);
      unlock(locks, refusal);
      throw refusal;
    }
  }

  private static OpenedStore recover(
      List<DirectoryLock> locks,
      Directory walDirectory,
      Directory snapshotDirectory,
      EngineConfig config,
      WalListener walListener,
      SnapshotListener snapshotListener) {
    long startNanos = System.nanoTime();
    SnapshotStore snapshots =
        SnapshotStore.open(
            snapshotDirectory,
            config.snapshot().withSchemaVersion(SnapshotCodec.SCHEMA_VERSION),
            snapshotListener);
    Recovery fromSnapshot = Recovery.fromSnapshot(snapshots::load, config.limits());
    long snapshotNanos = System.nanoTime();
    long covered = fromSnapshot.machine().lastSeq();
    if (covered > 0 && !hasLog(walDirectory, config.wal().name())) {
      throw new EngineOpenException(
          "there is a snapshot up to record %d, but there is no log %s: log files are missing. Put them back, or restore both from one backup"
              .formatted(covered, walDirectory.describe(config.wal().name())));
    }
    Wal wal = Wal.open(walDirectory, config.wal().withFirstSeq(covered + 1), walListener);
    try {
      long logNanos = System.nanoTime();
      Recovery recovery = replay(fromSnapshot, wal);
      var phases =
          new RecoveryReport.Phases(
              Duration.ofNanos(snapshotNanos - startNanos),
              Duration.ofNanos(logNanos - snapshotNanos),
              Duration.ofNanos(System.nanoTime() - logNanos));
      return new OpenedStore(locks, snapshots, wal, recovery, phases);
    } catch (Throwable e) {
      closeAfter(wal, e);
      throw e;
    }
  }

  private static boolean hasLog(Directory directory, String name) {
    try {
      return directory.list().stream().anyMatch(file -> LogFiles.isSegment(name, file));
    } catch (IOException e) {
      throw new EngineOpenException(
          "the data directory cannot be read: " + Failures.describe(e), e);
    }
  }

  private static Recovery replay(Recovery fromSnapshot, Wal wal) {
    long covered = fromSnapshot.machine().lastSeq();
    if (wal.lastSeq() < covered) {
      throw new EngineOpenException(
          "the log ends at record %d, but the snapshot covers record %d: log files are missing. Put them back, or restore both from one backup"
              .formatted(wal.lastSeq(), covered));
    }
    long first = wal.recovery().firstSeq();
    if (first > covered + 1) {
      throw new EngineOpenException(
          "the log begins at record %d, but record %d is needed next: log or snapshot files are missing. Put them back, or restore both from one backup"
              .formatted(first, covered + 1));
    }
    try (WalReader log = wal.readFrom(covered + 1)) {
      return fromSnapshot.replay(log);
    }
  }

  Wal wal() {
    return wal;
  }

  SnapshotStore snapshots() {
    return snapshots;
  }

  JobMachine machine() {
    return recovery.machine();
  }

  /** What opening took. */
  RecoveryReport.Phases phases() {
    return phases;
  }

  /** The last log record that the newest valid snapshot covers, 0 without one. */
  long snapshotSeq() {
    return recovery.snapshot().map(SnapshotInfo::lastSeq).orElse(0L);
  }

  RecoveryReport report(int leasesInterrupted, Duration duration, RecoveryReport.Phases times) {
    return new RecoveryReport(
        recovery.snapshot().map(SnapshotInfo::file),
        snapshotSeq(),
        snapshots.damaged().stream().map(SnapshotInfo::file).toList(),
        recovery.recordsReplayed(),
        wal.recovery().tornTail().map(tail -> tail.bytes()).orElse(0L),
        snapshotSeq() + recovery.recordsReplayed(),
        leasesInterrupted,
        duration,
        times);
  }

  /** Syncs and closes the log, then lets go of the directories. */
  void close() {
    try {
      wal.close();
    } finally {
      unlockAll();
    }
  }

  /** Closes because of {@code why}, to which further trouble is added. */
  void abandon(Throwable why) {
    closeAfter(wal, why);
    unlock(locks, why);
  }

  private void unlockAll() {
    for (DirectoryLock lock : locks) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void closeAfter(Wal wal, Throwable why) {
    try {
      wal.close();
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  private static void unlock(List<DirectoryLock> locks, Throwable why) {
    for (DirectoryLock lock : locks) {
      try {
        lock.close();
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }
}
