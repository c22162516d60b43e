package dev.holdfast.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineStressTest {
  @Test
  void noTwoThreadsOfAnEngineSeeWhatTheyMustNot() throws Exception {
    Stress.Verdict verdict = Stress.run("dev.holdfast.engine.internal");
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.tests()).isEqualTo(11);
    assertThat(verdict.samples()).isPositive();
  }
}
