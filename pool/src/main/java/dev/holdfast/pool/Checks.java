package dev.holdfast.pool;

/**
 * How closely a pool watches those who use it. {@link Pooled} handles are checked always; this is
 * about raw {@code get} and {@code put}, and about leaks.
 */
public enum Checks {
  /** Finds an object that is released twice in a row, by chance. Reports no leaks. */
  OFF(0),

  /**
   * For production. One borrow in 4,093 is remembered with its call stack, and reported if the
   * object is never released; one release in 4,093 is compared with all idle objects. A defect that
   * repeats is found soon, and the rest costs nothing.
   */
  SAMPLED(4_093),

  /**
   * For tests. Every borrow is remembered, so that every release of an object that is not out, and
   * every leak that the garbage collector can see, is found. Costs microseconds a borrow.
   */
  STRICT(1);

  final int samplePeriod;

  Checks(int samplePeriod) {
    this.samplePeriod = samplePeriod;
  }
}
