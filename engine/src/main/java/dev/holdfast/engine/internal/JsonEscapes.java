package dev.holdfast.engine.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Strings of JSON that hold escapes. */
final class JsonEscapes {
  private JsonEscapes() {}

  /** What a string says that was found to be well-formed. */
  static String decode(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int i = from;
    while (i < to) {
      int run = i;
      while (i < to && bytes[i] != '\\') {
        i++;
      }
      text.append(new String(bytes, run, i - run, UTF_8));
      if (i < to) {
        char escape = (char) bytes[i + 1];
        i += 2;
        switch (escape) {
          case 'b' -> text.append('\b');
          case 'f' -> text.append('\f');
          case 'n' -> text.append('\n');
          case 'r' -> text.append('\r');
          case 't' -> text.append('\t');
          case 'u' -> {
            text.append((char) Integer.parseInt(new String(bytes, i, 4, US_ASCII), 16));
            i += 4;
          }
          default -> text.append(escape);
        }
      }
    }
    return text.toString();
  }
}
