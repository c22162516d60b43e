package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.core.JobMachine;
import dev.holdfast.wal.Wal;

/**
 * The state machine and its log, moved together: an event is applied under the number that the log
 * gave it. One owner. After a failed append memory may be ahead of the disk, so the owner must stop
 * and recover.
 */
final class JobLog {
  private final JobMachine machine;
  private final Wal wal;
  private final EventCodec codec = new EventCodec();

  JobLog(JobMachine machine, Wal wal) {
    this.machine = machine;
    this.wal = wal;
  }

  JobMachine machine() {
    return machine;
  }

  /**
   * Appends and applies. The record is durable once the log says so of {@code machine().lastSeq()}.
   */
  void commit(Event event) {
    long seq = wal.write(codec.encode(event));
    if (seq != machine.lastSeq() + 1) {
      throw new IllegalStateException(
          "the log gave record %d to an event that follows %d".formatted(seq, machine.lastSeq()));
    }
    machine.apply(event, seq);
  }
}
