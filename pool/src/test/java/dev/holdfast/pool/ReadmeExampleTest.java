package dev.holdfast.pool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example in the module's README, and that it is the one. */
class ReadmeExampleTest {

  @Test
  void theExampleHolds() {
    try (ByteBufferPool buffers = ByteBufferPool.heap("bodies").bytesMax(16 << 20).build();
        StringBuilderPool texts = StringBuilderPool.named("answers").build()) {
      try (Pooled<ByteBuffer> body = buffers.borrow(512)) {
        body.get().put("hello".getBytes(US_ASCII)).flip();
        String answer = texts.build(text -> text.append(US_ASCII.decode(body.get())).append('!'));
        assertThat(answer).isEqualTo("hello!");
      }
      assertThat(buffers.stats().outstanding()).isZero();
    }
  }

  @Test
  void theReadmeQuotesIt() throws IOException {
    List<String> source =
        withoutMargins(
            Files.readAllLines(Path.of("src/test/java/dev/holdfast/pool/ReadmeExampleTest.java")));
    List<String> readme = Files.readAllLines(Path.of("README.md"));
    int begin = readme.indexOf("```java") + 1;
    int end = begin + readme.subList(begin, readme.size()).indexOf("```");
    List<String> quoted = withoutMargins(readme.subList(begin, end));
    assertThat(quoted).hasSizeGreaterThan(5);
    assertThat(source).containsSequence(quoted);
  }

  private static List<String> withoutMargins(List<String> lines) {
    return lines.stream().map(String::strip).toList();
  }
}
