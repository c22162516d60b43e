package dev.holdfast.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObservabilityStressTest {
  @Test
  void threadsThatMeasureAgreeOnTheirLabels() throws Exception {
    Stress.Verdict verdict = Stress.run("dev.holdfast.stress.observability");
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.tests()).isEqualTo(4);
    assertThat(verdict.samples()).isPositive();
  }
}
