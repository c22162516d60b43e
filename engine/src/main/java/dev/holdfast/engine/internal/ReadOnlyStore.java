package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobMachine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.engine.JobHistory;
import dev.holdfast.engine.StateGoneException;
import dev.holdfast.snapshot.CorruptSnapshotException;
import dev.holdfast.snapshot.SnapshotCatalog;
import dev.holdfast.snapshot.SnapshotException;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.RecordsGoneException;
import dev.holdfast.wal.WalReader;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what an engine wrote, or is writing, without owning it. */
public final class ReadOnlyStore {

  /**
   * How often an engine may cut its log just between our reading of the snapshot and of the log.
   */
  private static final int TRIES = 10;

  private final Directory walDirectory;
  private final EngineConfig config;
  private final SnapshotCatalog snapshots;

  private ReadOnlyStore(Directory walDirectory, Directory snapshotDirectory, EngineConfig config) {
    this.walDirectory = walDirectory;
    this.config = config;
    this.snapshots =
        SnapshotCatalog.of(
            snapshotDirectory, config.snapshot().withSchemaVersion(SnapshotCodec.SCHEMA_VERSION));
  }

  /** The machine in the state of the last whole record. */
  public static JobMachine read(
      Directory walDirectory, Directory snapshotDirectory, EngineConfig config) {
    var store = new ReadOnlyStore(walDirectory, snapshotDirectory, config);
    return trying(store::readNewest);
  }

  /** The machine in the state of this record. */
  public static JobMachine readAsOf(
      Directory walDirectory, Directory snapshotDirectory, EngineConfig config, long seq) {
    if (seq < 0) {
      throw new IllegalArgumentException("a record's number must be 0 or more, not " + seq);
    }
    var store = new ReadOnlyStore(walDirectory, snapshotDirectory, config);
    JobMachine machine = trying(() -> store.readUpTo(seq));
    if (machine.lastSeq() < seq) {
      machine = trying(() -> store.readUpTo(seq)); // a snapshot may have come as the log was cut
    }
    if (machine.lastSeq() < seq) {
      throw new StateGoneException(seq, store.firstState(), store.lastState());
    }
    return machine;
  }

  /** What the log tells of this job. */
  public static JobHistory history(Directory walDirectory, EngineConfig config, JobId id) {
    return trying(() -> readHistory(walDirectory, config, id));
  }

  private static <T> T trying(Supplier<T> read) {
    for (int attempt = 1; ; attempt++) {
      try {
        return read.get();
      } catch (RecordsGoneException e) {
        if (attempt == TRIES) {
          throw new EngineOpenException(
              "the log no longer holds what is needed next: " + e.getMessage(), e);
        }
      }
    }
  }

  private JobMachine readNewest() {
    Recovery recovery =
        Recovery.fromSnapshot(
            reader -> snapshots.readNewest(reader, damaged -> {}), config.limits());
    try (WalReader log = log(recovery.machine().lastSeq() + 1)) {
      return recovery.replay(log).machine();
    }
  }

  private WalReader log(long fromSeq) {
    return WalReader.open(walDirectory, config.wal().name(), fromSeq);
  }

  /** From the newest snapshot that is not beyond this record, through the log up to it. */
  private JobMachine readUpTo(long seq) {
    JobMachine machine = upTo(seq).machine();
    if (machine.lastSeq() < seq && firstSeqOfLog() <= machine.lastSeq() + 1) {
      try (WalReader log = log(machine.lastSeq() + 1)) {
        new Recovery(machine, Optional.empty(), 0).replay(log, seq);
      }
    }
    return machine;
  }

  private Recovery upTo(long seq) {
    for (SnapshotInfo info : snapshots.list()) {
      if (info.isValid() && info.lastSeq() <= seq) {
        Optional<Recovery> found = from(info);
        if (found.isPresent() && found.get().machine().lastSeq() <= seq) {
          return found.get();
        }
      }
    }
    return Recovery.fromSnapshot(reader -> Optional.empty(), config.limits());
  }

  /**
   * Empty if only its ends are sound, or a newer one has taken its name meanwhile: an older one
   * does as well, as long as the log reaches back to it.
   */
  private Optional<Recovery> from(SnapshotInfo info) {
    try {
      return Optional.of(
          Recovery.fromSnapshot(
              reader -> Optional.of(snapshots.read(info.file(), reader)), config.limits()));
    } catch (CorruptSnapshotException e) {
      return Optional.empty();
    } catch (SnapshotException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The first record that is left; beyond all if there is none. */
  private long firstSeqOfLog() {
    try (WalReader log = log(1)) {
      return log.next() ? log.seq() : Long.MAX_VALUE;
    }
  }

  /** The earliest state from which on all are kept. */
  private long firstState() {
    long firstSeq = firstSeqOfLog();
    return snapshots.list().stream()
        .filter(SnapshotInfo::isValid)
        .mapToLong(SnapshotInfo::lastSeq)
        .filter(seq -> firstSeq != 1 && seq + 1 >= firstSeq)
        .min()
        .orElseGet(() -> firstSeq == 1 ? 0 : upTo(Long.MAX_VALUE).machine().lastSeq());
  }

  private long lastState() {
    long last = upTo(Long.MAX_VALUE).machine().lastSeq();
    try (WalReader log = log(last + 1)) {
      while (log.next()) {
        last = log.seq();
      }
    }
    return last;
  }

  private static JobHistory readHistory(Directory directory, EngineConfig config, JobId id) {
    List<JobHistory.Entry> entries = new ArrayList<>();
    EventCodec codec = new EventCodec();
    long firstSeq = 0;
    long lastSeq = 0;
    try (WalReader log = WalReader.open(directory, config.wal().name(), 1)) {
      while (log.next()) {
        firstSeq = firstSeq == 0 ? log.seq() : firstSeq;
        lastSeq = log.seq();
        if (LoggedEvents.event(log, codec) instanceof Event.OfJob event && event.id().equals(id)) {
          entries.add(new JobHistory.Entry(lastSeq, event));
        }
      }
    }
    return new JobHistory(id, entries, firstSeq, lastSeq);
  }
}
