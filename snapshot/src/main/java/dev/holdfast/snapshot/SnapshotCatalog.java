package dev.holdfast.snapshot;

import dev.holdfast.storage.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The snapshots in a directory, for reading: it changes nothing and takes no lock, so that it works
 * on a read-only directory and beside a program that is writing to it. Immutable and thread safe.
 *
 * <p>Every method throws {@link SnapshotException} if the disk fails; that is not taken for damage.
 */
public final class SnapshotCatalog {
  /** How often a directory is looked at again that changed while it was read. */
  private static final int ATTEMPTS_MAX = 20;

  private final Directory directory;
  private final SnapshotConfig config;
  private final SnapshotNames names;

  private SnapshotCatalog(Directory directory, SnapshotConfig config) {
    this.directory = directory;
    this.config = config;
    this.names = new SnapshotNames(config.name());
  }

  /** The snapshots named by {@code config} in {@code directory}. */
  public static SnapshotCatalog of(Directory directory, SnapshotConfig config) {
    return new SnapshotCatalog(directory, config);
  }

  /** What the ends of each file tell, newest first; {@link #verify} looks at the whole. */
  public List<SnapshotInfo> list() {
    return trying(() -> {
      List<SnapshotInfo> infos = new ArrayList<>();
      for (String file : files()) {
        try (SnapshotFile snapshot = SnapshotFile.open(directory, names, file)) {
          infos.add(snapshot.info());
        }
      }
      return List.copyOf(infos);
    });
  }

  /**
   * Reads all of {@code file}, and tells whether it is sound.
   *
   * @throws SnapshotException also if there is no such file
   */
  public SnapshotInfo verify(String file) {
    try (SnapshotFile snapshot = SnapshotFile.open(directory, names, file)) {
      return snapshot.verify();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /**
   * Hands the state in {@code file} to {@code reader}, once all of it was found sound.
   *
   * @throws CorruptSnapshotException if it is damaged
   * @throws NewerSnapshotException if its schema version is not known yet
   * @throws SnapshotException also if the reader fails with an {@link IOException}
   */
  public SnapshotInfo read(String file, SnapshotReader reader) {
    try (SnapshotFile snapshot = SnapshotFile.open(directory, names, file)) {
      SnapshotInfo info = snapshot.verify();
      if (info.problem().isPresent()) {
        throw new CorruptSnapshotException(
            directory.describe(file) + " is damaged: " + info.problem().get());
      }
      return handOut(snapshot, reader);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /**
   * Hands the newest state that is sound to {@code reader}.
   *
   * @param damaged is told of each file that had to be passed over
   * @return what was read; empty if there is no sound snapshot
   * @throws NewerSnapshotException if the newest sound one has a schema version not known yet
   * @throws SnapshotException also if the reader fails with an {@link IOException}
   */
  public Optional<SnapshotInfo> readNewest(SnapshotReader reader, Consumer<SnapshotInfo> damaged) {
    return trying(() -> {
      for (String file : files()) {
        try (SnapshotFile snapshot = SnapshotFile.open(directory, names, file)) {
          SnapshotInfo info = snapshot.verify();
          if (info.isValid()) {
            return Optional.of(handOut(snapshot, reader));
          }
          damaged.accept(info);
        }
      }
      return Optional.empty();
    });
  }

  /** A failure in here is the reader's or the disk's, and not that of a file that has moved. */
  private SnapshotInfo handOut(SnapshotFile snapshot, SnapshotReader reader) {
    SnapshotInfo info = snapshot.info();
    if (info.schemaVersion() > config.schemaVersion()) {
      throw new NewerSnapshotException(
          directory.describe(info.file()), info.schemaVersion(), config.schemaVersion());
    }
    try {
      return migrateAndRead(snapshot.state(), info, reader);
    } catch (IOException e) {
      throw failure(info.file(), e);
    }
  }

  private SnapshotInfo migrateAndRead(InputStream stored, SnapshotInfo from, SnapshotReader reader)
      throws IOException {
    InputStream state = stored;
    SnapshotInfo info = from;
    SnapshotMigration step = config.migrations().get(info.schemaVersion());
    while (step != null && info.schemaVersion() < config.schemaVersion()) {
      state = step.migrate(state);
      info = info.withSchemaVersion(info.schemaVersion() + 1);
      step = config.migrations().get(info.schemaVersion());
    }
    try (InputStream in = state) {
      reader.read(info, in);
    }
    return info;
  }

  /** The snapshots' files, newest first. */
  private List<String> files() throws IOException {
    List<String> files = names.snapshots(directory.list());
    // A writer may be between its two renames, when the newest has no name that a listing shows.
    boolean publishing = !files.isEmpty() && !files.getFirst().equals(names.newest());
    return publishing ? names.snapshots(directory.list()) : files;
  }

  /** A file may get another name, or go, between the listing and its opening: then look again. */
  private <R> R trying(Attempt<R> attempt) {
    for (int n = 1; ; n++) {
      try {
        return attempt.run();
      } catch (NoSuchFileException e) {
        if (n == ATTEMPTS_MAX) {
          throw failure(names.newest(), e);
        }
      } catch (IOException e) {
        throw failure(names.newest(), e);
      }
    }
  }

  @FunctionalInterface
  private interface Attempt<R> {
    R run() throws IOException;
  }

  private SnapshotException failure(String file, IOException cause) {
    return new SnapshotException(
        "cannot read snapshot %s: %s".formatted(directory.describe(file), cause.getMessage()),
        cause);
  }
}
