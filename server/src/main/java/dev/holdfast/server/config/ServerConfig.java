package dev.holdfast.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Everything that can be set, checked. Immutable; a change makes a new one.
 *
 * @param workerCount how many jobs run at the same time, 1 to 10,000
 * @param taskTimeout how long one attempt at a job may take
 * @param snapshotInterval how often the state is written out so that the log can be cut
 * @param maxRetry how many attempts may fail or time out before a job is dead, at least 1
 * @param walPath names the log; its segments lie beside it under that name
 * @param snapshotPath the newest snapshot
 * @param metricsPort where metrics, status and health are served; 0 for nowhere
 * @param metricsPortAsked true if somebody asked for that port, so that a busy one is an error
 * @param metricsHost the address that the port is opened on
 * @param filesRoot the directory that jobs may write to; empty for the log's directory
 * @param allowNetwork whether jobs may use the network
 * @param telemetry what is said to the outside, besides the metrics port
 */
public record ServerConfig(
    int workerCount,
    Duration taskTimeout,
    Duration snapshotInterval,
    int maxRetry,
    Path walPath,
    Path snapshotPath,
    int metricsPort,
    boolean metricsPortAsked,
    String metricsHost,
    Optional<Path> filesRoot,
    boolean allowNetwork,
    TelemetryConfig telemetry) {

  /** What holds where nothing else is said: the values of {@code configs/default.yaml}. */
  public static ServerConfig defaults() {
    return new Builder().build();
  }

  /** The directory of the log: the data directory in what is said to people. */
  public Path walDirectory() {
    return directoryOf(walPath);
  }

  /** The directory of the snapshots, most often the same. */
  public Path snapshotDirectory() {
    return directoryOf(snapshotPath);
  }

  /** The directory that jobs may write to. */
  public Path filesDirectory() {
    return filesRoot.orElseGet(this::walDirectory);
  }

  private static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " names no file");
    }
    return parent;
  }

  /** Collects settings; begins with the defaults. */
  public static final class Builder {
    private int workerCount = 8;
    private Duration taskTimeout = Duration.ofSeconds(3);
    private Duration snapshotInterval = Duration.ofSeconds(2);
    private int maxRetry = 3;
    private Path walPath = Path.of("data", "wal.log");
    private Path snapshotPath = Path.of("data", "snapshot.json");
    private int metricsPort = 9090;
    private boolean metricsPortAsked;
    private String metricsHost = "127.0.0.1";
    private Optional<Path> filesRoot = Optional.empty();
    private boolean allowNetwork;
    private TelemetryConfig telemetry = TelemetryConfig.defaults();

    /** How many jobs run at the same time. */
    public Builder workerCount(int count) {
      workerCount = count;
      return this;
    }

    /** How long one attempt may take. */
    public Builder taskTimeout(Duration timeout) {
      taskTimeout = timeout;
      return this;
    }

    /** The time between snapshots. */
    public Builder snapshotInterval(Duration interval) {
      snapshotInterval = interval;
      return this;
    }

    /** How many attempts may fail. */
    public Builder maxRetry(int attempts) {
      maxRetry = attempts;
      return this;
    }

    /** The log. */
    public Builder walPath(Path path) {
      walPath = path;
      return this;
    }

    /** The newest snapshot. */
    public Builder snapshotPath(Path path) {
      snapshotPath = path;
      return this;
    }

    /** Puts log and snapshot into one directory, under their usual names. */
    public Builder dataDirectory(Path directory) {
      return walPath(directory.resolve("wal.log")).snapshotPath(directory.resolve("snapshot.json"));
    }

    /** A port that somebody asks for; 0 for none. */
    public Builder metricsPort(int port) {
      metricsPort = port;
      metricsPortAsked = true;
      return this;
    }

    /** The address of the port. */
    public Builder metricsHost(String host) {
      metricsHost = host;
      return this;
    }

    /** The directory that jobs may write to. */
    public Builder filesRoot(Path directory) {
      filesRoot = Optional.of(directory);
      return this;
    }

    /** Whether jobs may use the network. */
    public Builder allowNetwork(boolean allow) {
      allowNetwork = allow;
      return this;
    }

    /** See {@link ServerConfig#telemetry}. */
    public Builder telemetry(UnaryOperator<TelemetryConfig> change) {
      telemetry = change.apply(telemetry);
      return this;
    }

    /** The settings so far. */
    public ServerConfig build() {
      return new ServerConfig(
          workerCount,
          taskTimeout,
          snapshotInterval,
          maxRetry,
          walPath,
          snapshotPath,
          metricsPort,
          metricsPortAsked,
          metricsHost,
          filesRoot,
          allowNetwork,
          telemetry);
    }
  }
}
