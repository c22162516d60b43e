package dev.holdfast.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WalStressTest {
  @Test
  void appendersAndTheLogsThreadNeitherLoseNorMixUpARecord() throws Exception {
    Stress.Verdict verdict = Stress.run("dev.holdfast.wal.internal");
    assertThat(verdict.failures()).isEmpty();
    assertThat(verdict.tests()).isEqualTo(10);
    assertThat(verdict.samples()).isPositive();
  }
}
