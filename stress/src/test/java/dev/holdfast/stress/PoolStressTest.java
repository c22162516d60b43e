package dev.holdfast.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoolStressTest {
  @Test
  void noTwoThreadsShareAnObjectOrLoseOne() throws Exception {
    Stress.Verdict verdict = Stress.run("dev.holdfast.stress.pool");
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.tests()).isEqualTo(8);
    assertThat(verdict.samples()).isPositive();
  }
}
