package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Stages one behind the other, each with threads of its own and a bounded channel before it.
 *
 * <p>A pipeline is a description, immutable and for use by many threads; {@link #start} and {@link
 * #run} bring it to life. A slow stage makes those before it wait: no queue grows. What an {@link
 * Expansion} emits for one item is held until it is done with that item. A stage with more than one
 * thread passes items on as they get ready, or with an {@code InOrder} method in the order in which
 * they came.
 *
 * <p>The first failure of any stage ends the run: what is in it is dropped, its threads are
 * interrupted, and the caller gets a {@link PipelineException} that names the stage.
 *
 * @param <A> what goes in
 * @param <B> what comes out
 */
public final class Pipeline<A, B> {
  /**
   * Work that makes any number of items out of one.
   *
   * @param <T> the item
   * @param <R> what it emits
   */
  @FunctionalInterface
  public interface Expansion<T, R> {
    /** Does it, and gives what comes of it to the consumer, on this thread. */
    void apply(T item, Consumer<? super R> out) throws Exception;
  }

  /** What a stage is; the types are checked where it is added. */
  record Stage(
      String name,
      int parallelism,
      int queueCapacity,
      boolean ordered,
      Expansion<Object, Object> work) {}

  private final String name;
  private final List<Stage> stages;

  private Pipeline(String name, List<Stage> stages) {
    this.name = Objects.requireNonNull(name, "name");
    this.stages = stages;
  }

  /** Returns a pipeline without stages. */
  public static <A> Pipeline<A, A> named(String name) {
    return new Pipeline<>(name, List.of());
  }

  /** Adds a stage whose results come in any order. */
  public <C> Pipeline<A, C> map(String stage, int parallelism, Work<? super B, ? extends C> work) {
    return add(stage, parallelism, false, expansion(work));
  }

  /** Adds a stage whose results come in the order of the items. */
  public <C> Pipeline<A, C> mapInOrder(
      String stage, int parallelism, Work<? super B, ? extends C> work) {
    return add(stage, parallelism, true, expansion(work));
  }

  /**
   * Adds a stage that makes any number of items out of one, none included, in any order. They are
   * collected in a list and passed on when the work on that item is done, so they must all fit into
   * memory; a thread of the stage holds those of one item at a time.
   */
  public <C> Pipeline<A, C> expand(String stage, int parallelism, Expansion<? super B, C> work) {
    return add(stage, parallelism, false, work);
  }

  /** The same in the order of the items; what comes of one is held until its turn. */
  public <C> Pipeline<A, C> expandInOrder(
      String stage, int parallelism, Expansion<? super B, C> work) {
    return add(stage, parallelism, true, work);
  }

  /**
   * Sets the capacity of the channel before the last stage, instead of twice its parallelism; 0 for
   * a rendezvous: then each item is in somebody's hands.
   */
  public Pipeline<A, B> withQueueCapacity(int capacity) {
    Semaphore.requireAtLeast(0, capacity, "capacity");
    if (stages.isEmpty()) {
      throw new IllegalStateException(name + " has no stage yet");
    }
    List<Stage> changed = new ArrayList<>(stages);
    Stage last = changed.removeLast();
    changed.add(new Stage(last.name, last.parallelism, capacity, last.ordered, last.work));
    return new Pipeline<>(name, List.copyOf(changed));
  }

  private static <B, C> Expansion<B, C> expansion(Work<? super B, ? extends C> work) {
    Objects.requireNonNull(work, "work");
    return (item, out) -> out.accept(Objects.requireNonNull(work.apply(item), "result"));
  }

  @SuppressWarnings("unchecked") // what comes before the stage emits exactly what it takes
  private <C> Pipeline<A, C> add(
      String stage, int parallelism, boolean ordered, Expansion<? super B, C> work) {
    Semaphore.requireAtLeast(1, parallelism, "parallelism");
    Objects.requireNonNull(work, "work");
    List<Stage> more = new ArrayList<>(stages);
    more.add(
        new Stage(
            Objects.requireNonNull(stage, "stage"),
            parallelism,
            Math.multiplyExact(parallelism, 2),
            ordered,
            (Expansion<Object, Object>) (Expansion<?, ?>) work));
    return new Pipeline<>(name, List.copyOf(more));
  }

  /**
   * Starts the threads of all stages.
   *
   * @param scope cancels the run
   */
  public PipelineRun<A, B> start(Cancellation scope, PipelineListener listener) {
    if (stages.isEmpty()) {
      throw new IllegalStateException(name + " has no stages");
    }
    return new PipelineRun<>(name, stages, scope, listener);
  }

  /**
   * Sends all items through and gives what comes out to the sink, on this thread. Returns when the
   * last is through and all threads have ended. What the source or the sink throws ends the run:
   * that of the source as the failure of a stage named {@code source}, that of the sink as it is.
   *
   * @return what each stage did
   * @throws PipelineException if a stage, or the source, failed
   * @throws CancelledException if the cancellation or its deadline came first
   */
  public List<StageStats> run(
      Iterable<? extends A> source, Consumer<? super B> sink, Cancellation scope)
      throws InterruptedException {
    try (PipelineRun<A, B> run = start(scope, PipelineListener.NOOP)) {
      run.feed(source);
      run.forEach(sink);
      return run.stats();
    }
  }
}
