package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Pipeline} at work: items are sent in, and come out. Close it in any case; that ends what
 * is left of it and waits for its threads. For use by many threads.
 *
 * @param <A> what goes in
 * @param <B> what comes out
 */
public final class PipelineRun<A, B> implements AutoCloseable {
  private final String name;
  private final Cancellation scope;
  private final Team team;
  private final List<StageRun> stages = new ArrayList<>();
  private final Channel<Object> input;
  private final Channel<Object> output;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Cancellation.Registration atScope;

  PipelineRun(
      String name, List<Pipeline.Stage> plan, Cancellation parent, PipelineListener listener) {
    this.name = name;
    this.scope = parent.child();
    this.input = Channel.ofCapacity(plan.getFirst().queueCapacity());
    Channel<Object> before = input;
    for (int i = 0; i < plan.size(); i++) {
      boolean last = i == plan.size() - 1;
      Channel<Object> behind =
          Channel.ofCapacity(last ? plan.get(i).queueCapacity() : plan.get(i + 1).queueCapacity());
      stages.add(new StageRun(plan.get(i), before, behind, listener, this::fail));
      before = behind;
    }
    this.output = before;
    // First the channels fail, then the threads are interrupted: none may take it for the end.
    this.atScope = scope.onCancel(() -> stopAll(scope.exception()));
    this.team = new Team(scope);
    stages.forEach(stage -> stage.start(name, team));
  }

  /**
   * Sends an item in, waiting for room.
   *
   * @throws PipelineException if a stage has failed
   * @throws CancelledException if the run was cancelled or closed
   * @throws IllegalStateException after {@link #finish}
   */
  public void send(A item) throws InterruptedException {
    try {
      input.send(item);
    } catch (ChannelClosedException closed) {
      throwIfFailed();
      throw new IllegalStateException(name + " takes no more items", closed);
    }
  }

  /** Ends the sending: what is in the run comes out, and then it ends. */
  public void finish() {
    input.close();
  }

  /**
   * Gives all that comes out to the sink, on this thread, until the run ends.
   *
   * @throws PipelineException if a stage has failed
   * @throws CancelledException if the run was cancelled or closed
   */
  public void forEach(Consumer<? super B> sink) throws InterruptedException {
    try {
      @SuppressWarnings("unchecked") // the last stage emits nothing else
      Channel<B> typed = (Channel<B>) (Channel<?>) output;
      typed.forEach(sink);
    } catch (ChannelClosedException failed) {
      throwIfFailed();
      throw failed;
    }
    throwIfFailed();
  }

  /** Returns what each stage has done so far, in their order. */
  public List<StageStats> stats() {
    return stages.stream().map(StageRun::stats).toList();
  }

  /**
   * Cancels what is left and waits until all threads have ended.
   *
   * @throws IllegalStateException on one of these threads, which cannot wait for its own end:
   *     nothing was closed. A stage ends the run by an exception, or by cancelling its scope
   */
  @Override
  public void close() {
    if (team.includesCaller()) {
      throw new IllegalStateException(name + " is being closed by one of its own threads");
    }
    scope.close();
    atScope.close();
    try {
      team.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends all of them in on a thread of its own, then finishes. */
  void feed(Iterable<? extends A> source) {
    team.start(name + "-source", 1, () -> sendAll(source), () -> {});
  }

  private void sendAll(Iterable<? extends A> source) {
    try {
      for (A item : source) {
        if (!sendUnlessEnded(Objects.requireNonNull(item, "item"))) {
          return;
        }
      }
      finish();
    } catch (Throwable broken) {
      fail("source", broken);
    }
  }

  /** Returns false if somebody else has ended the run, and said why. */
  private boolean sendUnlessEnded(A item) throws InterruptedException {
    try {
      input.send(item);
      return true;
    } catch (ChannelClosedException _) {
      return false;
    }
  }

  private void fail(String stage, Throwable cause) {
    boolean echo = scope.isCancelled() && cause instanceof InterruptedException;
    stopAll(echo ? scope.exception() : new PipelineException(name, stage, cause));
    scope.cancel(cause);
  }

  private void stopAll(RuntimeException why) {
    failure.compareAndSet(null, why);
    input.fail(why);
    stages.forEach(stage -> stage.output().fail(why));
  }

  private void throwIfFailed() {
    RuntimeException why = failure.get();
    if (why != null) {
      throw why;
    }
  }
}
