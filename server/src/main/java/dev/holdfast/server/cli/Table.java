package dev.holdfast.server.cli;

import java.util.Locale;

/** Rows of a name and a value, one below the other; numbers look the same in every country. */
final class Table {
  private final StringBuilder text = new StringBuilder();

  Table row(String name, String value) {
    text.append(String.format(Locale.ROOT, "%-16s%s\n", name, value));
    return this;
  }

  Table row(String name, long count) {
    return row(name, count(count));
  }

  /** A line of its own form. */
  Table line(String line) {
    text.append(line).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String bytes(long bytes) {
    return bytes < 100_000
        ? count(bytes) + " bytes"
        : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
