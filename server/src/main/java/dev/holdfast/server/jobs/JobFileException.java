package dev.holdfast.server.jobs;

/**
 * A job file that cannot be used. The message names the place as {@code file:line:column} where
 * there is one; a column counts bytes from 1.
 */
public final class JobFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JobFileException(String message) {
    super(message);
  }

  static JobFileException at(Place place, String problem) {
    return new JobFileException(place + ": " + problem);
  }
}
