package dev.holdfast.pool;

/**
 * An object was released that is not out: twice, or to a pool that it did not come from. The pool
 * ignored the release and stays usable. If the first release let another thread have the object,
 * whoever released it twice may have spoiled that thread's work.
 */
public final class DoubleReleaseException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  DoubleReleaseException(String pool) {
    super(
        "released to pool '"
            + pool
            + "' an object that is not out: released twice, or never borrowed there."
            + " Prefer try (Pooled<T> p = pool.borrow()), which cannot do that");
  }
}
