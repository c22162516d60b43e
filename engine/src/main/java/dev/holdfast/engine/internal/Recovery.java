package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobMachine;
import dev.holdfast.core.Limits;
import dev.holdfast.core.MachineImage;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotReader;
import dev.holdfast.wal.WalReader;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state as the disk has it: the newest valid snapshot, then every later log record through the
 * same {@code apply} that served when it was written. Records must follow one another without a
 * gap.
 *
 * @param machine the recovered machine
 * @param snapshot where it began, if there was a snapshot
 * @param recordsReplayed log records applied on top
 */
public record Recovery(JobMachine machine, Optional<SnapshotInfo> snapshot, long recordsReplayed) {

  /** The machine as of the newest valid snapshot, which {@code load} hands out. */
  static Recovery fromSnapshot(
      Function<SnapshotReader, Optional<SnapshotInfo>> load, Limits limits) {
    var state = new AtomicReference<@Nullable MachineImage>();
    Optional<SnapshotInfo> info;
    try {
      info = load.apply((found, in) -> state.set(SnapshotCodec.read(in)));
    } catch (UnreadableSnapshotException e) {
      throw new EngineOpenException(
          "the newest snapshot cannot be understood, although its checksum is right: "
              + e.getMessage(),
          e);
    }
    MachineImage read = state.get();
    JobMachine machine =
        info.isEmpty() || read == null ? new JobMachine(limits) : JobMachine.restore(limits, read);
    return new Recovery(machine, info, 0);
  }

  /** Applies what the log has beyond the machine's state. */
  Recovery replay(WalReader log) {
    return replay(log, Long.MAX_VALUE);
  }

  /** The same up to this record, or to the log's end if it comes first. */
  Recovery replay(WalReader log, long lastSeq) {
    var codec = new EventCodec();
    long replayed = 0;
    while (machine.lastSeq() < lastSeq && log.next()) {
      if (log.seq() <= machine.lastSeq()) {
        continue;
      }
      if (log.seq() != machine.lastSeq() + 1) {
        throw new EngineOpenException(
            "the log does not continue the snapshot: record %d is needed next, the log goes on with %d. Log files are missing; put them back, or restore both from one backup"
                .formatted(machine.lastSeq() + 1, log.seq()));
      }
      Event event = event(log, codec);
      try {
        machine.apply(event, log.seq());
      } catch (IllegalArgumentException e) {
        throw new EngineOpenException(
            "log record %d does not fit the jobs before it, although its checksum is right: %s"
                .formatted(log.seq(), e.getMessage()),
            e);
      }
      replayed++;
    }
    return new Recovery(machine, snapshot, replayed);
  }

  /** The event of the record that the reader stands on. */
  static Event event(WalReader log, EventCodec codec) {
    try {
      return codec.decode(log.record());
    } catch (UnreadableEventException e) {
      throw new EngineOpenException(
          "log record %d cannot be understood, although its checksum is right: %s"
              .formatted(log.seq(), e.getMessage()),
          e);
    }
  }
}
