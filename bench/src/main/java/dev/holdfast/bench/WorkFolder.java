package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A folder on the disk to be measured, removed at the end; by default under {@code bench/target},
 * else under {@code -Dholdfast.bench.folder}.
 */
public final class WorkFolder implements AutoCloseable {
  private final Path path;
  private int made;

  private WorkFolder(Path path) {
    this.path = path;
  }

  /** A new one. */
  public static WorkFolder create() throws IOException {
    Path parent = Path.of(System.getProperty("holdfast.bench.folder", "bench/target"));
    Files.createDirectories(parent);
    return new WorkFolder(Files.createTempDirectory(parent.toAbsolutePath(), "bench-"));
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** A new folder in it; the name need not be. */
  public Path create(String name) throws IOException {
    return Files.createDirectory(path.resolve(name + "-" + ++made));
  }

  /** Deletes a folder and all that is in it. */
  public static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (var paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }

  @Override
  public void close() throws IOException {
    delete(path);
  }
}
