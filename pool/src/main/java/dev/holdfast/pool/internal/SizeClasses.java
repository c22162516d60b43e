package dev.holdfast.pool.internal;

/**
 * Powers of two from {@code smallest} to {@code largest} bytes, numbered from 0. A request goes to
 * the smallest class that holds it, so at most half of what is lent is more than was asked for.
 */
public record SizeClasses(int smallest, int largest) {
  private static final int LARGEST_POWER_OF_TWO = 1 << 30;

  public SizeClasses {
    if (smallest < 1 || largest < smallest || largest > LARGEST_POWER_OF_TWO) {
      throw new IllegalArgumentException(
          "size classes need 1 <= smallest <= largest <= 2^30 bytes: " + smallest + ", " + largest);
    }
    smallest = powerOfTwoFrom(smallest);
    largest = powerOfTwoFrom(largest);
  }

  private static int powerOfTwoFrom(int n) {
    return 1 << (Integer.SIZE - Integer.numberOfLeadingZeros(n - 1));
  }

  public int count() {
    return Integer.numberOfTrailingZeros(largest) - Integer.numberOfTrailingZeros(smallest) + 1;
  }

  public int bytes(int index) {
    return smallest << index;
  }

  /** The class for a request, or {@link #count()} if it is larger than all. */
  public int indexFor(int bytes) {
    if (bytes > largest) {
      return count();
    }
    int atLeast = Math.max(bytes, smallest);
    return Integer.SIZE
        - Integer.numberOfLeadingZeros(atLeast - 1)
        - Integer.numberOfTrailingZeros(smallest);
  }
}
