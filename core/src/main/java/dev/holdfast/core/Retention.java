package dev.holdfast.core;

/**
 * How long jobs are remembered that have reached their end. What is beyond either bound is
 * forgotten, oldest end first. A job that others wait for is kept until they no longer do.
 *
 * @param finishedMax how many completed and cancelled jobs of a queue are kept
 * @param finishedMillis for how long each is kept
 * @param deadMax how many dead jobs of a queue are kept
 * @param deadMillis for how long each is kept
 */
public record Retention(int finishedMax, long finishedMillis, int deadMax, long deadMillis) {

  /** Nothing is ever forgotten. */
  public static final Retention FOREVER =
      new Retention(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Retention {
    if (finishedMax < 0 || finishedMillis < 0 || deadMax < 0 || deadMillis < 0) {
      throw new IllegalArgumentException(
          "a retention must not be negative: %d jobs, %d ms, %d dead jobs, %d ms"
              .formatted(finishedMax, finishedMillis, deadMax, deadMillis));
    }
  }

  /** Completed and cancelled jobs within both bounds; dead ones for ever. */
  public static Retention finished(int max, long millis) {
    return new Retention(max, millis, Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The same, with dead jobs within both bounds. */
  public Retention withDead(int max, long millis) {
    return new Retention(finishedMax, finishedMillis, max, millis);
  }
}
