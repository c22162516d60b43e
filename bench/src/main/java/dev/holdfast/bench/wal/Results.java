package dev.holdfast.bench.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How raw results are written and read again. */
final class Results {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Results() {}

  /** Of {@link AppendScenario}. */
  record Appends(Machine machine, int recordBytes, List<Slice> slices) {

    /** One subject's slices with so many appenders, round by round. */
    List<Slice> of(Subject subject, int appenders) {
      return slices.stream()
          .filter(slice -> slice.subject().equals(subject) && slice.appenders() == appenders)
          .toList();
    }
  }

  /** Of {@link RecoveryScenario}. */
  record Recoveries(Machine machine, int recordBytes, List<Opening> openings) {}

  /** A log opened once; millis of {@code Wal.open}, and of reading every record then. */
  record Opening(
      String format, int records, int round, double openMillis, double replayMillis, long bytes) {

    double millis() {
      return openMillis + replayMillis;
    }
  }

  /** Where and how it was measured. */
  record Machine(
      String processor,
      int processors,
      String system,
      String fileSystem,
      String java,
      long heapMiBMax,
      String date,
      String command) {

    static Machine here(Path folder) throws IOException {
      return new Machine(
          processorName(),
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("os.name") + " " + System.getProperty("os.version"),
          Files.getFileStore(folder).type(),
          Runtime.version().toString(),
          Runtime.getRuntime().maxMemory() >> 20,
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
          ProcessHandle.current().info().commandLine().orElse(""));
    }

    private static String processorName() throws IOException {
      Path info = Path.of("/proc/cpuinfo");
      if (!Files.exists(info)) {
        return System.getProperty("os.arch");
      }
      try (var lines = Files.lines(info)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      }
    }
  }

  static void write(Path file, Object results) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(results) + "\n");
  }

  static <T> T read(Path file, Class<T> type) throws IOException {
    return JSON.readValue(Files.readString(file), type);
  }
}
