package dev.holdfast.concurrency;

import java.util.Objects;

/** Keeps the faults of a listener away from the semaphore. */
record GuardedSemaphoreListener(SemaphoreListener listener) implements SemaphoreListener {
  GuardedSemaphoreListener {
    Objects.requireNonNull(listener, "listener");
  }

  private static void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }

  @Override
  public void waiting(int weight) {
    guard(() -> listener.waiting(weight));
  }

  @Override
  public void acquired(int weight, long waitNanos) {
    guard(() -> listener.acquired(weight, waitNanos));
  }

  @Override
  public void refused(Refusal refusal) {
    guard(() -> listener.refused(refusal));
  }

  @Override
  public void abandoned(int weight) {
    guard(() -> listener.abandoned(weight));
  }

  @Override
  public void released(int weight) {
    guard(() -> listener.released(weight));
  }
}
