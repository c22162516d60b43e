package dev.holdfast.bench.pool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Random;
import java.util.zip.CRC32C;

/**
 * A request as a server of text handles it: receive a body, parse it, transform it, render the
 * answer. The same code for all arms; only where the buffers come from differs.
 *
 * <p>A body is lines of {@code name=number;}. The answer has the names in capitals and the running
 * total beside each number.
 */
final class RequestPipeline {
  private final Buffers buffers;

  RequestPipeline(Buffers buffers) {
    this.buffers = buffers;
  }

  /** Handles one request; the result is a checksum of the answer. */
  long handle(byte[] socket) {
    byte[] body = buffers.bytes(socket.length);
    StringBuilder answer = buffers.text(2 * socket.length);
    try {
      System.arraycopy(socket, 0, body, 0, socket.length);
      parseAndTransform(body, socket.length, answer);
      return render(answer);
    } finally {
      buffers.give(answer);
      buffers.give(body);
    }
  }

  private static void parseAndTransform(byte[] body, int length, StringBuilder answer) {
    long number = 0;
    long total = 0;
    for (int i = 0; i < length; i++) {
      byte b = body[i];
      if (b >= '0' && b <= '9') {
        number = number * 10 + (b - '0');
      } else if (b == ';') {
        total += number;
        answer.append(number).append(':').append(total).append(';');
        number = 0;
      } else {
        answer.append((char) (b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b));
      }
    }
  }

  private long render(StringBuilder answer) {
    int length = answer.length();
    byte[] out = buffers.bytes(length);
    try {
      for (int i = 0; i < length; i++) {
        out[i] = (byte) answer.charAt(i);
      }
      CRC32C checksum = new CRC32C();
      checksum.update(out, 0, length);
      return checksum.getValue();
    } finally {
      buffers.give(out);
    }
  }

  /** A body of about {@code length} bytes. */
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
