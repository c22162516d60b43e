package dev.holdfast.storage;

import dev.holdfast.storage.internal.FileNames;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A directory of the file system, on Linux or macOS.
 *
 * <p>Two of them are equal if they lead to the same place and may do the same there.
 *
 * <p>Operations run on the caller's thread and block it; a virtual thread holds its carrier
 * meanwhile, so give lasting work to platform threads.
 */
public final class DiskDirectory implements Directory {
  private final Path path;
  private final boolean readOnly;

  private DiskDirectory(Path path, boolean readOnly) {
    this.path = path;
    this.readOnly = readOnly;
  }

  /** Opens {@code path}, creating it and its missing parents durably. */
  public static DiskDirectory open(Path path) throws IOException {
    createDurably(path.toAbsolutePath());
    return new DiskDirectory(path.toRealPath(), false);
  }

  /**
   * Opens an existing directory, in which nothing will be written: every method that would change
   * it throws {@link UnsupportedOperationException}.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws NotDirectoryException if it is something else
   */
  public static DiskDirectory openForReading(Path path) throws IOException {
    Path real = path.toRealPath();
    if (!Files.isDirectory(real)) {
      throw new NotDirectoryException(path.toString());
    }
    return new DiskDirectory(real, true);
  }

  /** Where it is: absolute, links resolved. */
  public Path path() {
    return path;
  }

  @Override
  public String describe(String name) {
    return path.resolve(name).toString();
  }

  @Override
  public List<String> list() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            path, entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.remove(FileNames.LOCK);
    names.sort(Comparator.naturalOrder());
    return List.copyOf(names);
  }

  @Override
  public boolean exists(String name) {
    return Files.isRegularFile(resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public DataFile create(String name) throws IOException {
    mustBeWritable();
    return DiskFile.open(
        resolve(name),
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public DataFile open(String name) throws IOException {
    mustBeWritable();
    return DiskFile.open(resolve(name), Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public DataFile openForReading(String name) throws IOException {
    return DiskFile.open(resolve(name), Set.of(StandardOpenOption.READ));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    mustBeWritable();
    Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    mustBeWritable();
    Files.delete(resolve(name));
  }

  @Override
  public void sync() throws IOException {
    mustBeWritable();
    sync(path);
  }

  @Override
  public DirectoryLock lock() throws IOException {
    mustBeWritable();
    return DiskLock.take(path);
  }

  private Path resolve(String name) {
    return path.resolve(FileNames.check(name));
  }

  private void mustBeWritable() {
    if (readOnly) {
      throw new UnsupportedOperationException(path + " was opened for reading");
    }
  }

  private static void createDurably(Path path) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = path; at != null && !Files.exists(at); at = at.getParent()) {
      missing.push(at);
    }
    for (Path folder : missing) {
      Files.createDirectories(folder);
      Path parent = folder.getParent();
      if (parent != null) {
        sync(parent);
      }
    }
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(path.toString());
    }
  }

  private static void sync(Path directory) throws IOException {
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(
            directory, Set.of(StandardOpenOption.READ), CallerRuns.INSTANCE)) {
      channel.force(true);
    } catch (IOException e) {
      throw new IOException(directory + ": " + e.getMessage(), e);
    }
  }

  /** True for a directory at the same place, links resolved, opened in the same way. */
  @Override
  public boolean equals(Object other) {
    return other instanceof DiskDirectory that
        && path.equals(that.path)
        && readOnly == that.readOnly;
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, readOnly);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
