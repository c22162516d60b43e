package dev.holdfast.bench.pool;

import java.util.zip.CRC32C;

/** As one does it who minds the time: bytes in, bytes out, and no text between. */
final class BytePipeline implements RequestPipeline {
  private final Buffers buffers;

  BytePipeline(Buffers buffers) {
    this.buffers = buffers;
  }

  @Override
  public long handle(byte[] socket) {
    byte[] body = buffers.bytes(socket.length);
    byte[] answer = buffers.bytes(2 * socket.length + Long.SIZE);
    try {
      System.arraycopy(socket, 0, body, 0, socket.length);
      int length = transform(body, socket.length, answer);
      CRC32C checksum = new CRC32C();
      checksum.update(answer, 0, length);
      return checksum.getValue();
    } finally {
      buffers.give(answer);
      buffers.give(body);
    }
  }

  /** The length of the answer. */
  private static int transform(byte[] body, int length, byte[] answer) {
    long number = 0;
    long total = 0;
    int end = 0;
    for (int i = 0; i < length; i++) {
      byte b = body[i];
      if (b >= '0' && b <= '9') {
        number = number * 10 + (b - '0');
      } else if (b == ';') {
        total += number;
        end = number(number, answer, end);
        answer[end++] = ':';
        end = number(total, answer, end);
        answer[end++] = ';';
        number = 0;
      } else {
        answer[end++] = (byte) (b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b);
      }
    }
    return end;
  }

  /** Where the number ends that was written from {@code begin} on. */
  private static int number(long value, byte[] answer, int begin) {
    int end = begin + 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      end++;
    }
    long rest = value;
    for (int i = end - 1; i >= begin; i--, rest /= 10) {
      answer[i] = (byte) ('0' + rest % 10);
    }
    return end;
  }
}
