package dev.holdfast.wal.internal;

/** What a {@link Codec} found at one place of a segment. Reused from frame to frame. */
public final class Frame {

  /** The kinds of what can be found. */
  public enum Kind {
    /** A whole record with a good checksum. */
    RECORD,
    /** The log was closed here: everything before it was synced. */
    MARK,
    /** The header of a segment, of this version. */
    HEADER,
    /** Space kept free. */
    PADDING,
    /** More bytes are needed to tell. */
    INCOMPLETE,
    /** The file ends exactly here. */
    END,
    /** None of these: see {@link #problem}. */
    DAMAGED,
    /** The header of a segment of a later version: see {@link #seq} for its number. */
    NEWER
  }

  /** {@link #synced} of a frame that does not say. */
  public static final long UNSAID = -1;

  private Kind kind = Kind.END;
  private int length;
  private long seq;
  private long synced = UNSAID;
  private int bodyFrom;
  private int bodyTo;
  private long createdMillis;
  private String problem = "";

  public Kind kind() {
    return kind;
  }

  /** Bytes from the frame's first to its last, both included. */
  public int length() {
    return length;
  }

  /** The record's number; a header's first number, or its version if that is newer. */
  public long seq() {
    return seq;
  }

  /** Everything up to this number was on disk before this frame was written. */
  public long synced() {
    return synced;
  }

  /** Where the record begins in the window that was decoded. */
  public int bodyFrom() {
    return bodyFrom;
  }

  /** Where the record ends in the window that was decoded. */
  public int bodyTo() {
    return bodyTo;
  }

  /** When the segment with this header was begun. */
  public long createdMillis() {
    return createdMillis;
  }

  /** What is wrong, in words that follow "at byte 123 of the file: ". */
  public String problem() {
    return problem;
  }

  Kind record(int length, long seq, long synced, int bodyFrom, int bodyTo) {
    this.bodyFrom = bodyFrom;
    this.bodyTo = bodyTo;
    return set(Kind.RECORD, length, seq, synced);
  }

  Kind mark(int length, long synced) {
    return set(Kind.MARK, length, 0, synced);
  }

  Kind header(int length, long firstSeq, long createdMillis) {
    this.createdMillis = createdMillis;
    return set(Kind.HEADER, length, firstSeq, firstSeq - 1);
  }

  Kind newer(long version) {
    return set(Kind.NEWER, 0, version, UNSAID);
  }

  Kind nothing(Kind kind) {
    return set(kind, 0, 0, UNSAID);
  }

  Kind damaged(String problem) {
    this.problem = problem;
    return set(Kind.DAMAGED, 0, 0, UNSAID);
  }

  private Kind set(Kind kind, int length, long seq, long synced) {
    this.kind = kind;
    this.length = length;
    this.seq = seq;
    this.synced = synced;
    return kind;
  }
}
