package dev.holdfast.observability.binding;

import dev.holdfast.concurrency.FanOut;
import dev.holdfast.concurrency.Work;
import dev.holdfast.observability.ConcurrencyNames;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.Meters;
import dev.holdfast.observability.Meters.Distribution;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures a fan-out, which has no listener because its work is the caller's own: run it through
 * here, or put {@link #measured} around the work. What is thrown passes through. Thread safe.
 */
public final class FanOutMetrics {
  private final Distribution itemsSucceeded;
  private final Distribution itemsFailed;
  private final Distribution runsSucceeded;
  private final Distribution runsFailed;

  /** Registers the meters for a fan-out of this name. */
  public FanOutMetrics(Meters meters, String fanOut) {
    String name = meters.cardinality().admit(Labels.FAN_OUT, fanOut);
    itemsSucceeded = meters.distribution(ConcurrencyNames.FAN_OUT_TASK_DURATION, name, "succeeded");
    itemsFailed = meters.distribution(ConcurrencyNames.FAN_OUT_TASK_DURATION, name, "failed");
    runsSucceeded = meters.distribution(ConcurrencyNames.FAN_OUT_RUN_DURATION, name, "succeeded");
    runsFailed = meters.distribution(ConcurrencyNames.FAN_OUT_RUN_DURATION, name, "failed");
  }

  /** {@link FanOut#map}, measured. */
  public <T, R> List<R> map(
      FanOut fanOut, Collection<? extends T> items, Work<? super T, ? extends R> work)
      throws InterruptedException {
    long start = System.nanoTime();
    boolean succeeded = false;
    try {
      List<R> results = fanOut.<T, R>map(items, measured(work));
      succeeded = true;
      return results;
    } finally {
      (succeeded ? runsSucceeded : runsFailed).record(System.nanoTime() - start);
    }
  }

  /** {@link FanOut#forEach}, measured. */
  public <T, R> void forEach(
      FanOut fanOut,
      Collection<? extends T> items,
      Work<? super T, ? extends R> work,
      Consumer<? super R> sink)
      throws InterruptedException {
    long start = System.nanoTime();
    boolean succeeded = false;
    try {
      fanOut.<T, R>forEach(items, measured(work), sink);
      succeeded = true;
    } finally {
      (succeeded ? runsSucceeded : runsFailed).record(System.nanoTime() - start);
    }
  }

  /** The same work, each item timed. */
  public <T, R> Work<T, R> measured(Work<? super T, ? extends R> work) {
    return item -> {
      long start = System.nanoTime();
      boolean succeeded = false;
      try {
        R result = work.apply(item);
        succeeded = true;
        return result;
      } finally {
        (succeeded ? itemsSucceeded : itemsFailed).record(System.nanoTime() - start);
      }
    };
  }
}
