package dev.holdfast.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The packaged distribution, run as a process of its own in a directory. */
final class Holdfast {
  private static final long SECONDS_MAX = 120;
  private static final Path LIB = Path.of("target", "dist", "lib").toAbsolutePath();
  private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private int started;

  Holdfast(Path directory) {
    this.directory = directory;
  }

  /** Sets a variable for the processes that are started from now on. */
  Holdfast with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** How a process ended. */
  record Result(int exitCode, String out, String err) {}

  /** Runs it to its end. */
  Result run(String... args) {
    return start(args).end();
  }

  Running start(String... args) {
    return start("dev.holdfast.server.Main", args);
  }

  /** Another program that embeds the queue: one of the tests'. */
  Running startProgram(Class<?> program, String... args) {
    return start(program.getName(), args);
  }

  private Running start(String mainClass, String[] args) {
    assertThat(LIB).as("the distribution; it is made in the package phase").isDirectory();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                LIB + "/*" + File.pathSeparator + TEST_CLASSES,
                mainClass));
    command.addAll(List.of(args));
    int number = ++started;
    Path out = directory.resolve("out-" + number + ".txt");
    Path err = directory.resolve("err-" + number + ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A process at work. */
  static final class Running {
    private final Process process;
    private final Path out;
    private final Path err;

    private Running(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    /** Waits until this holds; false if the process ended first. */
    boolean awaits(BooleanSupplier condition) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
      while (!condition.getAsBoolean()) {
        assertThat(System.nanoTime())
            .as("waited too long; stderr: %s", read(err))
            .isLessThan(deadline);
        if (ended(5)) {
          return condition.getAsBoolean();
        }
      }
      return true;
    }

    /** Waits so long for the end, at most. */
    private boolean ended(long millis) {
      try {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** SIGKILL: no hook runs, no buffer is written. */
    void kill() {
      process.destroyForcibly();
      assertThat(ended(TimeUnit.SECONDS.toMillis(SECONDS_MAX))).isTrue();
    }

    void signal(String name) {
      try {
        int code =
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        assertThat(code).isZero();
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    long pid() {
      return process.pid();
    }

    String outSoFar() {
      return read(out);
    }

    String errSoFar() {
      return read(err);
    }

    Result end() {
      if (!ended(TimeUnit.SECONDS.toMillis(SECONDS_MAX))) {
        process.destroyForcibly();
        throw new AssertionError("it does not end; stderr: " + read(err));
      }
      return new Result(process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
