package dev.holdfast.server.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.holdfast.core.JobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes files below one directory and nowhere else: no absolute path, no {@code ..}, no symbolic
 * link on the way, and never over the queue's own files. A file appears whole, and is on the disk
 * when {@link #write} returns. Thread safe.
 *
 * <p>It guards against job files, not against another process that swaps directories for links
 * while it writes.
 */
public final class FilesUnderRoot {
  /** A name in a directory of the queue; whatever begins with it is not for jobs to write. */
  public record Reserved(Path directory, String prefix) {}

  private final Path root;
  private final List<Reserved> reserved;

  private FilesUnderRoot(Path root, List<Reserved> reserved) {
    this.root = root;
    this.reserved = reserved;
  }

  /** Opens a directory, which is created if need be. */
  public static FilesUnderRoot open(Path directory, List<Reserved> reserved) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    List<Reserved> real = new ArrayList<>();
    for (Reserved one : reserved) {
      real.add(new Reserved(one.directory.toRealPath(), lowerCase(one.prefix)));
    }
    return new FilesUnderRoot(directory.toRealPath(), real);
  }

  /**
   * Writes a file, in place of one that may be there.
   *
   * @param job whose file it is: two jobs that write the same file do not get in each other's way
   */
  void write(JobId job, String path, String content) throws TaskFailedException, IOException {
    List<String> names = namesOf(path);
    Path directory = root;
    for (String name : names.subList(0, names.size() - 1)) {
      directory = directory.resolve(name);
      enter(directory, path);
    }
    String name = names.getLast();
    Path target = directory.resolve(name);
    requireFree(target, path);
    Path temporary = directory.resolve("." + Integer.toHexString(job.hashCode()) + "." + name);
    try {
      writeAndSync(temporary, content);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static List<String> namesOf(String path) throws TaskFailedException {
    Path parsed;
    try {
      parsed = Path.of(path);
    } catch (InvalidPathException e) {
      throw refused(path, "is no path: " + e.getReason());
    }
    if (parsed.isAbsolute() || parsed.getRoot() != null) {
      throw refused(path, "is absolute; paths start at the files root");
    }
    List<String> names = new ArrayList<>();
    for (Path name : parsed) {
      if (name.toString().equals("..")) {
        throw refused(path, "leads out of the files root");
      }
      if (!name.toString().equals(".")) {
        names.add(name.toString());
      }
    }
    if (names.isEmpty() || names.getFirst().isEmpty() || path.endsWith("/")) {
      throw refused(path, "names no file");
    }
    return names;
  }

  private static void enter(Path directory, String path) throws TaskFailedException, IOException {
    if (Files.isDirectory(directory, NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, NOFOLLOW_LINKS)) {
        throw refused(path, "leads through " + directory.getFileName() + ", which is no directory");
      }
    }
  }

  private void requireFree(Path target, String path) throws TaskFailedException {
    String name = lowerCase(String.valueOf(target.getFileName()));
    for (Reserved one : reserved) {
      if (one.directory.equals(target.getParent()) && name.startsWith(one.prefix)) {
        throw refused(path, "is a file of the queue itself");
      }
    }
    if (Files.isSymbolicLink(target)) {
      throw refused(path, "is a symbolic link");
    }
    if (Files.isDirectory(target, NOFOLLOW_LINKS)) {
      throw refused(path, "is a directory");
    }
  }

  private static void writeAndSync(Path file, String content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING, NOFOLLOW_LINKS)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    }
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static TaskFailedException refused(String path, String why) {
    return new TaskFailedException("write_file: the path \"" + path + "\" " + why);
  }
}
