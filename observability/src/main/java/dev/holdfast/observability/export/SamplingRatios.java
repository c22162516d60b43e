package dev.holdfast.observability.export;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which part of new traces is kept. Immutable.
 *
 * @param ratio for queues that have none of their own, 0 (none) to 1 (all)
 * @param byQueue for queues that have, at most {@value #QUEUES_MAX}
 */
public record SamplingRatios(double ratio, Map<String, Double> byQueue) {

  /** So many queues may have a ratio of their own. */
  public static final int QUEUES_MAX = 1000;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a ratio is not from 0 to 1, a queue has no name, or there
   *     are too many
   */
  public SamplingRatios {
    check("the ratio", ratio);
    byQueue.forEach((queue, each) -> check("the ratio of queue '" + queue + "'", each));
    if (byQueue.containsKey("")) {
      throw new IllegalArgumentException("a queue must have a name");
    }
    if (byQueue.size() > QUEUES_MAX) {
      throw new IllegalArgumentException(
          "at most %d queues may have their own ratio, not %d"
              .formatted(QUEUES_MAX, byQueue.size()));
    }
    byQueue = Collections.unmodifiableMap(new TreeMap<>(byQueue));
  }

  private static void check(String what, double ratio) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException(what + " must be from 0 to 1, not " + ratio);
    }
  }

  /** The same for all queues. */
  public static SamplingRatios all(double ratio) {
    return new SamplingRatios(ratio, Map.of());
  }

  /** What holds for this queue. */
  public double of(String queue) {
    Double own = byQueue.get(queue);
    return own == null ? ratio : own;
  }
}
