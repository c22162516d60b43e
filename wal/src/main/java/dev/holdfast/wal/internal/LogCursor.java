package dev.holdfast.wal.internal;

import dev.holdfast.storage.Directory;
import dev.holdfast.wal.RecordsGoneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a log from record to record, across its segments, while it may be written and its
 * oldest segments deleted. What looks wrong is read once more before it is judged: it may have been
 * in the middle of being written.
 */
public final class LogCursor implements AutoCloseable {

  private final Directory directory;
  private final String log;
  private final long fromSeq;
  private final LongSupplier seqMax;

  private @Nullable SegmentCursor segment;
  private long segmentFirstSeq;
  private long expected;

  /** True if there was no frame where the cursor stands, so that the window there may be stale. */
  private boolean waiting;

  /** Where in this segment nothing but free space was seen; -1 for nowhere. */
  private long quietAt = -1;

  /**
   * From {@code fromSeq}, or from the first record behind it that is left.
   *
   * @param seqMax the last record that may be shown, asked anew each time
   */
  public LogCursor(Directory directory, String log, long fromSeq, LongSupplier seqMax) {
    this.directory = directory;
    this.log = log;
    this.fromSeq = fromSeq;
    this.seqMax = seqMax;
  }

  /** Moves to the next record; false if there is none now. */
  public boolean next() throws IOException {
    while (true) {
      SegmentCursor current = segment == null ? openFirst() : segment;
      if (current == null || expected > seqMax.getAsLong()) {
        return false;
      }
      Frame.Kind kind = waiting ? current.again() : current.next();
      if (!isNextFrame(kind, current.frame())) {
        kind = current.again();
      }
      waiting = !isNextFrame(kind, current.frame());
      if (waiting) {
        if (!goOnOrStay(current)) {
          return false;
        }
      } else if (kind == Frame.Kind.RECORD && expected++ >= fromSeq) {
        return true;
      }
    }
  }

  private boolean isNextFrame(Frame.Kind kind, Frame frame) {
    return (kind == Frame.Kind.RECORD && frame.seq() == expected)
        || (kind == Frame.Kind.MARK && frame.synced() == expected - 1);
  }

  /** As {@link #goOn}; if the file cannot be read, the cursor stays where it is. */
  private boolean goOnOrStay(SegmentCursor current) throws IOException {
    long place = current.offset();
    try {
      return goOn(current);
    } catch (IOException e) {
      current.restartAt(place);
      throw e;
    }
  }

  /** Decides what it means that the next frame is not here; false for the end of the log. */
  private boolean goOn(SegmentCursor current) throws IOException {
    List<String> files = SegmentName.list(directory, log);
    String next = SegmentName.of(log, expected);
    boolean sealed = !files.isEmpty() && SegmentName.firstSeq(files.getLast()) > segmentFirstSeq;
    if (!sealed) {
      return goOnInLast(current);
    }
    if (isNextFrame(current.again(), current.frame())) {
      return true; // It has appeared.
    }
    int here = files.indexOf(current.fileName());
    if (here < 0 && !files.contains(next)) {
      throw gone(SegmentName.firstSeq(files.getFirst()));
    }
    if (here >= 0 && (!endsHere(current) || !files.get(here + 1).equals(next))) {
      throw damage(current, files).refusal(directory);
    }
    return open(next) != null;
  }

  private boolean goOnInLast(SegmentCursor current) throws IOException {
    long place = current.offset();
    boolean mustBeHere = seqMax.getAsLong() != Long.MAX_VALUE && expected <= seqMax.getAsLong();
    if (!mustBeHere) {
      if (place == quietAt && current.frame().kind() == Frame.Kind.PADDING) {
        return false;
      }
      if (endsHere(current)) {
        quietAt = place;
        return false;
      }
      mustBeHere = SegmentScan.provesSynced(current, place, expected);
    }
    if (isNextFrame(current.at(place), current.frame())
        || isNextFrame(current.again(), current.frame())) {
      return true; // It has appeared.
    }
    if (mustBeHere) {
      throw damage(current, List.of()).refusal(directory);
    }
    return false;
  }

  /** True if there is nothing but free space behind the cursor, which stays where it is. */
  private static boolean endsHere(SegmentCursor current) throws IOException {
    Frame.Kind kind = current.frame().kind();
    long place = current.offset();
    boolean blank = current.contentEnd(place) == place;
    current.at(place);
    return blank && (kind == Frame.Kind.END || kind == Frame.Kind.PADDING);
  }

  private Damage damage(SegmentCursor current, List<String> files) {
    String problem =
        current.frame().kind() == Frame.Kind.DAMAGED
            ? current.frame().problem()
            : files.isEmpty()
                ? "record " + expected + " is not here"
                : "record " + expected + " is neither here nor in the next segment";
    return new Damage(0, current.fileName(), current.offset(), problem, expected);
  }

  private RecordsGoneException gone(long firstLeft) {
    return new RecordsGoneException(
        "record "
            + expected
            + " of the log "
            + directory.describe(log)
            + " was deleted before it was read; the first that is left is "
            + firstLeft);
  }

  /** Opens the segment with the first record wanted, or the first there is. */
  private @Nullable SegmentCursor openFirst() throws IOException {
    List<String> files = SegmentName.list(directory, log);
    if (files.isEmpty()) {
      return null;
    }
    String chosen = files.getFirst();
    for (String file : files) {
      if (SegmentName.firstSeq(file) <= fromSeq) {
        chosen = file;
      }
    }
    try {
      return open(chosen);
    } catch (NoSuchFileException e) {
      return null; // Deleted this very moment; the next call looks again.
    }
  }

  private @Nullable SegmentCursor open(String file) throws IOException {
    SegmentCursor opened = new SegmentCursor(directory.openForReading(file));
    try {
      Frame.Kind kind = opened.header();
      if (kind == Frame.Kind.NEWER) {
        throw SegmentScan.newer(directory, file, opened.frame().seq());
      }
      long firstSeq = SegmentName.firstSeq(file);
      if (kind != Frame.Kind.HEADER || opened.frame().seq() != firstSeq) {
        boolean halfMade =
            SegmentScan.scan(directory, file, true).verdict() == SegmentState.Verdict.HALF_MADE;
        if (halfMade && file.equals(SegmentName.list(directory, log).getLast())) {
          opened.close();
          return null;
        }
        throw new Damage(0, file, 0, "the segment's header is damaged", firstSeq)
            .refusal(directory);
      }
      close();
      segment = opened;
      segmentFirstSeq = firstSeq;
      expected = firstSeq;
      waiting = false;
      quietAt = -1;
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** The present record's number. */
  public long seq() {
    return expected - 1;
  }

  /** The first record that is wanted and was not reached yet. */
  public long nextSeq() {
    return Math.max(expected, fromSeq);
  }

  /** The present record; once per record. */
  public ByteBuffer record() {
    if (segment == null) {
      throw new IllegalStateException("there is no record before next() has returned true");
    }
    return segment.record();
  }

  /** The file that holds the present record. */
  public String file() {
    return segment == null ? "" : segment.fileName();
  }

  /** Where in its file the present record's frame begins. */
  public long offset() {
    return segment == null ? 0 : segment.offset();
  }

  @Override
  public void close() throws IOException {
    SegmentCursor open = segment;
    segment = null;
    if (open != null) {
      open.close();
    }
  }
}
