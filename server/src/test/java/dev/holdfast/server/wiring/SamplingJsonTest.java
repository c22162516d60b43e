package dev.holdfast.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.observability.export.SamplingRatios;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingJsonTest {

  @Test
  void whatIsWrittenCanBeRead() {
    SamplingRatios ratios = new SamplingRatios(0.01, Map.of("emails", 1.0, "a\"b", 0.5));
    String json = SamplingJson.write(ratios);
    assertThat(json).isEqualTo("{\"ratio\":0.01,\"queues\":{\"a\\\"b\":0.5,\"emails\":1.0}}\n");
    assertThat(SamplingJson.read(json)).isEqualTo(ratios);
  }

  @Test
  void queuesMayBeLeftOutAndWholeNumbersAreNumbers() {
    assertThat(SamplingJson.read("{\"ratio\":1}")).isEqualTo(SamplingRatios.all(1));
    assertThat(SamplingJson.read("{\"queues\":{\"a\":0},\"ratio\":1}").of("a")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                | must be an object
          []                                | must be an object
          nonsense                          | is not JSON
          {"ratio":1                        | is not JSON
          {}                                | "ratio" is missing
          {"ratio":"1"}                     | "ratio" must be a number from 0 to 1
          {"ratio":1.5}                     | the ratio must be from 0 to 1, not 1.5
          {"ratio":-0.1}                    | the ratio must be from 0 to 1
          {"ratio":1e999}                   | the ratio must be from 0 to 1, not Infinity
          {"ratio":1,"x":1}                 | there is no "x"
          {"ratio":1,"queues":[]}           | "queues" must be an object
          {"ratio":1,"queues":{"a":2}}      | the ratio of queue 'a' must be from 0 to 1, not 2.0
          {"ratio":1,"queues":{"a":null}}   | "a" must be a number
          {"ratio":1,"queues":{"":1}}       | a queue must have a name
          {"ratio":1,"queues":{"a":1,"a":0}}| stands there twice
          {"ratio":1} {}                    | something follows
          """)
  void whatIsNotThatIsRefused(String json, String problem) {
    assertThatThrownBy(() -> SamplingJson.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}
