package dev.holdfast.bench.pool;

import java.util.zip.CRC32C;

/** As many do it: the answer is a text, written a character at a time, and then encoded. */
final class TextPipeline implements RequestPipeline {
  private final Buffers buffers;

  TextPipeline(Buffers buffers) {
    this.buffers = buffers;
  }

  @Override
  public long handle(byte[] socket) {
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
}
