package dev.holdfast.server.wiring;

import dev.holdfast.core.Limits;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.EngineConfig;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.engine.EngineView;
import dev.holdfast.server.config.ServerConfig;
import dev.holdfast.server.handlers.FilesUnderRoot.Reserved;
import dev.holdfast.snapshot.SnapshotConfig;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.WalConfig;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Where a configuration says that log and snapshots are, and how to open what is there. */
public final class DataDirectories {
  private final ServerConfig config;
  private final EngineConfig engine;

  /** The directories of a configuration. */
  public DataDirectories(ServerConfig config) {
    this.config = config;
    this.engine =
        EngineConfig.defaults()
            .withLimits(
                Limits.defaults()
                    .withLeaseMillis(config.taskTimeout().toMillis())
                    .withFailuresMax(config.maxRetry()))
            .withFiles(
                WalConfig.named(nameOf(config.walPath())),
                SnapshotConfig.named(nameOf(config.snapshotPath())))
            .withSnapshotInterval(config.snapshotInterval());
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** The rules of the queue. */
  public Limits limits() {
    return engine.limits();
  }

  /** The name of the log, which its segments begin with. */
  public String walName() {
    return engine.wal().name();
  }

  /** Where the log is. */
  Path walPath() {
    return config.walDirectory();
  }

  /** How snapshots are kept. */
  public SnapshotConfig snapshotConfig() {
    return engine.snapshot();
  }

  /** Names that jobs must not write to. */
  List<Reserved> reserved() {
    return List.of(
        new Reserved(config.walDirectory(), engine.wal().name()),
        new Reserved(config.snapshotDirectory(), engine.snapshot().name()),
        new Reserved(config.walDirectory(), "holdfast."),
        new Reserved(config.snapshotDirectory(), "holdfast."));
  }

  /** Opens the queue, to work on it. */
  Engine openEngine(EngineListener listener) {
    Directory wal = create(config.walDirectory());
    Directory snapshots =
        config.snapshotDirectory().equals(config.walDirectory())
            ? wal
            : create(config.snapshotDirectory());
    return Engine.open(wal, snapshots, engine, InstantSource.system(), listener);
  }

  private static Directory create(Path path) {
    try {
      return DiskDirectory.open(path);
    } catch (IOException e) {
      throw new EngineOpenException("the data directory " + path + " cannot be used: " + e, e);
    }
  }

  /** Reads the queue, which may be at work. */
  public EngineView view() {
    return EngineView.read(walDirectory(), snapshotDirectory(), engine);
  }

  /** What the log takes up on the disk. */
  public LogFiles logFiles() {
    return LogFiles.in(walDirectory(), walName());
  }

  /** The log's directory, to read. */
  public Directory walDirectory() {
    return existing(config.walDirectory());
  }

  /** The snapshots' directory, to read. */
  public Directory snapshotDirectory() {
    return existing(config.snapshotDirectory());
  }

  private static Directory existing(Path path) {
    try {
      return DiskDirectory.openForReading(path);
    } catch (NoSuchFileException e) {
      throw new EngineOpenException("there is no data directory " + path, e);
    } catch (IOException e) {
      throw new EngineOpenException("the data directory " + path + " cannot be read: " + e, e);
    }
  }
}
