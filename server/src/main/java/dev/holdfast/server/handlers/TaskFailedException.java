package dev.holdfast.server.handlers;

/** An attempt at a job that came to nothing, for a reason that its message says in plain words. */
public final class TaskFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  TaskFailedException(String message) {
    super(message);
  }
}
