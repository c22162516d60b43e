package dev.holdfast.observability.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of a job whose process died, as a collector has it. */
class CrashStoryTest {
  @TempDir private Path directory;

  @Test
  void enqueueCrashRecoverySecondAttemptAndAckHangTogether() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      assertThat(run(receiver.endpoint(), "dies")).isEqualTo(9);
      assertThat(run(receiver.endpoint(), "lives")).isZero();
      Span caller = only(receiver, "GET /signup");
      Span enqueue = only(receiver, "enqueue emails");
      Span attempt = only(receiver, "process emails");
      Span ack = only(receiver, "ack emails");
      assertThat(enqueue.getTraceId()).isEqualTo(caller.getTraceId());
      assertThat(enqueue.getParentSpanId()).isEqualTo(caller.getSpanId());
      assertThat(attempt.getTraceId()).isNotEqualTo(enqueue.getTraceId());
      assertThat(attempt.getLinksList())
          .singleElement()
          .satisfies(link -> {
            assertThat(link.getTraceId()).isEqualTo(enqueue.getTraceId());
            assertThat(link.getSpanId()).isEqualTo(enqueue.getSpanId());
          });
      assertThat(attempt.getAttributesList())
          .anyMatch(
              it -> it.getKey().equals("holdfast.job.attempt") && it.getValue().getIntValue() == 2);
      assertThat(ack.getTraceId()).isEqualTo(attempt.getTraceId());
      assertThat(ack.getParentSpanId()).isEqualTo(attempt.getSpanId());
    }
  }

  private int run(String endpoint, String how) throws IOException, InterruptedException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                path,
                CrashingApp.class.getName(),
                directory.toString(),
                endpoint,
                how)
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(out).isTrue();
    return process.exitValue();
  }

  private static Span only(OtlpReceiver receiver, String name) {
    List<Span> named = receiver.spans.stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(named).as(name).hasSize(1);
    return named.getFirst();
  }
}
