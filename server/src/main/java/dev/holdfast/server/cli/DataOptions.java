package dev.holdfast.server.cli;

import dev.holdfast.server.config.ConfigFile;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.wiring.DataDirectories;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which data directory a command looks at. */
final class DataOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings; those of log and snapshot count here.")
  private @Nullable Path configFile;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The data directory, ./data if nothing else is said.")
  private @Nullable Path directory;

  ServerConfig config() {
    ServerConfig.Builder config =
        configFile == null ? new ServerConfig.Builder() : ConfigFile.read(configFile);
    if (directory != null) {
      config.dataDirectory(directory);
    }
    return config.build();
  }

  DataDirectories directories() {
    return new DataDirectories(config());
  }
}
