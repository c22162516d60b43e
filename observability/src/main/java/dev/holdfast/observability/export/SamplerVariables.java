package dev.holdfast.observability.export;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;

/** Reads {@code OTEL_TRACES_SAMPLER} and {@code OTEL_TRACES_SAMPLER_ARG} as a ratio. */
final class SamplerVariables {
  static final String SAMPLER = "otel.traces.sampler";

  private SamplerVariables() {}

  /**
   * The ratio to begin with: all, unless they say otherwise. All of them are parent-based here, as
   * a trace that is kept in pieces helps nobody.
   *
   * @throws ConfigurationException for a sampler that is no ratio, or a ratio that is none
   */
  static double ratio(ConfigProperties properties) {
    String sampler = properties.getString(SAMPLER, "parentbased_always_on");
    return switch (sampler) {
      case "always_on", "parentbased_always_on" -> 1;
      case "always_off", "parentbased_always_off" -> 0;
      case "traceidratio", "parentbased_traceidratio" -> argument(properties);
      default ->
          throw new ConfigurationException(
              "OTEL_TRACES_SAMPLER: "
                  + sampler
                  + " is not known here; take parentbased_traceidratio");
    };
  }

  private static double argument(ConfigProperties properties) {
    double ratio = properties.getDouble("otel.traces.sampler.arg", 1);
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new ConfigurationException("OTEL_TRACES_SAMPLER_ARG: must be 0 to 1, not " + ratio);
    }
    return ratio;
  }
}
