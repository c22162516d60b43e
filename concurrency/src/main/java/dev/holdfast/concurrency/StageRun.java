package dev.holdfast.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** One stage of a {@link PipelineRun}: takes from a channel, works, passes on to the next. */
final class StageRun {
  private final Pipeline.Stage stage;
  private final Channel<Object> input;
  private final Channel<Object> output;
  private final PipelineListener listener;
  private final BiConsumer<String, Throwable> failed;
  private final Optional<Turns> turns;
  private final LongAdder received = new LongAdder();
  private final LongAdder emitted = new LongAdder();
  private final LongAdder workNanos = new LongAdder();

  StageRun(
      Pipeline.Stage stage,
      Channel<Object> input,
      Channel<Object> output,
      PipelineListener listener,
      BiConsumer<String, Throwable> failed) {
    this.stage = stage;
    this.input = input;
    this.output = output;
    this.listener = listener;
    this.failed = failed;
    this.turns =
        stage.ordered() && stage.parallelism() > 1 ? Optional.of(new Turns()) : Optional.empty();
  }

  Channel<Object> output() {
    return output;
  }

  void start(String pipeline, Team team) {
    team.start(pipeline + "-" + stage.name(), stage.parallelism(), this::takeTurns, output::close);
  }

  StageStats stats() {
    return new StageStats(
        stage.name(), received.sum(), emitted.sum(), workNanos.sum(), input.size());
  }

  private void takeTurns() {
    try {
      while (true) {
        if (turns.isPresent()) {
          passOneInOrder(turns.get());
        } else {
          passOne();
        }
      }
    } catch (ChannelClosedException _) {
      // The end: of the items, or of the run, and then somebody has said why, maybe work().
    } catch (Throwable failure) {
      failed.accept(stage.name(), failure);
    }
  }

  private void passOne() throws Exception {
    for (Object result : work(input.receive())) {
      output.send(result);
      emitted.increment();
    }
  }

  /** The turn is drawn together with the item, so turns are in the order of the items. */
  private void passOneInOrder(Turns order) throws Exception {
    Object[] item = new Object[1];
    long turn = order.draw(() -> item[0] = input.receive());
    List<Object> results = work(item[0]);
    order.await(turn);
    for (Object result : results) {
      output.send(result);
      emitted.increment();
    }
    order.pass();
  }

  private List<Object> work(Object item) throws Exception {
    received.increment();
    List<Object> results = new ArrayList<>(1);
    long begin = System.nanoTime();
    boolean done = false;
    try {
      stage.work().apply(item, results::add);
      done = true;
      return results;
    } catch (ChannelClosedException ofTheWork) {
      // Of a channel that is none of ours: not the end of the items, but a failure of the stage.
      failed.accept(stage.name(), ofTheWork);
      throw ofTheWork;
    } finally {
      long nanos = System.nanoTime() - begin;
      workNanos.add(nanos);
      tellDone(nanos, !done);
    }
  }

  private void tellDone(long nanos, boolean failure) {
    try {
      listener.itemDone(stage.name(), nanos, failure);
    } catch (Throwable fault) {
      ListenerFault.report(fault);
    }
  }
}
