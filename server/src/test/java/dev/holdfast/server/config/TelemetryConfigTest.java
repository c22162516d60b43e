package dev.holdfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryConfigTest {
  private static final Map<String, String> ASKED =
      Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");

  @Test
  void theEnvironmentDecidesUnlessTheConfigurationDoes() {
    TelemetryConfig silent = TelemetryConfig.defaults();
    assertThat(silent.sends(Map.of())).isFalse();
    assertThat(silent.sends(Map.of("OTEL_SERVICE_NAME", "mails"))).isFalse();
    assertThat(silent.sends(ASKED)).isTrue();
    assertThat(silent.sends(Map.of("OTEL_TRACES_EXPORTER", "otlp"))).isTrue();
    assertThat(silent.withOtlp(false).sends(ASKED)).isFalse();
    assertThat(silent.withOtlp(true).sends(Map.of())).isTrue();
  }
}
