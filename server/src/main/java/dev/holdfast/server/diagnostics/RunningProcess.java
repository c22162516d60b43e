package dev.holdfast.server.diagnostics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that works on a data directory, found by the number in the directory's lock file.
 *
 * <p>The file outlives the process, and numbers are used again. So the process must also have begun
 * before the file was written.
 */
public final class RunningProcess {
  private static final String LOCK_FILE = "holdfast.lock";
  private static final String UNKNOWN = "unknown";

  /** The system tells the start of a process to about a second. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private final Path dataDirectory;
  private final ProcessHandle handle;

  private RunningProcess(Path dataDirectory, ProcessHandle handle) {
    this.dataDirectory = dataDirectory;
    this.handle = handle;
  }

  /**
   * Finds it.
   *
   * @throws UnreachableProcessException if none works there, or it is not ours to look into
   * @throws IOException if the lock file cannot be read
   */
  public static RunningProcess of(Path dataDirectory) throws IOException {
    Path lockFile = dataDirectory.resolve(LOCK_FILE);
    try {
      long pid = readPid(dataDirectory, Files.readString(lockFile, US_ASCII).strip());
      ProcessHandle handle =
          ProcessHandle.of(pid)
              .filter(ProcessHandle::isAlive)
              .orElseThrow(() ->
                  nobody(
                      dataDirectory,
                      "process %d, which had it last, has ended (or runs in another container)"
                          .formatted(pid)));
      requireBegunBefore(Files.getLastModifiedTime(lockFile).toInstant(), dataDirectory, handle);
      requireOurs(handle);
      return new RunningProcess(dataDirectory, handle);
    } catch (NoSuchFileException e) {
      String why = Files.isDirectory(dataDirectory) ? "it has no " + LOCK_FILE : "it is not there";
      throw nobody(dataDirectory, why);
    } catch (AccessDeniedException e) {
      throw new UnreachableProcessException(
          lockFile + " must not be read by you; only its owner or root may look further", e);
    }
  }

  private static long readPid(Path dataDirectory, String text) {
    try {
      long pid = Long.parseLong(text);
      // To jcmd 0 means every process of this user.
      if (pid > 0) {
        return pid;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw nobody(dataDirectory, "its " + LOCK_FILE + " holds no process number");
  }

  private static void requireBegunBefore(Instant locked, Path dataDirectory, ProcessHandle handle) {
    Optional<Instant> begun = handle.info().startInstant();
    if (begun.isPresent() && begun.get().isAfter(locked.plus(START_TOLERANCE))) {
      throw nobody(
          dataDirectory,
          "%d, the number in its %s, is now that of another process (%s)"
              .formatted(handle.pid(), LOCK_FILE, handle.info().command().orElse(UNKNOWN)));
    }
  }

  private static void requireOurs(ProcessHandle handle) {
    String me = userOf(ProcessHandle.current());
    String owner = userOf(handle);
    boolean foreign = !me.equals(UNKNOWN) && !owner.equals(UNKNOWN) && !me.equals(owner);
    if (foreign && !me.equals("root")) {
      throw new UnreachableProcessException(
          "process %d belongs to %s, and only its owner or root may look into it; you are %s"
              .formatted(handle.pid(), owner, me));
    }
  }

  private static String userOf(ProcessHandle process) {
    return process.info().user().orElse(UNKNOWN);
  }

  private static UnreachableProcessException nobody(Path dataDirectory, String why) {
    return new UnreachableProcessException("no process works on " + dataDirectory + ": " + why);
  }

  /** The directory that it works on. */
  public Path dataDirectory() {
    return dataDirectory;
  }

  /** Its number. */
  public long pid() {
    return handle.pid();
  }

  /** The process. */
  ProcessHandle handle() {
    return handle;
  }

  /** Who owns it, if the system tells. */
  Optional<String> user() {
    return handle.info().user();
  }
}
