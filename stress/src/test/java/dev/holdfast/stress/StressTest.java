package dev.holdfast.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StressTest {
  @Test
  void aLostUpdateIsSeen() throws Exception {
    Stress.Verdict verdict = Stress.run("dev.holdfast.stress.planted");
    assertThat(verdict.tests()).isEqualTo(1);
    assertThat(verdict.failures())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("LostUpdate"));
  }
}
