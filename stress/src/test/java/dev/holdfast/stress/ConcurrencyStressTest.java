package dev.holdfast.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyStressTest {
  @Test
  void noTwoThreadsSeeWhatTheyMustNot() throws Exception {
    Stress.Verdict verdict = Stress.run("dev.holdfast.stress.concurrency");
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.tests()).isEqualTo(19);
    assertThat(verdict.samples()).isPositive();
  }
}
