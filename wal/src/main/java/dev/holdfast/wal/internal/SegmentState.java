package dev.holdfast.wal.internal;

import dev.holdfast.wal.WalConfig.Format;

/**
 * What one segment was found to hold.
 *
 * @param createdMillis when it was begun; 0 if its header does not say
 * @param records whole records, from {@code firstSeq} on
 * @param end the offset behind the last whole frame
 * @param uncertainFrom the offset from which nothing in the segment says that it was synced
 * @param verdict what lies at {@code end}
 * @param problem what is wrong there, if something is
 * @param strayBytes what lies behind {@code end}, without space kept free
 */
public record SegmentState(
    String file,
    Format format,
    long firstSeq,
    long createdMillis,
    long records,
    long end,
    long uncertainFrom,
    Verdict verdict,
    String problem,
    long strayBytes) {

  /** How a segment ends. */
  public enum Verdict {
    /** With a whole frame, and nothing but free space behind it. */
    WHOLE,
    /** With a write that was never synced. */
    TORN,
    /** It was being made, and holds nothing yet. */
    HALF_MADE,
    /** With damage to what was synced. */
    CORRUPT
  }

  /** The last record in it; {@code firstSeq - 1} if there is none. */
  public long lastSeq() {
    return firstSeq + records - 1;
  }
}
