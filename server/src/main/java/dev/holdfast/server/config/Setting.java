package dev.holdfast.server.config;

import dev.holdfast.wal.WalConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Every key that a configuration file may have, and what its value may be. */
enum Setting {
  WORKER_COUNT((config, value) -> config.workerCount(value.wholeNumber(1, 10_000))),
  TASK_TIMEOUT((config, value) -> config.taskTimeout(value.duration(millis(1), hours(24)))),
  SNAPSHOT_INTERVAL(
      (config, value) -> config.snapshotInterval(value.duration(millis(10), hours(24)))),
  MAX_RETRY((config, value) -> config.maxRetry(value.wholeNumber(1, 1000))),
  WAL_PATH((config, value) -> config.walPath(fileOfTheQueue(value.file()))),
  SNAPSHOT_PATH((config, value) -> config.snapshotPath(fileOfTheQueue(value.file()))),
  METRICS_PORT((config, value) -> config.metricsPort(value.wholeNumber(0, 65_535))),
  METRICS_HOST((config, value) -> config.metricsHost(value.nonEmptyText())),
  FILES_ROOT((config, value) -> config.filesRoot(value.path())),
  ALLOW_NETWORK((config, value) -> config.allowNetwork(value.flag())),
  OTLP((config, value) -> config.telemetry(it -> it.withOtlp(value.flag()))),
  TRACE_RATIO((config, value) -> config.telemetry(it -> it.withTraceRatio(value.part()))),
  TRACE_SLOW((config, value) ->
      config.telemetry(it -> it.withTraceSlow(value.duration(millis(1), hours(24))))),
  TRACE_BAGGAGE((config, value) ->
      config.telemetry(it -> it.withTraceBaggage(value.names(TelemetryConfig.BAGGAGE_MAX)))),
  LOG_FORMAT((config, value) ->
      config.telemetry(it -> it.withJsonLogs(value.oneOf("text", "json").equals("json"))));

  @SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
  private final BiConsumer<ServerConfig.Builder, Value> apply;

  Setting(BiConsumer<ServerConfig.Builder, Value> apply) {
    this.apply = apply;
  }

  /** The key in the file. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  void apply(ServerConfig.Builder config, Value value) {
    apply.accept(config, value);
  }

  static Optional<Setting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  static String keys() {
    return Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", "));
  }

  /** Log and snapshots lie beside each other, so both keep to the names that a log may have. */
  private static Path fileOfTheQueue(Path path) {
    WalConfig _ = WalConfig.named(String.valueOf(path.getFileName()));
    return path;
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Duration hours(long hours) {
    return Duration.ofHours(hours);
  }
}
