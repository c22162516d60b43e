package dev.holdfast.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Headers;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceHeadersTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private final TraceHeaders headers = new TraceHeaders(BaggagePolicy.none());

  private static SpanContext creation(Headers headers) {
    return TraceHeaders.creation(new JobFacts("emails", "job-1", "", 1, headers));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    TraceState state = TraceState.builder().put("vendor", "1").build();
    for (TraceState each : List.of(TraceState.getDefault(), state)) {
      for (byte flags = 0; flags < 4; flags++) {
        SpanContext span = SpanContext.create(TRACE, SPAN, TraceFlags.fromByte(flags), each);
        Headers written = headers.of(Span.wrap(span));
        SpanContext read = creation(written);
        assertThat(read.getTraceId()).isEqualTo(TRACE);
        assertThat(read.getSpanId()).isEqualTo(SPAN);
        assertThat(read.getTraceFlags().asByte()).isEqualTo(flags);
        assertThat(read.getTraceState()).isEqualTo(each);
        assertThat(TraceHeaders.isUnsampled(written)).isEqualTo(!span.isSampled());
      }
    }
  }

  @Test
  void noSpanIsNoHeader() {
    assertThat(headers.of(Span.getInvalid())).isEqualTo(Headers.NONE);
    assertThat(TraceHeaders.isUnsampled(Headers.NONE)).isFalse();
  }

  @Test
  void aJobThatWasNotChosenHasAStandInOfItsOwnThatIsNotSampled() {
    SpanContext one = creation(TraceHeaders.UNCHOSEN);
    assertThat(TraceHeaders.isUnsampled(TraceHeaders.UNCHOSEN)).isTrue();
    assertThat(one.isValid()).isTrue();
    assertThat(one.isSampled()).isFalse();
    assertThat(creation(TraceHeaders.UNCHOSEN)).isEqualTo(one);
    assertThat(TraceHeaders.creation(new JobFacts("emails", "job-2", "", 1, TraceHeaders.UNCHOSEN)))
        .isNotEqualTo(one);
  }

  @Test
  void aTraceparentCountsMoreThanB3() {
    Headers both = TraceHeaders.UNCHOSEN.with("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    assertThat(TraceHeaders.isUnsampled(both)).isFalse();
    assertThat(creation(both).isSampled()).isTrue();
  }

  @Test
  void otherFormsOfB3AreNotOurs() {
    for (String other : List.of("", "1", "d", "00", TRACE + "-" + SPAN + "-0")) {
      Headers foreign = Headers.of(Map.of("b3", other));
      assertThat(TraceHeaders.isUnsampled(foreign)).as(other).isFalse();
      assertThat(creation(foreign).isValid()).as(other).isFalse();
    }
  }

  /** What the short look takes for unsampled, the long one must take for a valid context. */
  @Test
  void aHeaderThatIsDamagedAnywhereIsNotTakenForOne() {
    String fine = "00-" + TRACE + "-" + SPAN + "-00";
    int seen = 0;
    for (int at = 0; at < fine.length(); at++) {
      for (char wrong : new char[] {'-', 'g', 'F', '0', '1', ' ', '/', ':', '`'}) {
        String text = fine.substring(0, at) + wrong + fine.substring(at + 1);
        Headers damaged = Headers.of(Map.of("traceparent", text));
        SpanContext read = creation(damaged);
        if (TraceHeaders.isUnsampled(damaged)) {
          assertThat(read.isValid()).as("%s", damaged).isTrue();
          assertThat(read.isSampled()).as("%s", damaged).isFalse();
          seen++;
        }
      }
    }
    assertThat(seen).isPositive();
    for (String wrong :
        List.of(
            "",
            fine + "0",
            fine.substring(1),
            "00-" + "0".repeat(32) + "-" + SPAN + "-00",
            "00-" + TRACE + "-" + "0".repeat(16) + "-00")) {
      assertThat(TraceHeaders.isUnsampled(Headers.of(Map.of("traceparent", wrong))))
          .as(wrong)
          .isFalse();
    }
  }
}
