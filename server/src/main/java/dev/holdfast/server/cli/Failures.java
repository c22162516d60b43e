package dev.holdfast.server.cli;

import dev.holdfast.engine.EngineFailedException;
import dev.holdfast.engine.EngineOpenException;
import dev.holdfast.server.config.ConfigException;
import dev.holdfast.server.diagnostics.UnreachableProcessException;
import dev.holdfast.server.jobs.JobFileException;
import dev.holdfast.server.wiring.PortInUseException;
import dev.holdfast.snapshot.SnapshotException;
import dev.holdfast.wal.WalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong into a line for a person, and an exit code. */
final class Failures {
  private Failures() {}

  /** What to say, and how to exit. */
  record Failure(String message, int exitCode) {}

  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case ConfigException e -> new Failure(text(e), ExitCodes.USAGE);
      case JobFileException e -> new Failure(text(e), ExitCodes.USAGE);
      case PortInUseException e -> new Failure(text(e), ExitCodes.USAGE);
      case UnreachableProcessException e -> new Failure(text(e), ExitCodes.USAGE);
      case EngineFailedException e -> new Failure(text(e) + rootCause(e), ExitCodes.FAILURE);
      case EngineOpenException e -> new Failure(text(e), ExitCodes.FAILURE);
      case WalException e -> new Failure(text(e) + rootCause(e), ExitCodes.FAILURE);
      case SnapshotException e -> new Failure(text(e), ExitCodes.FAILURE);
      case IOException e -> new Failure(describe(e), ExitCodes.FAILURE);
      case UncheckedIOException e -> new Failure(text(e) + rootCause(e), ExitCodes.FAILURE);
      case OutOfMemoryError e ->
          new Failure(
              "not enough memory (" + text(e) + "): allow more with HOLDFAST_JAVA_OPTS=-Xmx2g",
              ExitCodes.FAILURE);
      default ->
          new Failure(
              "internal error: " + thrown + " (HOLDFAST_DEBUG=1 shows where)", ExitCodes.FAILURE);
    };
  }

  /**
   * True if whoever read our output has gone, which is no failure of ours; also if the output was
   * being written by somebody who took that for a failure of his input.
   */
  static boolean isBrokenPipe(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && text(cause).contains("Broken pipe")) {
        return true;
      }
    }
    return false;
  }

  private static String describe(IOException e) {
    return e.getClass() == IOException.class
        ? text(e)
        : e.getClass().getSimpleName() + ": " + text(e);
  }

  private static String rootCause(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    return text(thrown).contains(text(root)) ? "" : ": " + text(root);
  }

  private static String text(Throwable thrown) {
    @Nullable String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }
}
