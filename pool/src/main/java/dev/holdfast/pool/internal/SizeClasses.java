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
    return 1 << power(n);
  }

  /**
   * The smallest n with 2^n no less than {@code bytes}. For no bytes and fewer it is 31 or 32, and
   * so above the largest class.
   */
  public static int power(int bytes) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1);
  }

  public int count() {
    return power(largest) - power(smallest) + 1;
  }

  public int bytes(int index) {
    return smallest << index;
  }
}
