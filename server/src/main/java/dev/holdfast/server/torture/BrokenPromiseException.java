package dev.holdfast.server.torture;

/**
 * The torture has found something. The message tells what; after a crash, also what was lost and
 * which calls led there.
 */
public final class BrokenPromiseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String ordeal;
  private final long seed;

  BrokenPromiseException(String ordeal, long seed, Throwable found) {
    super(found instanceof IllegalStateException ? describe(found) : found.getMessage(), found);
    this.ordeal = ordeal;
    this.seed = seed;
  }

  /** What failed without a crash has its reason in the cause. */
  private static String describe(Throwable failure) {
    return failure.getMessage() + ": " + failure.getCause();
  }

  /** Whose promise it was. */
  public String ordeal() {
    return ordeal;
  }

  /** The run in which it was broken. */
  public long seed() {
    return seed;
  }
}
