package dev.holdfast.engine.internal;

import dev.holdfast.core.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Appends JSON in UTF-8 to an array that it keeps: the very bytes that Jackson's generator writes,
 * without a generator for each event. Names must be plain ASCII. Not thread safe.
 *
 * <p>It sets the commas, and does not check that objects and arrays are closed in turn.
 */
final class JsonText {
  /** A huge value makes the array huge, but not for longer than necessary. */
  private static final int KEPT_BYTES_MAX = 256 << 10;

  private static final int INITIAL_BYTES = 1024;

  /** A control character becomes six bytes; nothing becomes more for each of its characters. */
  static final int BYTES_PER_CHAR_MAX = 6;

  private static final int LONG_DIGITS_MAX = 20;
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  /**
   * By ASCII character: 0 stands for itself, 'u' has no short escape, all others are the escape.
   */
  private static final byte[] ESCAPES = escapes();

  private static byte[] escapes() {
    byte[] escapes = new byte[128];
    Arrays.fill(escapes, 0, ' ', (byte) 'u');
    String[] pairs = {"\bb", "\tt", "\nn", "\ff", "\rr", "\"\"", "\\\\"};
    for (String pair : pairs) {
      escapes[pair.charAt(0)] = (byte) pair.charAt(1);
    }
    return escapes;
  }

  private byte[] bytes = new byte[INITIAL_BYTES];
  private ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private int length;

  /** Whether the next name or value needs a comma before it. */
  private boolean follows;

  /** Begins anew. */
  void reset() {
    if (bytes.length > KEPT_BYTES_MAX) {
      hold(new byte[INITIAL_BYTES]);
    }
    length = 0;
    follows = false;
  }

  private void hold(byte[] array) {
    bytes = array;
    buffer = ByteBuffer.wrap(array);
  }

  /** How many bytes there are. */
  int size() {
    return length;
  }

  /** What there is; valid until the next call of any method. */
  ByteBuffer content() {
    return buffer.limit(length).position(0);
  }

  /** Writes out what there is, and goes on with an empty array. */
  void moveTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
    boolean comma = follows;
    reset();
    follows = comma;
  }

  void beginObject() {
    begin('{');
  }

  /** Begins an object on a line of its own. */
  void beginObjectOnLine() {
    beforeValue(2);
    bytes[length++] = '\n';
    bytes[length++] = '{';
    follows = false;
  }

  void endObject() {
    end('}');
  }

  void beginArray() {
    begin('[');
  }

  void endArray() {
    end(']');
  }

  private void begin(char bracket) {
    beforeValue(1);
    bytes[length++] = (byte) bracket;
    follows = false;
  }

  private void end(char bracket) {
    ensure(1);
    bytes[length++] = (byte) bracket;
    follows = true;
  }

  void name(String name) {
    int chars = name.length();
    beforeValue(chars + 3L);
    byte[] target = bytes;
    int at = length;
    target[at++] = '"';
    for (int i = 0; i < chars; i++) {
      target[at++] = (byte) name.charAt(i);
    }
    target[at++] = '"';
    target[at++] = ':';
    length = at;
    follows = false;
  }

  void member(String name, String text) {
    name(name);
    text(text);
  }

  /** The same where the name need not be plain. */
  void memberOfAnyName(String name, String text) {
    text(name);
    ensure(1);
    bytes[length++] = ':';
    follows = false;
    text(text);
  }

  void member(String name, long number) {
    name(name);
    number(number);
  }

  void memberUnlessEmpty(String name, String text) {
    if (!text.isEmpty()) {
      member(name, text);
    }
  }

  void memberUnlessZero(String name, long number) {
    if (number != 0) {
      member(name, number);
    }
  }

  /** {@code true} under this name, or nothing at all. */
  void memberIfTrue(String name, boolean flag) {
    if (flag) {
      name(name);
      ascii("true");
    }
  }

  /** Under this name as the JSON value that it is, or its bytes in base64 under another. */
  void memberUnlessEmpty(String name, Payload payload) {
    if (payload.isEmpty()) {
      return;
    }
    if (payload.isJson()) {
      name(name);
      ensure(payload.size());
      payload.writeTo(buffer.limit(bytes.length).position(length));
      length += payload.size();
      follows = true;
    } else {
      name(name + JsonInput.BASE64_SUFFIX);
      quoted(Base64.getEncoder().encodeToString(payload.toByteArray()));
    }
  }

  /** A number with a fraction; must be finite. */
  void member(String name, double number) {
    name(name);
    ascii(Double.toString(number));
  }

  /**
   * A string.
   *
   * @throws IllegalArgumentException if it holds an unpaired surrogate
   */
  void text(String text) {
    int chars = text.length();
    beforeValue((long) BYTES_PER_CHAR_MAX * chars + 2);
    byte[] target = bytes;
    int at = length;
    target[at++] = '"';
    int i = 0;
    for (; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= ESCAPES.length || ESCAPES[c] != 0) {
        break;
      }
      target[at++] = (byte) c;
    }
    length = at;
    if (i < chars) {
      uncommon(text, i);
    }
    bytes[length++] = '"';
    follows = true;
  }

  /** The rest of a string, from the first character on that does not stand for itself. */
  private void uncommon(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ESCAPES.length) {
        asciiCharacter(c);
      } else if (!Character.isSurrogate(c)) {
        unicode(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        unicode(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        throw new IllegalArgumentException(
            "text must be well-formed Unicode, found an unpaired surrogate at index " + i);
      }
    }
  }

  private void asciiCharacter(char c) {
    byte escape = ESCAPES[c];
    if (escape != 0) {
      bytes[length++] = '\\';
      bytes[length++] = escape;
      if (escape == 'u') {
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = (byte) HEX[c >> 4];
        bytes[length++] = (byte) HEX[c & 0xF];
      }
    } else {
      bytes[length++] = (byte) c;
    }
  }

  /** One code point from U+0080 on, in two to four bytes. */
  private void unicode(int codePoint) {
    if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xC0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        bytes[length++] = (byte) (0xE0 | codePoint >> 12);
      } else {
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
      }
      bytes[length++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
    }
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
  }

  /** A string of characters that stand for themselves. */
  private void quoted(String plain) {
    ensure(1);
    bytes[length++] = '"';
    ascii(plain);
    ensure(1);
    bytes[length++] = '"';
  }

  private void ascii(String text) {
    int chars = text.length();
    ensure(chars);
    for (int i = 0; i < chars; i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    follows = true;
  }

  /** A whole number. */
  void number(long number) {
    beforeValue(LONG_DIGITS_MAX);
    if (number == Long.MIN_VALUE) {
      ascii("-9223372036854775808");
      return;
    }
    long rest = Math.abs(number);
    if (number < 0) {
      bytes[length++] = '-';
    }
    int digits = 1;
    for (long limit = 10; digits < LONG_DIGITS_MAX - 1 && rest >= limit; limit *= 10) {
      digits++;
    }
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    follows = true;
  }

  private void beforeValue(long more) {
    ensure(more + 1);
    if (follows) {
      bytes[length++] = ',';
    }
  }

  private void ensure(long more) {
    if (more > bytes.length - length) {
      grow(length + more);
    }
  }

  private void grow(long needed) {
    if (needed > Integer.MAX_VALUE - Long.BYTES) {
      throw new IllegalArgumentException(
          "an event or a job of %d bytes is too large".formatted(needed));
    }
    long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - Long.BYTES);
    hold(Arrays.copyOf(bytes, (int) Math.max(needed, doubled)));
  }
}
