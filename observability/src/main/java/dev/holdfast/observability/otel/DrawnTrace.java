package dev.holdfast.observability.otel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The ids of a trace and of its first span, drawn by chance; none of their parts is 0.
 *
 * @param high the upper half of the trace's id
 * @param low the lower half
 * @param span the span's id
 */
record DrawnTrace(long high, long low, long span) {
  private static final int ID_DIGITS = 16;
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
  private static final String FORM = "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-02";

  static DrawnTrace draw() {
    return new DrawnTrace(number(), number(), number());
  }

  private static long number() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long number = random.nextLong();
    while (number == 0) {
      number = random.nextLong();
    }
    return number;
  }

  /** As the W3C writes it: version 00; not sampled, and drawn by chance. */
  String traceparent() {
    byte[] text = FORM.getBytes(ISO_8859_1);
    put(text, TraceHeaders.TRACE_ID, high);
    put(text, TraceHeaders.TRACE_ID + ID_DIGITS, low);
    put(text, TraceHeaders.SPAN_ID, span);
    return new String(text, ISO_8859_1);
  }

  /** The trace's id, in hexadecimal digits. */
  String traceId() {
    return traceparent().substring(TraceHeaders.TRACE_ID, TraceHeaders.SPAN_ID - 1);
  }

  private static void put(byte[] text, int at, long number) {
    long rest = number;
    for (int i = at + ID_DIGITS - 1; i >= at; i--) {
      text[i] = HEX[(int) (rest & 0xF)];
      rest >>>= 4;
    }
  }
}
