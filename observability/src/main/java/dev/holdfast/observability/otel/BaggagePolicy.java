package dev.holdfast.observability.otel;

import java.util.List;

/**
 * Which baggage travels with jobs. None, unless it is asked for by name: baggage holds whatever any
 * service ever put there, and a job lies on the disk, is backed up and shown to people.
 *
 * @param keys the entries that may travel, at most {@value #KEYS_MAX}
 * @param bytesMax the longest header, in bytes; a longer one is left out whole
 */
public record BaggagePolicy(List<String> keys, int bytesMax) {

  /** So many entries may travel. */
  public static final int KEYS_MAX = 16;

  private static final int BYTES_MAX = 8192;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there are too many keys, or bytesMax is not 0 to 8,192
   */
  public BaggagePolicy {
    keys = List.copyOf(keys);
    if (keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException(
          "at most %d baggage entries may travel, not %d".formatted(KEYS_MAX, keys.size()));
    }
    if (bytesMax < 0 || bytesMax > BYTES_MAX) {
      throw new IllegalArgumentException("bytesMax must be 0 to 8192, not " + bytesMax);
    }
  }

  /** Nothing travels. */
  public static BaggagePolicy none() {
    return new BaggagePolicy(List.of(), 0);
  }

  /** These entries travel, in a header of at most 1,024 bytes. */
  public static BaggagePolicy of(String... keys) {
    return new BaggagePolicy(List.of(keys), 1024);
  }
}
