package dev.holdfast.bench.defects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fails when a pinned version no longer has a defect: then what we say of it must change. */
class DefectsTest {
  static Stream<Arguments> programs() {
    return Defects.all().entrySet().stream().map(DefectsTest::arguments);
  }

  private static Arguments arguments(Map.Entry<String, Callable<Finding>> program) {
    return Arguments.of(program.getKey(), program.getValue());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  @Timeout(20)
  void theDefectIsStillThere(String name, Callable<Finding> program) throws Exception {
    Finding finding = program.call();
    assertThat(finding.present()).as("%s: %s", name, finding).isTrue();
  }
}
