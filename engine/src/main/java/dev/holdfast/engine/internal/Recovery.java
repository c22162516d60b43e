package dev.holdfast.engine.internal;

import dev.holdfast.core.JobMachine;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Restoration;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.engine.internal.LoggedEvents.Logged;
import dev.holdfast.snapshot.SnapshotInfo;
import dev.holdfast.snapshot.SnapshotReader;
import dev.holdfast.wal.WalReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
    var restored = new AtomicReference<@Nullable JobMachine>();
    Optional<SnapshotInfo> info;
    try {
      info = load.apply((found, in) -> restored.set(restore(in, limits)));
    } catch (UnreadableSnapshotException e) {
      throw new EngineOpenException(
          "the newest snapshot cannot be understood, although its checksum is right: "
              + e.getMessage(),
          e);
    }
    JobMachine machine = restored.get();
    return new Recovery(
        info.isEmpty() || machine == null ? new JobMachine(limits) : machine, info, 0);
  }

  private static JobMachine restore(InputStream in, Limits limits) throws IOException {
    try {
      ImageInput input = ImageInput.of(in);
      Restoration restoration = new Restoration(limits, input.head());
      DecodingAhead.forEach(
          input::next, ImageInput.BATCH_JOBS, batch -> batch.forEach(restoration::add));
      return restoration.finish();
    } catch (IllegalArgumentException e) {
      throw new UnreadableSnapshotException(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Applies what the log has beyond the machine's state. */
  Recovery replay(WalReader log) {
    return replay(log, Long.MAX_VALUE);
  }

  /** The same up to this record, or to the log's end if it comes first. */
  Recovery replay(WalReader log, long lastSeq) {
    long before = machine.lastSeq();
    LoggedEvents events = new LoggedEvents(log, before + 1, lastSeq);
    DecodingAhead.forEach(events::next, LoggedEvents.BATCH_EVENTS, this::apply);
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
