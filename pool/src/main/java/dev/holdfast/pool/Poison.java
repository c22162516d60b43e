package dev.holdfast.pool;

/**
 * Makes idle objects recognisable, so that a test finds whoever still reads or writes one. Both
 * methods are called while nobody else has the object.
 *
 * @param <T> the type of the pooled objects
 */
public interface Poison<T> {
  /** Fills a released object with what no reader takes for good data. */
  void fill(T item);

  /** Whether the object still is as {@link #fill} left it; called before it is lent again. */
  boolean isIntact(T item);
}
