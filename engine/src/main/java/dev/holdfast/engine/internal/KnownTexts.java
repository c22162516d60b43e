package dev.holdfast.engine.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * Strings that come again and again, such as the names of members and queues: most are found by
 * their bytes, not made. A cache of one entry a place, so its memory is bounded whatever comes.
 * They come in the same order too, job after job: what followed a text the last time is looked at
 * first. Not thread safe.
 */
final class KnownTexts {
  /** Longer ones are made each time. */
  private static final int BYTES_MAX = 64;

  private static final int PLACES = 256; // so that a place fits into a byte
  private static final int PLACE_MASK = PLACES - 1;
  private static final int HASH_FACTOR = 0x9E3779B9; // 2^32 over the golden ratio: Knuth, TAOCP 6.4
  private static final int HASH_SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(PLACES);

  /** By place: the bytes of what was last put there, none before; and the string that they say. */
  private final byte[][] bytes = new byte[PLACES][0];

  private final String[] texts = new String[PLACES];

  /** By place: the place of what came next. */
  private final byte[] followers = new byte[PLACES];

  /** Where the last one was. */
  private int last;

  KnownTexts() {
    Arrays.fill(texts, "");
  }

  /** The string of these bytes, which are ASCII. */
  String of(byte[] ascii, int from, int to) {
    if (to - from > BYTES_MAX) {
      return text(ascii, from, to);
    }
    int place = followers[last] & PLACE_MASK;
    if (!isAt(place, ascii, from, to)) {
      place = place(ascii, from, to);
      followers[last] = (byte) place;
      if (!isAt(place, ascii, from, to)) {
        bytes[place] = Arrays.copyOfRange(ascii, from, to);
        texts[place] = text(ascii, from, to);
      }
    }
    last = place;
    return texts[place];
  }

  private boolean isAt(int place, byte[] ascii, int from, int to) {
    byte[] known = bytes[place];
    return known.length == to - from && Arrays.equals(known, 0, known.length, ascii, from, to);
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
