package dev.holdfast.engine.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.core.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tokens of JSON (RFC 8259) in UTF-8, for recovery, where each nanosecond is taken a
 * million times: it looks at bytes in place, eight at a time within strings, and makes a string
 * only of what is asked for. What it does not make anything of is checked all the same. It is
 * stricter than Jackson in three points: no byte-order mark, no overlong or surrogate code point in
 * UTF-8, and no value that nests deeper than {@link Json#DEPTH_MAX}; and looser in one: the escape
 * of an unpaired surrogate may stand in a name as it may in a value.
 *
 * <p>What comes from a stream goes through a window that grows to the largest token and no further.
 * Not thread safe; after an exception it is not to be used before the next {@link #reset}.
 */
public final class JsonScanner {
  /** What {@link #peek} says at the end of the input. */
  static final int END = -1;

  private static final int WINDOW_BYTES = 256 << 10;
  private static final int RECORD_BYTES = 1024;

  /** A record larger than this does not keep its array. */
  private static final int KEPT_BYTES_MAX = 256 << 10;

  private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - Long.BYTES;
  private static final int NO_MARK = -1;

  /** No number of so many digits is beyond the longs. */
  private static final int DIGITS_ALWAYS_LONG = 18;

  // What a string is made of.
  private static final int PLAIN = 0;
  private static final int UNICODE = 1;
  private static final int ESCAPED = 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  /** Made when it is first of use. */
  private @Nullable KnownTexts known;

  private final @Nullable InputStream source;

  /** The window: what is read lies in {@code [at, end)}. */
  private byte[] bytes;

  private int at;
  private int end;

  /** Where the token begins that is being read; no byte from here on leaves the window. */
  private int mark = NO_MARK;

  /** The offset in the whole input of the window's first byte. */
  private long base;

  /** Whether there was white space between tokens, or an escape. */
  private boolean adorned;

  /** Of records, one at a time. */
  JsonScanner() {
    source = null;
    bytes = new byte[RECORD_BYTES];
  }

  /** Of a stream, which it does not close. What the stream throws comes out unchecked. */
  JsonScanner(InputStream source) {
    this.source = source;
    bytes = new byte[WINDOW_BYTES];
  }

  /** Of an array, which it does not change. */
  private JsonScanner(byte[] utf8) {
    source = null;
    bytes = utf8;
    end = utf8.length;
  }

  /**
   * Whether this is one JSON value with neither white space nor escapes. Such a value is in
   * canonical form; another one may be, too.
   */
  public static boolean isPlainValue(byte[] utf8) {
    JsonScanner scanner = new JsonScanner(utf8);
    try {
      scanner.skipValue(0);
    } catch (MalformedJsonException e) {
      return false;
    }
    return scanner.at == utf8.length && !scanner.adorned;
  }

  /** Begins anew with a copy of the record, whose position does not move. */
  void reset(ByteBuffer record) {
    int length = record.remaining();
    if (length > bytes.length || bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[Math.max(length, RECORD_BYTES)];
    }
    record.get(record.position(), bytes, 0, length);
    at = 0;
    end = length;
    mark = NO_MARK;
  }

  // ---- bytes

  /** Reads on; false at the end of the input. */
  private boolean more() {
    if (source == null) {
      return false;
    }
    int kept = mark == NO_MARK ? at : mark;
    System.arraycopy(bytes, kept, bytes, 0, end - kept);
    base += kept;
    at -= kept;
    end -= kept;
    mark = mark == NO_MARK ? NO_MARK : 0;
    if (end == bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(2L * end, ARRAY_BYTES_MAX));
    }
    try {
      int count = source.read(bytes, end, bytes.length - end);
      end += Math.max(count, 0);
      return count > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The byte here, or {@link #END}. */
  private int current() {
    return at < end || more() ? bytes[at] & 0xFF : END;
  }

  /** The byte that the next token begins with, or {@link #END}. */
  int peek() {
    while (true) {
      int b = current();
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
      adorned = true;
      at++;
    }
  }

  /** Goes past the byte that {@link #peek} has told. */
  void take() {
    at++;
  }

  /** Goes past this byte, which must come next. */
  void take(char wanted) {
    if (peek() != wanted) {
      throw malformed("'" + wanted + "'");
    }
    at++;
  }

  MalformedJsonException malformed(String expected) {
    int b = current();
    String found =
        b == END
            ? "the end"
            : b > ' ' && b < 0x7F ? "'" + (char) b + "'" : "the byte 0x%02X".formatted(b);
    return new MalformedJsonException(
        "it is not JSON: expected %s at byte %d, found %s".formatted(expected, base + at, found));
  }

  // ---- tokens; all begin where peek() looked

  /** A string. */
  String string() {
    mark = at;
    int madeOf = skipString();
    String text =
        switch (madeOf) {
          case PLAIN -> new String(bytes, mark + 1, at - mark - 2, ISO_8859_1);
          case UNICODE -> new String(bytes, mark + 1, at - mark - 2, UTF_8);
          default -> JsonEscapes.decode(bytes, mark + 1, at - 1);
        };
    mark = NO_MARK;
    return text;
  }

  /** A string that may well have come before: then it is the same object. */
  String knownString() {
    mark = at;
    if (skipString() != PLAIN) {
      at = mark;
      return string();
    }
    if (known == null) {
      known = new KnownTexts();
    }
    String text = known.of(bytes, mark + 1, at - 1);
    mark = NO_MARK;
    return text;
  }

  /** The name of a member, and the colon behind it. */
  String name() {
    if (current() != '"') {
      throw malformed("a name");
    }
    String name = knownString();
    take(':');
    return name;
  }

  /**
   * A whole number.
   *
   * @param name whose it is, for the message
   * @throws IllegalArgumentException if it has a fraction or an exponent, or is beyond the longs
   */
  long whole(String name) {
    int i = at;
    long value = 0;
    while (i < end && i - at < DIGITS_ALWAYS_LONG && isDigit(bytes[i])) {
      value = 10 * value + (bytes[i++] - '0');
    }
    boolean ends = i > at && i < end && (bytes[i] == ',' || bytes[i] == '}');
    if (ends && (bytes[at] != '0' || i == at + 1)) {
      at = i;
      return value;
    }
    return anyWhole(name);
  }

  /** The same for what does not occur often: a sign, very many digits, and what is refused. */
  private long anyWhole(String name) {
    mark = at;
    if (!skipNumber()) {
      throw new IllegalArgumentException(
          "\"%s\" is not a whole number, but %s".formatted(name, number()));
    }
    try {
      long value = Long.parseLong(number());
      mark = NO_MARK;
      return value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"%s\" is beyond all numbers of 64 bits".formatted(name), e);
    }
  }

  /** Any number, to the nearest double. */
  double decimal() {
    mark = at;
    skipNumber();
    double value = Double.parseDouble(number());
    mark = NO_MARK;
    return value;
  }

  private String number() {
    return new String(bytes, mark, at - mark, US_ASCII);
  }

  /** Any value, byte by byte as it stands here. */
  Payload value() {
    mark = at;
    skipValue(0);
    Payload payload = Payload.ofJson(bytes, mark, at);
    mark = NO_MARK;
    return payload;
  }

  /** Goes past a value. */
  void skip() {
    skipValue(0);
  }

  private void skipValue(int depth) {
    switch (peek()) {
      case '"' -> skipString();
      case '{' -> skipObject(deeper(depth));
      case '[' -> skipArray(deeper(depth));
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> skipNumber();
      default -> throw malformed("a value");
    }
  }

  private int deeper(int depth) {
    if (depth == Json.DEPTH_MAX) {
      throw malformed("a value that nests no deeper than " + Json.DEPTH_MAX);
    }
    return depth + 1;
  }

  private void skipObject(int depth) {
    at++;
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      if (peek() != '"') {
        throw malformed("a name");
      }
      skipString();
      take(':');
      skipValue(depth);
      if (closes('}')) {
        return;
      }
    }
  }

  private void skipArray(int depth) {
    at++;
    if (peek() == ']') {
      at++;
      return;
    }
    do {
      skipValue(depth);
    } while (!closes(']'));
  }

  /** Goes past a comma or the closing bracket; true if it was the bracket. */
  boolean closes(char bracket) {
    int b = peek();
    if (b != ',' && b != bracket) {
      throw malformed("',' or '" + bracket + "'");
    }
    at++;
    return b == bracket;
  }

  /** Goes past one of the three words. */
  void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (current() != word.charAt(i)) {
        throw malformed("\"" + word + "\"");
      }
      at++;
    }
  }

  /** Goes past a number; true if it has neither fraction nor exponent. */
  private boolean skipNumber() {
    boolean whole = true;
    if (current() == '-') {
      at++;
    }
    if (current() == '0') {
      at++;
    } else {
      skipDigits();
    }
    if (current() == '.') {
      at++;
      skipDigits();
      whole = false;
    }
    int b = current();
    if (b == 'e' || b == 'E') {
      at++;
      b = current();
      if (b == '+' || b == '-') {
        at++;
      }
      skipDigits();
      whole = false;
    }
    return whole;
  }

  private void skipDigits() {
    if (!isDigit(current())) {
      throw malformed("a digit");
    }
    do {
      at++;
    } while (isDigit(current()));
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  // ---- strings

  /** Goes past a string; says what it is made of. */
  private int skipString() {
    int madeOf = PLAIN;
    at++;
    while (true) {
      skipPlain();
      int b = current();
      if (b == '"') {
        at++;
        return madeOf;
      } else if (b == '\\') {
        skipEscape();
        madeOf |= ESCAPED;
      } else if (b > 0x7F) {
        skipUnicode(b);
        madeOf |= UNICODE;
      } else if (b < ' ') { // END is one of these
        throw malformed("the rest of a string");
      } else {
        at++;
      }
    }
  }

  /** Goes past characters that stand for themselves, to the first that does not or nearly there. */
  private void skipPlain() {
    byte[] window = bytes;
    int i = at;
    for (int last = end - Long.BYTES; i <= last; i += Long.BYTES) {
      long found = special((long) LONGS.get(window, i));
      if (found != 0) {
        at = i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
        return;
      }
    }
    at = i;
  }

  /**
   * The high bit of the first of eight bytes that is a quote, a backslash, below a space or above
   * 0x7F; bits above it mean nothing (Warren, Hacker's Delight 6-1).
   */
  private static long special(long word) {
    long quote = word ^ ('"' * LOW_BITS);
    long backslash = word ^ ('\\' * LOW_BITS);
    return ((quote - LOW_BITS) | (backslash - LOW_BITS) | (word - ' ' * LOW_BITS) | word)
        & HIGH_BITS;
  }

  private void skipEscape() {
    adorned = true;
    at++;
    switch (current()) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
      case 'u' -> {
        at++;
        for (int i = 0; i < 4; i++) {
          if (Character.digit(current(), 16) < 0) {
            throw malformed("four hexadecimal digits");
          }
          at++;
        }
      }
      default -> throw malformed("an escape");
    }
  }

  /** Goes past one code point of two to four bytes: The Unicode Standard, table 3-7. */
  private void skipUnicode(int lead) {
    if (lead < 0xC2 || lead > 0xF4) {
      throw malformed("UTF-8");
    }
    at++;
    switch (lead) {
      case 0xE0 -> skipByte(0xA0, 0xBF);
      case 0xED -> skipByte(0x80, 0x9F);
      case 0xF0 -> skipByte(0x90, 0xBF);
      case 0xF4 -> skipByte(0x80, 0x8F);
      default -> skipByte(0x80, 0xBF);
    }
    if (lead >= 0xE0) {
      skipByte(0x80, 0xBF);
    }
    if (lead >= 0xF0) {
      skipByte(0x80, 0xBF);
    }
  }

  private void skipByte(int min, int max) {
    int b = current();
    if (b < min || b > max) {
      throw malformed("UTF-8");
    }
    at++;
  }
}
