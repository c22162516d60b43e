package dev.holdfast.engine.internal;

import dev.holdfast.core.Event;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.wal.WalReader;
import java.util.ArrayList;
import java.util.List;

/** A log's events from one record to another, decoded, in batches. Not thread safe. */
final class LoggedEvents {
  /** Few enough to stay in the processor's cache until they are applied. */
  static final int BATCH_EVENTS = 256;

  /** An event and the number of its record. */
  record Logged(long seq, Event event) {}

  private final WalReader log;
  private final EventCodec codec = new EventCodec();
  private final long lastSeq;
  private long nextSeq;

  /** From this record on, up to the last one, or to the log's end if it comes first. */
  LoggedEvents(WalReader log, long firstSeq, long lastSeq) {
    this.log = log;
    this.nextSeq = firstSeq;
    this.lastSeq = lastSeq;
  }

  /**
   * The next {@value #BATCH_EVENTS}; fewer, or none, at the end.
   *
   * @throws EngineOpenException if a record is missing, or cannot be understood
   */
  List<Logged> next() {
    List<Logged> batch = new ArrayList<>(BATCH_EVENTS);
    while (batch.size() < BATCH_EVENTS && nextSeq <= lastSeq && log.next()) {
      if (log.seq() > nextSeq) {
        throw new EngineOpenException(
            "the log does not continue the snapshot: record %d is needed next, the log goes on with %d. Log files are missing; put them back, or restore both from one backup"
                .formatted(nextSeq, log.seq()));
      }
      if (log.seq() == nextSeq) {
        batch.add(new Logged(nextSeq++, event(log, codec)));
      }
    }
    return batch;
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
