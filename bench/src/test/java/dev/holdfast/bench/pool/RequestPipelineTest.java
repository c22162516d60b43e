package dev.holdfast.bench.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compared does the same work. */
class RequestPipelineTest {
  @ParameterizedTest
  @ValueSource(ints = {32, 256, 4 << 10, 64 << 10})
  void asTextOrAsBytesPooledOrNotTheAnswerIsTheSame(int bytes) {
    Random random = new Random(bytes);
    try (Buffers plain = Buffers.unpooled();
        Buffers pools = Buffers.pooled()) {
      for (int i = 0; i < 20; i++) {
        byte[] body = RequestPipeline.body(bytes, random);
        long answer = new TextPipeline(plain).handle(body);
        assertThat(new TextPipeline(pools).handle(body)).isEqualTo(answer);
        assertThat(new BytePipeline(plain).handle(body)).isEqualTo(answer);
        assertThat(new BytePipeline(pools).handle(body)).isEqualTo(answer);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 22, 27, 4 << 10, (64 << 10) - 3})
  void aFrameIsUnmaskedAsTheRfcSays(int bytes) {
    Random random = new Random(bytes);
    try (Buffers plain = Buffers.unpooled();
        Buffers pools = Buffers.pooled()) {
      byte[] frame = FramePipeline.frame(bytes, random);
      byte[] answer = new byte[bytes - 4];
      System.arraycopy(frame, 0, answer, 0, 10);
      answer[1] &= 0x7F; // no mask any more
      for (int i = 0; i < bytes - 14; i++) {
        answer[10 + i] = (byte) (frame[14 + i] ^ frame[10 + i % 4]);
      }
      CRC32C checksum = new CRC32C();
      checksum.update(answer);
      assertThat(new FramePipeline(plain).handle(frame)).isEqualTo(checksum.getValue());
      assertThat(new FramePipeline(pools).handle(frame)).isEqualTo(checksum.getValue());
    }
  }
}
