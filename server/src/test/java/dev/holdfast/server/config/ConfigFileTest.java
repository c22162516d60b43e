package dev.holdfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final Path CONFIGS = Path.of("..", "configs");

  @Test
  void theDefaultFileSaysWhatHoldsWithoutIt() {
    ServerConfig read = ConfigFile.read(CONFIGS.resolve("default.yaml")).build();
    assertThat(read.metricsPortAsked()).isTrue();
    ServerConfig expected = ServerConfig.defaults();
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("metricsPortAsked", "walPath", "snapshotPath")
        .isEqualTo(expected);
    assertThat(read.walPath().normalize()).isEqualTo(expected.walPath());
    assertThat(read.snapshotPath().normalize()).isEqualTo(expected.snapshotPath());
  }

  @Test
  void theTestFileIsRead() {
    ServerConfig read = ConfigFile.read(CONFIGS.resolve("test.yaml")).build();
    assertThat(read.workerCount()).isEqualTo(2);
    assertThat(read.taskTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(read.snapshotInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(read.maxRetry()).isEqualTo(2);
    assertThat(read.metricsPort()).isEqualTo(9091);
    assertThat(read.walDirectory()).isEqualTo(Path.of("test-data").toAbsolutePath());
  }

  @Test
  void everyKeyIsUnderstood() {
    ServerConfig read =
        ConfigFile.parse(
                "c.yaml",
                """
                worker_count: 3
                task_timeout: 2m
                snapshot_interval: 1h
                max_retry: 5
                wal_path: a/log
                snapshot_path: b/snap.json
                metrics_port: 0
                metrics_host: "::1"
                files_root: out
                allow_network: true
                otlp: true
                trace_ratio: 0.25
                trace_slow: 250ms
                trace_baggage: tenant, region
                log_format: json
                """)
            .build();
    assertThat(read)
        .isEqualTo(
            new ServerConfig(
                3,
                Duration.ofMinutes(2),
                Duration.ofHours(1),
                5,
                Path.of("a/log"),
                Path.of("b/snap.json"),
                0,
                true,
                "::1",
                Optional.of(Path.of("out")),
                true,
                new TelemetryConfig(
                    Optional.of(true),
                    OptionalDouble.of(0.25),
                    Duration.ofMillis(250),
                    List.of("tenant", "region"),
                    true)));
  }

  @Test
  void anEmptyFileAndOneOfCommentsAreTheDefaults() {
    assertThat(ConfigFile.parse("c.yaml", "").build()).isEqualTo(ServerConfig.defaults());
    assertThat(ConfigFile.parse("c.yaml", "# nothing\n\n").build())
        .isEqualTo(ServerConfig.defaults());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          worker_count: 0                     | c.yaml:1: worker_count: 0 is not a whole number from 1 to 10000
          worker_count: 99999999999999        | c.yaml:1: worker_count: 99999999999999 is not a whole number from 1 to 10000
          worker_count: 1.5                   | c.yaml:1: worker_count: must be a whole number from 1 to 10000, not "1.5"
          worker_count: many                  | c.yaml:1: worker_count: must be a whole number from 1 to 10000, not "many"
          worker_count: "8"                   | c.yaml:1: worker_count: must be a whole number from 1 to 10000, not "8"
          worker_count:                       | c.yaml:1: worker_count: must be a whole number from 1 to 10000, not nothing
          worker_count: [8]                   | c.yaml:1: worker_count: must be a whole number from 1 to 10000, not a list or a map
          max_retry: 2~max_retry: 3           | c.yaml:2: max_retry: stands already in line 1
          # x~~task_timeout: 3                | c.yaml:3: task_timeout: 3 has no unit: write 3ms or 3s
          task_timeout: 3 s                   | c.yaml:1: task_timeout: "3 s" is no duration: write a whole number and a unit, like 500ms, 3s or 2m
          task_timeout: -3s                   | c.yaml:1: task_timeout: "-3s" is no duration: write a whole number and a unit, like 500ms, 3s or 2m
          task_timeout: 0s                    | c.yaml:1: task_timeout: 0s is not from 1 ms to 24 h
          snapshot_interval: 25h              | c.yaml:1: snapshot_interval: 25h is not from 10 ms to 24 h
          task_timeout: true                  | c.yaml:1: task_timeout: must be a duration like 500ms, 3s or 2m, not "true"
          wal_path: ""                        | c.yaml:1: wal_path: must not be empty
          wal_path: data/                     | c.yaml:1: wal_path: data/ names a directory, not a file
          wal_path: ..                        | c.yaml:1: wal_path: .. names a directory, not a file
          wal_path: a/b c                     | c.yaml:1: wal_path: name must be 1 to 200 letters, digits, '.', '_' or '-', not 'b c'
          wal_path: a/q~snapshot_path: b/q    | c.yaml:2: snapshot_path: log and snapshots must not share the name of a file, as "q" and "q" do: give one of them another name
          max_retry: 2~wal_path: snapshot.json | c.yaml:2: wal_path: log and snapshots must not share the name of a file, as "snapshot.json" and "snapshot.json" do: give one of them another name
          metrics_port: 65536                 | c.yaml:1: metrics_port: 65536 is not a whole number from 0 to 65535
          allow_network: yes                  | c.yaml:1: allow_network: must be true or false, not "yes"
          trace_ratio: 1.5                    | c.yaml:1: trace_ratio: 1.5 is not a number from 0 to 1
          trace_ratio: -1                     | c.yaml:1: trace_ratio: -1 is not a number from 0 to 1
          trace_ratio: half                   | c.yaml:1: trace_ratio: must be a number from 0 to 1, not "half"
          trace_ratio: .nan                   | c.yaml:1: trace_ratio: .nan is not a number from 0 to 1
          trace_baggage: "a,,b"               | c.yaml:1: trace_baggage: a name is empty: write a, b, c
          log_format: xml                     | c.yaml:1: log_format: must be text or json, not "xml"
          otlp: 1                             | c.yaml:1: otlp: must be true or false, not "1"
          workers: 8                          | c.yaml:1: workers: there is no such key; the keys are worker_count, task_timeout, snapshot_interval, max_retry, wal_path, snapshot_path, metrics_port, metrics_host, files_root, allow_network, otlp, trace_ratio, trace_slow, trace_baggage, log_format
          Worker_count: 8                     | c.yaml:1: Worker_count: there is no such key; the keys are worker_count, task_timeout, snapshot_interval, max_retry, wal_path, snapshot_path, metrics_port, metrics_host, files_root, allow_network, otlp, trace_ratio, trace_slow, trace_baggage, log_format
          - 8                                 | c.yaml:1: the file must be a map of keys and values, like worker_count: 8
          just text                           | c.yaml:1: the file must be a map of keys and values, like worker_count: 8
          max_retry: 2~---~max_retry: 3       | c.yaml:3: a second document begins here; one is all there may be
          """)
  void whatCannotBeIsRefusedWithLineAndKey(String yaml, String message) {
    assertThatThrownBy(() -> ConfigFile.parse("c.yaml", yaml.replace('~', '\n')))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_retry: 1~@x: 2 | 2",
        "max_retry: 1: 2 | 1",
        "\"open | 1",
        "max_retry: 1~}~ | 2"
      })
  void whatIsNoYamlIsRefusedWithItsLine(String yaml, int line) {
    assertThatThrownBy(() -> ConfigFile.parse("c.yaml", yaml.replace('~', '\n')))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("c.yaml:")
        .hasMessageContaining("is not YAML")
        .satisfies(e -> assertThat(lineOf(e)).isBetween(line, line + 1));
  }

  private static int lineOf(Throwable e) {
    return Integer.parseInt(e.getMessage().split(":", 3)[1]);
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing.yaml");
    assertThatThrownBy(() -> ConfigFile.read(missing))
        .isInstanceOf(ConfigException.class)
        .hasMessage(missing + ": there is no such file");
    assertThatThrownBy(() -> ConfigFile.read(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessage(directory + ": is a directory, not a configuration file");
    Path binary = Files.write(directory.resolve("b.yaml"), new byte[] {(byte) 0xC3, 0x28});
    assertThatThrownBy(() -> ConfigFile.read(binary))
        .isInstanceOf(ConfigException.class)
        .hasMessage(binary + ": is not UTF-8 text");
    Path large = Files.write(directory.resolve("l.yaml"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> ConfigFile.read(large))
        .isInstanceOf(ConfigException.class)
        .hasMessage(large + ": is too large for a configuration file");
  }

  @Test
  void filesGoToTheLogsDirectoryUnlessSomethingElseIsSaid() {
    ServerConfig.Builder config = new ServerConfig.Builder().dataDirectory(Path.of("/d"));
    assertThat(config.build().filesDirectory()).isEqualTo(Path.of("/d"));
    assertThat(config.filesRoot(Path.of("/f")).build().filesDirectory()).isEqualTo(Path.of("/f"));
  }
}
