package dev.holdfast.engine.internal;

/** Which files of a directory are a log's, by their names. */
public final class LogFiles {
  private static final int DIGITS = 20;

  private LogFiles() {}

  /** Whether a log of this name may have a file of that name, if only for a while. */
  public static boolean mayHave(String log, String file) {
    return isSegment(log, file) || file.equals(log + ".next") || file.equals(log + ".repair");
  }

  /** Whether a file of that name holds records: {@code <name>.<first seq, 20 digits>}. */
  static boolean isSegment(String log, String file) {
    int start = log.length() + 1;
    return file.length() == start + DIGITS
        && file.startsWith(log + ".")
        && file.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
  }
}
