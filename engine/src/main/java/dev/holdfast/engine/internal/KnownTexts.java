package dev.holdfast.engine.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * Strings that come again and again, such as the names of members and queues: most are found by
 * their bytes, not made. A cache of one entry a place, so its memory is bounded whatever comes. Not
 * thread safe.
 */
final class KnownTexts {
  /** Longer ones are made each time. */
  private static final int BYTES_MAX = 64;

  private static final int PLACES = 256;
  private static final int HASH_FACTOR = 0x9E3779B9; // 2^32 over the golden ratio: Knuth, TAOCP 6.4
  private static final int HASH_SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(PLACES);

  /** By place: the bytes of what was last put there, none before; and the string that they say. */
  private final byte[][] bytes = new byte[PLACES][0];

  private final String[] texts = new String[PLACES];

  KnownTexts() {
    Arrays.fill(texts, "");
  }

  /** The string of these bytes, which are ASCII. */
  String of(byte[] ascii, int from, int to) {
    if (to - from > BYTES_MAX) {
      return text(ascii, from, to);
    }
    int place = place(ascii, from, to);
    if (!Arrays.equals(bytes[place], 0, bytes[place].length, ascii, from, to)) {
      bytes[place] = Arrays.copyOfRange(ascii, from, to);
      texts[place] = text(ascii, from, to);
    }
    return texts[place];
  }

  private static String text(byte[] ascii, int from, int to) {
    return new String(ascii, from, to - from, ISO_8859_1);
  }

  private static int place(byte[] ascii, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + ascii[i];
    }
    return (hash * HASH_FACTOR) >>> HASH_SHIFT;
  }
}
