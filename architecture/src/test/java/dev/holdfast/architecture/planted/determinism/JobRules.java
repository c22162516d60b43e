package dev.holdfast.architecture.planted.determinism;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;

final class JobRules {
  byte[] encode(List<String> names, int count) {
    ByteBuffer out = ByteBuffer.allocate(count);
    names.stream().limit(count).forEach(name -> out.put(name.getBytes(UTF_8)));
    byte[] copy = new byte[count];
    System.arraycopy(out.array(), 0, copy, 0, count);
    return copy;
  }
}
