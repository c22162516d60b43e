package dev.holdfast.wal.internal;

import dev.holdfast.storage.Directory;
import dev.holdfast.wal.NewerFormatException;
import dev.holdfast.wal.internal.SegmentState.Verdict;
import java.io.IOException;

/**
 * Reads one segment from end to end and tells a torn tail from damage.
 *
 * <p>Bytes that were being written when the power failed may be on the disk in any part: the first
 * sector of a batch may be missing and its last be there. So a good record behind a bad one proves
 * nothing by itself. What does is that the first record of every batch says up to where the log was
 * synced before: if any good frame says so of the bad one, the bad one was whole once, and this is
 * damage. Otherwise nobody was ever told that it was durable.
 */
public final class SegmentScan {

  private final Directory directory;
  private final SegmentCursor cursor;
  private final long firstSeq;
  private final boolean last;
  private long createdMillis;
  private long records;
  private long uncertainFrom;

  private SegmentScan(Directory directory, SegmentCursor cursor, long firstSeq, boolean last) {
    this.directory = directory;
    this.cursor = cursor;
    this.firstSeq = firstSeq;
    this.last = last;
  }

  /**
   * Scans a segment.
   *
   * @param last whether it is the log's last: only that may have a torn tail
   * @throws NewerFormatException if it is of a later version
   */
  static SegmentState scan(Directory directory, String file, boolean last) throws IOException {
    try (SegmentCursor cursor = new SegmentCursor(directory.openForReading(file))) {
      return new SegmentScan(directory, cursor, SegmentName.firstSeq(file), last).scan();
    }
  }

  /** The refusal of a segment of a later version. */
  static NewerFormatException newer(Directory directory, String file, long version) {
    return new NewerFormatException(
        directory.describe(file)
            + " is of format version "
            + version
            + ", and this library reads up to version "
            + Codec.VERSION
            + ": open it with a newer release of holdfast-wal");
  }

  private SegmentState scan() throws IOException {
    Frame.Kind kind = cursor.header();
    Frame frame = cursor.frame();
    if (kind == Frame.Kind.NEWER) {
      throw newer(directory, cursor.fileName(), frame.seq());
    }
    if (kind != Frame.Kind.HEADER) {
      String problem = frame.problem();
      return isHalfMade() ? state(0, Verdict.HALF_MADE, problem, 0) : corrupt(0, problem);
    }
    if (frame.seq() != firstSeq) {
      return corrupt(0, "the header says that its first record is " + frame.seq());
    }
    createdMillis = frame.createdMillis();
    uncertainFrom = cursor.end();
    do {
      kind = cursor.next();
    } while (accept(kind, frame));
    return judge(kind, frame);
  }

  /** Takes the frame at the cursor into account; false if it is none, or not the next one. */
  private boolean accept(Frame.Kind kind, Frame frame) {
    if (kind == Frame.Kind.MARK && frame.synced() == firstSeq + records - 1) {
      uncertainFrom = cursor.end();
      return true;
    }
    if (kind != Frame.Kind.RECORD || frame.seq() != firstSeq + records) {
      return false;
    }
    if (frame.synced() == frame.seq() - 1) {
      uncertainFrom = cursor.offset();
    }
    records++;
    return true;
  }

  /** What the first thing that is not the next frame means. */
  private SegmentState judge(Frame.Kind kind, Frame frame) throws IOException {
    long end = cursor.offset();
    String problem = problem(kind, frame);
    long strayBytes = cursor.contentEnd(end) - end;
    if (kind == Frame.Kind.END || (kind == Frame.Kind.PADDING && strayBytes == 0)) {
      return state(end, Verdict.WHOLE, "", 0);
    }
    if (!last || provesSynced(cursor, end, firstSeq + records)) {
      return corrupt(end, problem);
    }
    return state(end, Verdict.TORN, problem, strayBytes);
  }

  private String problem(Frame.Kind kind, Frame frame) {
    return switch (kind) {
      case RECORD -> "record %d lies where %d belongs".formatted(frame.seq(), firstSeq + records);
      case MARK -> "the log was closed at record " + frame.synced() + ", which is not here";
      case PADDING -> "space kept free lies before what was written";
      default -> frame.problem();
    };
  }

  /**
   * True if a whole frame behind {@code place} says that record {@code seq} had been synced before
   * that frame was written.
   */
  static boolean provesSynced(SegmentCursor cursor, long place, long seq) throws IOException {
    long seqMax = seq + cursor.fileBytes();
    for (long at = place; at >= 0; at = cursor.resync(at, seq, seqMax)) {
      Frame.Kind kind = cursor.at(at);
      boolean whole = kind == Frame.Kind.RECORD || kind == Frame.Kind.MARK;
      if (whole && cursor.frame().synced() >= seq) {
        return true;
      }
    }
    return false;
  }

  /** Holds no more than the beginning of a header and free space. */
  private boolean isHalfMade() throws IOException {
    if (!last || cursor.contentEnd(0) > Codec.HEADER_BYTES_MAX) {
      return false;
    }
    long seqMax = firstSeq + cursor.fileBytes();
    for (long at = 0; at >= 0; at = cursor.resync(at, firstSeq, seqMax)) {
      if (cursor.at(at) == Frame.Kind.RECORD) {
        return false;
      }
    }
    return true;
  }

  private SegmentState corrupt(long end, String problem) {
    return state(end, Verdict.CORRUPT, problem, 0);
  }

  private SegmentState state(long end, Verdict verdict, String problem, long strayBytes) {
    return new SegmentState(
        cursor.fileName(),
        cursor.format(),
        firstSeq,
        createdMillis,
        records,
        end,
        uncertainFrom,
        verdict,
        problem,
        strayBytes);
  }
}
