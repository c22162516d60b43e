package dev.holdfast.concurrency;

import org.jspecify.annotations.Nullable;

/**
 * The work was called off before it was done. What it was called on is as it was before the call
 * and can be used again.
 */
public final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean deadline;

  CancelledException(String message, @Nullable Throwable cause, boolean deadline) {
    super(message, cause);
    this.deadline = deadline;
  }

  /** Whether it was a deadline that passed, and not somebody's decision. */
  public boolean isDeadline() {
    return deadline;
  }
}
