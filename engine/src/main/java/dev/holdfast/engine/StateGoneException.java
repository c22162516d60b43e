package dev.holdfast.engine;

/**
 * The state as of a record was asked for that snapshots and log do not lead to: it lies before what
 * they have kept, or behind their end. Nothing was changed.
 */
public final class StateGoneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long firstSeq;
  private final long lastSeq;

  /** Names the record wanted, and the first and the last whose state can be had. */
  public StateGoneException(long wantedSeq, long firstSeq, long lastSeq) {
    super(
        "the state as of record %d cannot be had: snapshots and log lead to those as of records %d to %d"
            .formatted(wantedSeq, firstSeq, lastSeq));
    this.firstSeq = firstSeq;
    this.lastSeq = lastSeq;
  }

  /** The first record from which on the state as of each can be had. */
  public long firstSeq() {
    return firstSeq;
  }

  /** The last record. */
  public long lastSeq() {
    return lastSeq;
  }
}
