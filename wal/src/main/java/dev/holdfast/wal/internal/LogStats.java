package dev.holdfast.wal.internal;

import dev.holdfast.storage.Directory;
import dev.holdfast.wal.WalTools.Stats;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what is in a log. */
public final class LogStats {

  private long records;
  private long payloadBytes;
  private long recordBytesMin = Long.MAX_VALUE;
  private long recordBytesMax;
  private long batches;
  private long batchRecords;
  private long batchRecordsMax;
  private final Map<String, Long> types = new TreeMap<>();

  private LogStats() {}

  /** Reads all segments up to what is no whole frame. */
  public static Stats of(Directory directory, String log) throws IOException {
    LogStats stats = new LogStats();
    List<String> files = SegmentName.list(directory, log);
    long bytes = 0;
    for (String file : files) {
      try (SegmentCursor cursor = new SegmentCursor(directory.openForReading(file))) {
        if (cursor.header() == Frame.Kind.HEADER) {
          stats.read(cursor);
        }
        bytes += cursor.offset();
      }
    }
    return new Stats(
        files.size(),
        stats.records,
        bytes,
        stats.payloadBytes,
        stats.records == 0 ? 0 : stats.recordBytesMin,
        stats.recordBytesMax,
        stats.batches,
        stats.batchRecordsMax,
        Collections.unmodifiableMap(stats.types));
  }

  private void read(SegmentCursor cursor) throws IOException {
    for (Frame.Kind kind = cursor.next();
        kind == Frame.Kind.RECORD || kind == Frame.Kind.MARK;
        kind = cursor.next()) {
      if (kind == Frame.Kind.RECORD) {
        count(cursor);
      }
    }
  }

  private void count(SegmentCursor cursor) {
    Frame frame = cursor.frame();
    int length = frame.bodyTo() - frame.bodyFrom();
    records++;
    payloadBytes += length;
    recordBytesMin = Math.min(recordBytesMin, length);
    recordBytesMax = Math.max(recordBytesMax, length);
    if (frame.synced() != Frame.UNSAID) {
      batches++;
      batchRecords = 0;
    }
    batchRecords++;
    batchRecordsMax = Math.max(batchRecordsMax, batchRecords);
    String type = RecordText.of(cursor.record()).type();
    if (!type.isEmpty()) {
      types.merge(type, 1L, Long::sum);
    }
  }
}
