package dev.holdfast.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and when it was measured. */
record Machine(
    String processor,
    int processors,
    String system,
    String fileSystem,
    String java,
    long heapMiBMax,
    String date) {

  static Machine here(Path folder) throws IOException {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Files.getFileStore(folder).type(),
        Runtime.version().toString(),
        Runtime.getRuntime().maxMemory() >> 20,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
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
