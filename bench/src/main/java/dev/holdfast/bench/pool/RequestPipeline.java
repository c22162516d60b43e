package dev.holdfast.bench.pool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Random;

/**
 * A request as a server handles it: receive a body, parse it, transform it, render the answer. The
 * same code for both arms; only where the buffers come from differs.
 */
interface RequestPipeline {
  /** Handles one request; the result is a checksum of the answer. */
  long handle(byte[] socket);

  /**
   * A text of {@code length} bytes: lines of {@code name=number;}. The answer has the names in
   * capitals and the running total beside each number.
   */
  static byte[] body(int length, Random random) {
    StringBuilder text = new StringBuilder(length + 32);
    while (text.length() < length) {
      text.append("field").append((char) ('a' + random.nextInt(26))).append('=');
      text.append(random.nextInt(1_000_000)).append(";\n");
    }
    text.setLength(length);
    return text.toString().getBytes(ISO_8859_1);
  }
}
