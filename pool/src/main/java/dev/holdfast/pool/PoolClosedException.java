package dev.holdfast.pool;

/** The pool was closed and lends nothing any more. Releasing to it still works. */
public final class PoolClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  PoolClosedException(String pool) {
    super("pool '" + pool + "' is closed: borrow before close(), or keep it open for longer");
  }
}
