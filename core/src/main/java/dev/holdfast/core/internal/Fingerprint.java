package dev.holdfast.core.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit fingerprint, built word by word: the same input gives the same number on every machine,
 * today and later, because fingerprints are kept in snapshots. Not for keeping secrets.
 *
 * <p>Each word is folded in by xor, multiplication with an odd constant and a shift that brings the
 * high bits down; all three steps can be undone, so no word's information is lost on the way.
 */
public final class Fingerprint {
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Fingerprint() {}

  /** Folds one word into a fingerprint. */
  public static long mix(long fingerprint, long word) {
    long mixed = (fingerprint ^ word) * ODD;
    return mixed ^ (mixed >>> 32);
  }

  /** Folds the length and the bytes of an array into a fingerprint. */
  public static long mix(long fingerprint, byte[] bytes) {
    long mixed = mix(fingerprint, bytes.length);
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      mixed = mix(mixed, (long) LONGS.get(bytes, i));
    }
    for (; i < bytes.length; i++) {
      mixed = mix(mixed, bytes[i]);
    }
    return mixed;
  }

  /** Folds the length and the UTF-16 characters of a text into a fingerprint. */
  public static long mix(long fingerprint, String text) {
    long mixed = mix(fingerprint, text.length());
    for (int i = 0; i < text.length(); i++) {
      mixed = mix(mixed, text.charAt(i));
    }
    return mixed;
  }

  /** A hash of a text, kept nowhere, and so free to take four characters at a time. */
  public static int hash(String text) {
    int length = text.length();
    long mixed = length;
    int i = 0;
    for (; i + 4 <= length; i += 4) {
      long word =
          text.charAt(i)
              | (long) text.charAt(i + 1) << 16
              | (long) text.charAt(i + 2) << 32
              | (long) text.charAt(i + 3) << 48;
      mixed = mix(mixed, word);
    }
    for (; i < length; i++) {
      mixed = mix(mixed, text.charAt(i));
    }
    return (int) mix(mixed, 0); // a round more, or the low bits would not know the last characters
  }
}
