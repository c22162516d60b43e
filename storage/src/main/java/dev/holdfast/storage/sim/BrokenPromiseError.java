package dev.holdfast.storage.sim;

import java.util.List;

/** A {@link CrashExplorer} found a crash after which something promised was not there. */
public final class BrokenPromiseError extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final long seed;
  private final transient List<String> losses;

  BrokenPromiseError(String message, long seed, List<String> losses, Throwable cause) {
    super(message, cause);
    this.seed = seed;
    this.losses = List.copyOf(losses);
  }

  /** With it, {@link CrashExplorer#withSeed} finds the same, if the workload has one thread. */
  public long seed() {
    return seed;
  }

  /** What had to be lost for the promise to break: with any of it kept, it holds. */
  public List<String> losses() {
    return losses;
  }
}
