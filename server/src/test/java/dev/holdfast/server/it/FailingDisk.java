package dev.holdfast.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.server.it.Holdfast.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Runs the distribution on a disk on which one call fails: a library between the virtual machine
 * and the system, made of {@code failing_disk.c} by the C compiler that is installed.
 */
final class FailingDisk {
  private static final long SECONDS_MAX = 120;
  private static final Path LIB = Path.of("target", "dist", "lib").toAbsolutePath();

  private final Path directory;
  private final Path library;

  private FailingDisk(Path directory, Path library) {
    this.directory = directory;
    this.library = library;
  }

  /** Which call fails. */
  enum Fault {
    /** The n-th sync of the log, with EIO. */
    SYNC,
    /** The write after the n-th to the log, which stops half way, with ENOSPC. */
    WRITE,
    /** The same with EDQUOT: the user's quota is used up. */
    QUOTA
  }

  /** Makes the library; skips the test where that cannot be done. */
  static FailingDisk in(Path directory) throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "needs LD_PRELOAD and /proc: Linux only");
    Path source = directory.resolve("failing_disk.c");
    try (InputStream in =
        Objects.requireNonNull(FailingDisk.class.getResourceAsStream("failing_disk.c"))) {
      Files.copy(in, source);
    }
    Path library = directory.resolve("failing_disk.so");
    Path log = directory.resolve("gcc.txt");
    ProcessBuilder gcc =
        new ProcessBuilder(
                "gcc",
                "-shared",
                "-fPIC",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                library.toString(),
                source.toString(),
                "-ldl",
                "-lpthread")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    try {
      assertThat(exitCode(gcc.start())).as(() -> read(log)).isZero();
    } catch (IOException e) {
      abort("gcc is not installed: no library that makes the disk fail (" + e.getMessage() + ")");
    }
    return new FailingDisk(directory, library);
  }

  /** Runs a command line of Holdfast; the call of that number fails. */
  Result run(Fault fault, int nth, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                LIB + "/*",
                "dev.holdfast.server.Main"));
    command.addAll(List.of(args));
    Path out = directory.resolve("failing-out.txt");
    Path err = directory.resolve("failing-err.txt");
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    process.environment().put("LD_PRELOAD", library.toString());
    process.environment().put("FAILING_DISK_" + fault, Integer.toString(nth));
    process.environment().put("FAILING_DISK_CALLS", directory.resolve("calls.txt").toString());
    return new Result(exitCode(process.start()), read(out), read(err));
  }

  /** All writes and syncs of the log in that run, as {@code SYNC OK} and the like. */
  List<String> calls() {
    return read(directory.resolve("calls.txt")).lines().toList();
  }

  private static int exitCode(Process process) {
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
