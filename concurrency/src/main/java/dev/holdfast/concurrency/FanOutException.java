package dev.holdfast.concurrency;

import java.util.List;

/**
 * Items of a {@link FanOut} failed. The first failure is the cause, all others are suppressed. All
 * its threads have ended, and the fan-out can be used again.
 */
public final class FanOutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int failed;

  FanOutException(String name, List<Throwable> failures, int items) {
    super(
        "%s: %d of %d items failed, first: %s"
            .formatted(name, failures.size(), items, failures.getFirst()),
        failures.getFirst());
    this.failed = failures.size();
    failures.stream().skip(1).forEach(this::addSuppressed);
  }

  /** Returns how many items failed. */
  public int failed() {
    return failed;
  }
}
