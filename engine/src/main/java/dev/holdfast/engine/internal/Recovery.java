package dev.holdfast.engine.internal;

import dev.holdfast.core.JobMachine;
import dev.holdfast.core.Limits;
import dev.holdfast.core.MachineImage;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.engine.internal.LoggedEvents.Logged;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotReader;
import dev.holdfast.wal.WalReader;
import java.util.List;
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
    long before = machine.lastSeq();
    LoggedEvents events = new LoggedEvents(log, before + 1, lastSeq);
    List<Logged> first = events.next();
    apply(first);
    if (first.size() == LoggedEvents.BATCH_EVENTS) { // a shorter log is not worth a thread
      try (DecodingAhead ahead = new DecodingAhead(events)) {
        for (List<Logged> batch = ahead.next(); !batch.isEmpty(); batch = ahead.next()) {
          apply(batch);
        }
      }
    }
    return new Recovery(machine, snapshot, machine.lastSeq() - before);
  }

  private void apply(List<Logged> batch) {
    for (Logged logged : batch) {
      try {
        machine.apply(logged.event(), logged.seq());
      } catch (IllegalArgumentException e) {
        throw new EngineOpenException(
            "log record %d does not fit the jobs before it, although its checksum is right: %s"
                .formatted(logged.seq(), e.getMessage()),
            e);
      }
    }
  }
}
