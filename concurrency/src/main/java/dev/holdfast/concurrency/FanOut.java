package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Does the same with many items, a bounded number at a time on virtual threads, and brings the
 * results together.
 *
 * <p>It is structured: when a call returns, or throws, all its threads have ended. An interrupt of
 * the caller, a cancellation, a deadline, and with {@link Errors#FAIL_FAST} the first failure,
 * interrupt what runs and start nothing more; work that ignores its interrupt delays the return.
 *
 * <p>Immutable; one fan-out may be used by many threads, each call with threads of its own. What
 * the caller did before happens-before the work, and the work before what follows the call.
 */
public final class FanOut {
  /** What a failed item means for the others. */
  public enum Errors {
    /** The first failure ends all. */
    FAIL_FAST,
    /** All items are tried, and all failures are reported together. */
    COLLECT_ALL
  }

  /**
   * Fills a result object that may have been used before.
   *
   * @param <T> the item
   * @param <R> the result object
   */
  @FunctionalInterface
  public interface Filling<T, R> {
    /** Does it. */
    void fill(T item, R result) throws Exception;
  }

  private final String name;
  private final int concurrency;
  private final Errors errors;
  private final Cancellation parent;
  private final Optional<Semaphore> permits;

  private FanOut(
      String name,
      int concurrency,
      Errors errors,
      Cancellation parent,
      Optional<Semaphore> permits) {
    this.name = Objects.requireNonNull(name, "name");
    this.concurrency = Semaphore.requireAtLeast(1, concurrency, "concurrency");
    this.errors = Objects.requireNonNull(errors, "errors");
    this.parent = Objects.requireNonNull(parent, "parent");
    this.permits = permits;
  }

  /** Returns a fan-out that fails fast and has no deadline. */
  public static FanOut of(String name, int concurrency) {
    Cancellation none = Cancellation.create();
    return new FanOut(name, concurrency, Errors.FAIL_FAST, none, Optional.empty());
  }

  /** Sets what a failed item means for the others. */
  public FanOut withErrors(Errors policy) {
    return new FanOut(name, concurrency, policy, parent, permits);
  }

  /** Puts every call under this cancellation and its deadline. */
  public FanOut under(Cancellation cancellation) {
    return new FanOut(name, concurrency, errors, cancellation, permits);
  }

  /** Lets every item hold one permit while it is worked on, to share a bound with others. */
  public FanOut within(Semaphore semaphore) {
    return new FanOut(name, concurrency, errors, parent, Optional.of(semaphore));
  }

  /**
   * Returns the results in the order of the items.
   *
   * @throws FanOutException if items failed
   * @throws CancelledException if the cancellation or its deadline came first
   */
  public <T, R> List<R> map(Collection<? extends T> items, Work<? super T, ? extends R> work)
      throws InterruptedException {
    List<T> input = List.copyOf(items);
    Object[] results = new Object[input.size()];
    try (Cancellation scope = parent.child()) {
      Call call =
          new Call(
              input.size(),
              scope,
              index -> results[index] = Objects.requireNonNull(work.apply(input.get(index))),
              () -> {});
      call.join();
    }
    @SuppressWarnings("unchecked") // only results of this work are in it
    List<R> typed = (List<R>) Collections.unmodifiableList(Arrays.asList(results));
    return typed;
  }

  /**
   * Gives each result to the sink as soon as it is there, on the calling thread. Workers wait while
   * the sink is busy. What the sink throws ends all, and is thrown.
   *
   * @throws FanOutException if items failed
   * @throws CancelledException if the cancellation or its deadline came first
   */
  public <T, R> void forEach(
      Collection<? extends T> items, Work<? super T, ? extends R> work, Consumer<? super R> sink)
      throws InterruptedException {
    List<T> input = List.copyOf(items);
    Channel<R> results = Channel.bounded(concurrency);
    try (Cancellation scope = parent.child()) {
      Call call =
          new Call(
              input.size(),
              scope,
              index -> results.send(work.apply(input.get(index))),
              results::close);
      try {
        results.forEach(sink);
      } catch (InterruptedException | RuntimeException | Error ended) {
        scope.cancel(ended);
        call.team.join();
        throw ended;
      }
      call.join();
    }
  }

  /**
   * The same with result objects that are used again: each is got, filled, given to the sink and
   * put back, also when the filling fails. At most twice the concurrency and one are out at a time.
   * A result that was on its way when all was cancelled is not put back.
   *
   * @param get takes a result object from wherever they are kept; called by many threads
   * @param put takes it back; called by many threads
   */
  public <T, R> void forEachPooled(
      Collection<? extends T> items,
      Supplier<? extends R> get,
      Filling<? super T, ? super R> work,
      Consumer<? super R> sink,
      Consumer<? super R> put)
      throws InterruptedException {
    Work<T, R> filled =
        item -> {
          R result = get.get();
          try {
            work.fill(item, result);
            return result;
          } catch (Throwable failure) {
            put.accept(result);
            throw failure;
          }
        };
    this.<T, R>forEach(
        items,
        filled,
        result -> {
          try {
            sink.accept(result);
          } finally {
            put.accept(result);
          }
        });
  }

  private interface IndexedWork {
    void run(int index) throws Exception;
  }

  /** One call: its threads take the next index until there is none. */
  private final class Call {
    private final int items;
    private final Cancellation scope;
    private final IndexedWork work;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger succeeded = new AtomicInteger();
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    final Team team;

    Call(int items, Cancellation scope, IndexedWork work, Runnable whenAllEnded) {
      this.items = items;
      this.scope = scope;
      this.work = work;
      this.team = new Team(scope);
      team.start(name, Math.min(concurrency, items), this::takeTurns, whenAllEnded);
    }

    void join() throws InterruptedException {
      team.join();
      if (!failures.isEmpty()) {
        throw new FanOutException(name, List.copyOf(failures), items);
      }
      if (succeeded.get() < items) {
        throw scope.exception();
      }
    }

    private void takeTurns() {
      while (!scope.isCancelled()) {
        int index = next.getAndIncrement();
        if (index >= items) {
          return;
        }
        try {
          run(index);
          succeeded.incrementAndGet();
        } catch (Throwable anything) {
          failed(anything);
        }
      }
    }

    private void run(int index) throws Exception {
      if (permits.isEmpty()) {
        work.run(index);
        return;
      }
      try (Permit _ = permits.get().request(1, scope).orThrow()) {
        work.run(index);
      }
    }

    private void failed(Throwable failure) {
      if (scope.isCancelled() && isEcho(failure)) {
        return;
      }
      failures.add(failure);
      if (errors == Errors.FAIL_FAST) {
        scope.cancel(failure);
      }
    }
  }

  /** Whether this only says that somebody else has ended it all. */
  static boolean isEcho(Throwable failure) {
    return failure instanceof InterruptedException
        || failure instanceof CancelledException
        || failure instanceof RefusedException
        || failure instanceof ChannelClosedException;
  }
}
