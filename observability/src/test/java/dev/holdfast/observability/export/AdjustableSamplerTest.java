package dev.holdfast.observability.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.observability.Labels;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdjustableSamplerTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final AdjustableSampler sampler = new AdjustableSampler(SamplingRatios.all(0), false);

  @Test
  void aChildDoesAsItsParent() {
    assertThat(decide(childOf(TraceFlags.getSampled()), SpanKind.INTERNAL, "", List.of()))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    sampler.change(SamplingRatios.all(1));
    assertThat(decide(childOf(TraceFlags.getDefault()), SpanKind.INTERNAL, "", List.of()))
        .isEqualTo(SamplingDecision.DROP);
  }

  @Test
  void flagsThatAreNewerThanThisCodeAreUnderstood() {
    TraceFlags sampledAndRandom = TraceFlags.fromByte((byte) 3);
    assertThat(decide(childOf(sampledAndRandom), SpanKind.INTERNAL, "", List.of()))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    assertThat(decide(Context.root(), SpanKind.CONSUMER, "", List.of(link(sampledAndRandom))))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
  }

  @Test
  void anAttemptDoesAsTheEnqueueThatItLinksTo() {
    assertThat(
            decide(Context.root(), SpanKind.CONSUMER, "", List.of(link(TraceFlags.getSampled()))))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    sampler.change(SamplingRatios.all(1));
    assertThat(
            decide(Context.root(), SpanKind.CONSUMER, "", List.of(link(TraceFlags.getDefault()))))
        .isEqualTo(SamplingDecision.DROP);
  }

  @Test
  void oneSampledLinkOfManyIsEnough() {
    assertThat(
            decide(
                Context.root(),
                SpanKind.CLIENT,
                "",
                List.of(link(TraceFlags.getDefault()), link(TraceFlags.getSampled()))))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
  }

  @Test
  void aNewTraceGoesByTheRatioOfItsQueue() {
    sampler.change(new SamplingRatios(0, Map.of("emails", 1.0)));
    assertThat(decide(Context.root(), SpanKind.PRODUCER, "emails", List.of()))
        .isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    assertThat(decide(Context.root(), SpanKind.PRODUCER, "images", List.of()))
        .isEqualTo(SamplingDecision.DROP);
    assertThat(decide(Context.root(), SpanKind.PRODUCER, "", List.of()))
        .isEqualTo(SamplingDecision.DROP);
  }

  /** Both sets keep this queue; half of one with half of the other does not. */
  @Test
  void aDecisionIsMadeByOneSetOfRatiosHoweverOftenTheyChange() throws InterruptedException {
    SamplingRatios byQueue = new SamplingRatios(0, Map.of("emails", 1.0));
    SamplingRatios all = SamplingRatios.all(1);
    sampler.change(all);
    Thread changing =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 200_000; i++) {
                sampler.change(i % 2 == 0 ? byQueue : all);
              }
            });
    Set<SamplingDecision> decisions = EnumSet.noneOf(SamplingDecision.class);
    do {
      decisions.add(decide(Context.root(), SpanKind.PRODUCER, "emails", List.of()));
    } while (changing.isAlive());
    changing.join();
    assertThat(decisions).containsExactly(SamplingDecision.RECORD_AND_SAMPLE);
  }

  @Test
  void theChoiceIsThatOfOpenTelemetrysOwn() {
    for (double ratio : new double[] {0, 0.001, 0.01, 0.5, 0.999, 1}) {
      Sampler theirs = Sampler.traceIdRatioBased(ratio);
      int kept = 0;
      for (int i = 0; i < 20_000; i++) {
        String trace = IdGenerator.random().generateTraceId();
        boolean their =
            theirs
                    .shouldSample(
                        Context.root(),
                        trace,
                        "a",
                        SpanKind.INTERNAL,
                        Attributes.empty(),
                        List.of())
                    .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
        assertThat(AdjustableSampler.isWithin(trace, ratio))
            .as("%s %s", trace, ratio)
            .isEqualTo(their);
        kept += their ? 1 : 0;
      }
      assertThat(kept / 20_000.0).isBetween(ratio - 0.02, ratio + 0.02);
    }
  }

  @Test
  void attemptsAreRecordedIfAsked() {
    AdjustableSampler recording = new AdjustableSampler(SamplingRatios.all(0), true);
    assertThat(decide(recording, Context.root(), SpanKind.CONSUMER, "", List.of()))
        .isEqualTo(SamplingDecision.RECORD_ONLY);
    assertThat(decide(recording, Context.root(), SpanKind.PRODUCER, "", List.of()))
        .isEqualTo(SamplingDecision.DROP);
  }

  @Test
  void whatIsNoRatioIsRefused() {
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> SamplingRatios.all(wrong))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new SamplingRatios(0, Map.of("a", wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'a'");
    }
    assertThatThrownBy(() -> new SamplingRatios(0, Map.of("", 1.0)))
        .isInstanceOf(IllegalArgumentException.class);
    Map<String, Double> many = new HashMap<>();
    for (int i = 0; i <= SamplingRatios.QUEUES_MAX; i++) {
      many.put("q" + i, 0.5);
    }
    assertThatThrownBy(() -> new SamplingRatios(0, many))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SamplingDecision decide(
      Context parent, SpanKind kind, String queue, List<LinkData> links) {
    return decide(sampler, parent, kind, queue, links);
  }

  private static SamplingDecision decide(
      Sampler sampler, Context parent, SpanKind kind, String queue, List<LinkData> links) {
    Attributes attributes =
        queue.isEmpty()
            ? Attributes.empty()
            : Attributes.of(AttributeKey.stringKey(Labels.MESSAGING_DESTINATION), queue);
    return sampler.shouldSample(parent, TRACE, "a", kind, attributes, links).getDecision();
  }

  private static Context childOf(TraceFlags flags) {
    return Context.root().with(Span.wrap(context(flags)));
  }

  private static LinkData link(TraceFlags flags) {
    return LinkData.create(context(flags));
  }

  private static SpanContext context(TraceFlags flags) {
    return SpanContext.createFromRemoteParent(
        TRACE, "b7ad6b7169203331", flags, TraceState.getDefault());
  }
}
