package dev.holdfast.wal.internal;

import java.nio.ByteBuffer;

/** Decimal numbers in ASCII, written and read without allocation. */
final class Digits {

  /** Digits of {@link Long#MAX_VALUE}. */
  static final int LONG_MAX = 19;

  private Digits() {}

  /** Writes a number that is not negative at {@code at}; returns where it ends. */
  static int put(ByteBuffer target, int at, long value) {
    int end = at + count(value);
    long rest = value;
    for (int i = end - 1; i >= at; i--) {
      target.put(i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    return end;
  }

  static int count(long value) {
    int digits = 1;
    for (long bound = 10; digits < LONG_MAX && value >= bound; bound *= 10) {
      digits++;
    }
    return digits;
  }

  /** Where the digits that begin at {@code from} end. */
  static int end(byte[] source, int from, int to) {
    int i = from;
    while (i < to && source[i] >= '0' && source[i] <= '9') {
      i++;
    }
    return i;
  }

  /** The number in {@code [from, to)}; -1 unless it is written as {@link #put} writes it. */
  static long parse(byte[] source, int from, int to) {
    int length = to - from;
    if (length < 1 || length > LONG_MAX || (length > 1 && source[from] == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (source[i] - '0');
    }
    return value < 0 ? -1 : value;
  }
}
