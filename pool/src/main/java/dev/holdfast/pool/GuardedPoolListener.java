package dev.holdfast.pool;

import dev.holdfast.pool.internal.Faults;

/** Keeps the faults of a listener away from the pool and its borrowers. */
record GuardedPoolListener(PoolListener listener) implements PoolListener {

  /** The listener that a pool calls in place of {@code listener}. */
  static PoolListener around(PoolListener listener) {
    return listener.equals(NOOP) ? NOOP : new GuardedPoolListener(listener);
  }

  private static void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable fault) {
      Faults.report(fault);
    }
  }

  @Override
  public void created(String pool) {
    guard(() -> listener.created(pool));
  }

  @Override
  public void dropped(String pool) {
    guard(() -> listener.dropped(pool));
  }

  @Override
  public void decayed(String pool, int count) {
    guard(() -> listener.decayed(pool, count));
  }

  @Override
  public void leaked(String pool, Throwable site) {
    guard(() -> listener.leaked(pool, site));
  }

  @Override
  public void destroyFailed(String pool, Throwable cause) {
    guard(() -> listener.destroyFailed(pool, cause));
  }

  @Override
  public void waited(String pool, long nanos) {
    guard(() -> listener.waited(pool, nanos));
  }
}
