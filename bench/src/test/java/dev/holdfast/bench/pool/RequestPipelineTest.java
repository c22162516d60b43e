package dev.holdfast.bench.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
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
}
