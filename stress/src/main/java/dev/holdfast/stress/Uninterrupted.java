package dev.holdfast.stress;

/** Calls that wait, for actors: nobody interrupts them, and they cannot throw what is checked. */
public final class Uninterrupted {
  /** A call that returns something. */
  @FunctionalInterface
  public interface Call<R> {
    /** Does it. */
    R call() throws InterruptedException;
  }

  /** A call that returns nothing. */
  @FunctionalInterface
  public interface Action {
    /** Does it. */
    void run() throws InterruptedException;
  }

  private Uninterrupted() {}

  /** Calls, and returns what the call returns. */
  public static <R> R get(Call<R> call) {
    try {
      return call.call();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts an actor", e);
    }
  }

  /** Calls. */
  public static void run(Action action) {
    try {
      action.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts an actor", e);
    }
  }
}
