package dev.holdfast.core.internal;

import java.util.Objects;

/** Rules for text that people choose: names are checked, free text is made to fit. */
public final class Names {
  private Names() {}

  /**
   * Checks a name: 1 to {@code lengthMax} characters of well-formed Unicode, without control
   * characters.
   *
   * @param what how a message calls it, such as "a job id"
   * @throws IllegalArgumentException if the name breaks the rule
   */
  public static void check(String what, String name, int lengthMax) {
    Objects.requireNonNull(name, what);
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " must not be empty");
    }
    if (name.length() > lengthMax) {
      throw new IllegalArgumentException(
          what + " has at most " + lengthMax + " characters, this one has " + name.length());
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isPlain(c)) {
        continue; // nearly always: a restart checks a million names
      }
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException(
            what
                + " must not hold control characters, found U+%04X at index %d"
                    .formatted((int) c, i));
      }
      if (isPairAt(name, i)) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            what + " must be well-formed Unicode, found an unpaired surrogate at index " + i);
      }
    }
  }

  /** How many bytes this text has in UTF-8; -1 if it has none, as a surrogate is unpaired. */
  public static int utf8Bytes(String text) {
    int bytes = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        i++;
      } else if (isPairAt(text, i)) {
        bytes += 4;
        i += 2;
      } else {
        return -1;
      }
    }
    return bytes;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7F;
  }

  /**
   * Cuts free text to {@code lengthMax} characters, and puts U+FFFD where a surrogate is unpaired,
   * so that every encoder can write it.
   */
  public static String fit(String text, int lengthMax) {
    int length = Math.min(text.length(), lengthMax);
    if (length < text.length() && length > 0 && isPairAt(text, length - 1)) {
      length--; // a pair is kept whole or not at all
    }
    StringBuilder fitted = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (isPairAt(text, i)) {
        fitted.append(c).append(text.charAt(++i));
      } else {
        fitted.append(Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    return fitted.toString();
  }

  private static boolean isPairAt(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }
}
