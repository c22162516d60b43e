package dev.holdfast.wal.internal;

import dev.holdfast.storage.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of a log's files. */
public final class SegmentName {

  private static final int DIGITS = 20;

  private SegmentName() {}

  /** The file of the segment whose first record is {@code firstSeq}. */
  public static String of(String log, long firstSeq) {
    return String.format(Locale.ROOT, "%s.%020d", log, firstSeq);
  }

  /** The file that will be the next segment, while it is being made. */
  static String next(String log) {
    return log + ".next";
  }

  /** The file into which a segment's good part is copied during a repair. */
  static String repair(String log) {
    return log + ".repair";
  }

  /** True if that is the name of a segment of that log. */
  public static boolean isSegment(String log, String file) {
    return file.length() == log.length() + 1 + DIGITS
        && file.startsWith(log)
        && file.charAt(log.length()) == '.'
        && file.substring(log.length() + 1).chars().allMatch(c -> c >= '0' && c <= '9')
        && file.charAt(log.length() + 1) == '0';
  }

  /** The first record of the segment with that file. */
  public static long firstSeq(String file) {
    return Long.parseLong(file, file.length() - DIGITS, file.length(), 10);
  }

  /** The segments of a log, in order. */
  public static List<String> list(Directory directory, String log) throws IOException {
    List<String> segments = new ArrayList<>();
    for (String file : directory.list()) {
      if (isSegment(log, file)) {
        segments.add(file);
      }
    }
    return segments;
  }
}
