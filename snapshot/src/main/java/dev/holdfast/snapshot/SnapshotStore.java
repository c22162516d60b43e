package dev.holdfast.snapshot;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes snapshots so that at every moment, through any crash, a whole one can be read, and keeps
 * the last few.
 *
 * <p>A store is the only writer of its files; it does not take the directory's lock, its owner
 * does. It never touches a log: what a snapshot covers may be deleted from the log only up to the
 * <i>oldest</i> snapshot in {@link #list()}, or falling back to that one would leave a gap.
 *
 * <p>Thread safe; {@link #write} and {@link #load} take turns. After a {@link SnapshotException} it
 * is usable still. An interrupt has no effect on it.
 */
public final class SnapshotStore {
  private final Directory directory;
  private final SnapshotConfig config;
  private final SnapshotListener listener;
  private final SnapshotNames names;
  private final SnapshotCatalog catalog;
  private final ReentrantLock lock = new ReentrantLock();

  /** By last_seq, those that this store wrote or verified; guarded by {@link #lock}. */
  private final Set<Long> trusted = new HashSet<>();

  /** Those set aside since this store was opened; guarded by {@link #lock}. */
  private final List<SnapshotInfo> damaged = new ArrayList<>();

  private SnapshotStore(Directory directory, SnapshotConfig config, SnapshotListener listener) {
    this.directory = directory;
    this.config = config;
    this.listener = listener;
    this.names = new SnapshotNames(config.name());
    this.catalog = SnapshotCatalog.of(directory, config);
  }

  /**
   * Opens the snapshots in {@code directory}: removes what an interrupted write left, and makes
   * durable what is found, so that no later crash brings an earlier state back.
   *
   * @throws SnapshotException if the disk fails
   */
  public static SnapshotStore open(
      Directory directory, SnapshotConfig config, SnapshotListener listener) {
    SnapshotStore store = new SnapshotStore(directory, config, listener);
    try {
      store.deleteTemporary();
      directory.sync();
    } catch (IOException e) {
      throw new SnapshotException(
          "cannot open snapshots %s: %s"
              .formatted(directory.describe(config.name()), e.getMessage()),
          e);
    }
    return store;
  }

  /** For reading only. */
  public SnapshotCatalog catalog() {
    return catalog;
  }

  /** What there is, newest first; see {@link SnapshotCatalog#list()}. */
  public List<SnapshotInfo> list() {
    return catalog.list();
  }

  /** Reads all of {@code file}; see {@link SnapshotCatalog#verify}. */
  public SnapshotInfo verify(String file) {
    return catalog.verify(file);
  }

  /** The damaged ones that were met, and set aside, since this store was opened. */
  public List<SnapshotInfo> damaged() {
    lock.lock();
    try {
      return List.copyOf(damaged);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands the newest sound state to {@code reader}. Damaged files on the way there are set aside:
   * renamed, never deleted.
   *
   * @return what was read. If empty while {@link #damaged()} is not, there were snapshots, and all
   *     were lost: what the log still holds is then not the whole story
   * @throws NewerSnapshotException if the newest sound one has a schema version not known yet
   * @throws SnapshotException if the disk fails, or the reader does with an {@link IOException}
   */
  public Optional<SnapshotInfo> load(SnapshotReader reader) {
    lock.lock();
    try {
      Set<SnapshotInfo> found = new LinkedHashSet<>();
      Optional<SnapshotInfo> loaded = catalog.readNewest(reader, found::add);
      setAside(found);
      loaded.ifPresent(info -> trusted.add(info.lastSeq()));
      return loaded;
    } finally {
      lock.unlock();
    }
  }

  /** The same as the longer form, with nothing to wait for before it is published. */
  public SnapshotInfo write(long lastSeq, int schemaVersion, SnapshotWriter state) {
    return write(lastSeq, schemaVersion, state, () -> {});
  }

  /**
   * Writes a snapshot and publishes it. When this returns it is durable, and is the newest. When it
   * throws, the one before is unharmed; whether a crash from then on would find that or the new one
   * is open, so delete nothing from the log.
   *
   * @param lastSeq the last log record that it covers; not less than that of the newest
   * @param schemaVersion at most the configured one
   * @param state is called once
   * @param beforePublishing is called when the file is on the disk but has no name yet: wait here
   *     until the log is durable up to {@code lastSeq}, for a snapshot must not be ahead of its log
   * @throws IllegalArgumentException if the numbers do not fit, or the state is not what {@link
   *     SnapshotWriter} asks for
   * @throws SnapshotException if the disk fails, or {@code state} does with an {@link IOException}
   */
  public SnapshotInfo write(
      long lastSeq, int schemaVersion, SnapshotWriter state, Runnable beforePublishing) {
    if (lastSeq < 0 || schemaVersion < 1 || schemaVersion > config.schemaVersion()) {
      throw new IllegalArgumentException(
          "no snapshot of last_seq %d, schema version %d (known: 1 to %d)"
              .formatted(lastSeq, schemaVersion, config.schemaVersion()));
    }
    lock.lock();
    try {
      long start = System.nanoTime();
      mustNotGoBack(lastSeq);
      long bytes = writeTemporary(SnapshotFormat.head(schemaVersion, lastSeq), state);
      publish(beforePublishing);
      SnapshotInfo written =
          new SnapshotInfo(names.newest(), lastSeq, schemaVersion, bytes, Optional.empty());
      trusted.add(lastSeq);
      listener.written(written, Duration.ofNanos(System.nanoTime() - start));
      deleteOld();
      return written;
    } catch (IOException e) {
      throw new SnapshotException(
          "cannot write snapshot %s: %s; the one before is unharmed"
              .formatted(directory.describe(names.newest()), e.getMessage()),
          e);
    } finally {
      lock.unlock();
    }
  }

  private void mustNotGoBack(long lastSeq) {
    for (SnapshotInfo info : catalog.list()) {
      if (info.isValid() && info.lastSeq() > lastSeq) {
        throw new IllegalArgumentException(
            "last_seq %d is before %d, that of %s"
                .formatted(lastSeq, info.lastSeq(), directory.describe(info.file())));
      }
    }
  }

  private long writeTemporary(byte[] head, SnapshotWriter state) throws IOException {
    deleteTemporary();
    boolean written = false;
    try (DataFile file = directory.create(names.temporary())) {
      SnapshotOutput out = new SnapshotOutput(file, head);
      state.write(out);
      long bytes = out.finish();
      file.sync();
      written = true;
      return bytes;
    } finally {
      if (!written) {
        deleteTemporaryIfPossible();
      }
    }
  }

  /**
   * Gives the new file the newest one's name. Between the two renames the newest has its other name
   * already, so a crash there loses nothing.
   */
  private void publish(Runnable beforePublishing) throws IOException {
    boolean published = false;
    try {
      beforePublishing.run();
      moveNewestAway();
      directory.rename(names.temporary(), names.newest());
      directory.sync();
      published = true;
    } finally {
      if (!published) {
        deleteTemporaryIfPossible();
      }
    }
  }

  private void moveNewestAway() throws IOException {
    if (!directory.exists(names.newest())) {
      return;
    }
    SnapshotInfo newest = info(names.newest());
    if (newest.isValid()) {
      directory.rename(names.newest(), names.older(newest.lastSeq()));
    } else {
      setAside(newest);
    }
  }

  private SnapshotInfo info(String name) throws IOException {
    try (SnapshotFile file = SnapshotFile.open(directory, names, name)) {
      return file.info();
    }
  }

  /** Deletes those beyond the ones to keep; only a sound one counts as kept. */
  private void deleteOld() {
    try {
      int kept = 0;
      List<SnapshotInfo> found = new ArrayList<>();
      boolean deleted = false;
      for (SnapshotInfo info : catalog.list()) {
        if (kept >= config.retain()) {
          directory.delete(info.file());
          listener.deleted(info);
          deleted = true;
        } else if (isSound(info)) {
          kept++;
        } else {
          found.add(catalog.verify(info.file()));
        }
      }
      setAside(found);
      if (deleted) {
        directory.sync();
      }
    } catch (IOException | SnapshotException e) {
      listener.deletionFailed(e);
    }
  }

  private boolean isSound(SnapshotInfo info) {
    if (trusted.contains(info.lastSeq())) {
      return info.isValid();
    }
    return catalog.verify(info.file()).isValid() && trusted.add(info.lastSeq());
  }

  private void setAside(Collection<SnapshotInfo> found) {
    if (found.isEmpty()) {
      return;
    }
    try {
      for (SnapshotInfo info : found) {
        setAside(info);
      }
      directory.sync();
    } catch (IOException e) {
      throw new SnapshotException("cannot set damaged snapshots aside: " + e.getMessage(), e);
    }
  }

  private void setAside(SnapshotInfo info) throws IOException {
    String name = names.aside(info.file(), directory.list());
    directory.rename(info.file(), name);
    damaged.add(info);
    listener.setAside(info, name);
  }

  private void deleteTemporary() throws IOException {
    if (directory.exists(names.temporary())) {
      directory.delete(names.temporary());
    }
  }

  /** If not, the next write does. */
  private void deleteTemporaryIfPossible() {
    try {
      directory.delete(names.temporary());
    } catch (NoSuchFileException e) {
      // It was published, or never created.
    } catch (IOException e) {
      listener.deletionFailed(e);
    }
  }
}
