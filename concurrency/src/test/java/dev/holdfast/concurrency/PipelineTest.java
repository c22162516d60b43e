package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 500).boxed().toList();

  private final List<Object> out = new ArrayList<>();
  private final Cancellation scope = Cancellation.create();
  private final CountDownLatch never = new CountDownLatch(1);

  private static int dawdle(int item) {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(20_000));
    return item;
  }

  @Test
  void everyItemGoesThroughEveryStageOnce() throws InterruptedException {
    List<StageStats> stats =
        Pipeline.<Integer>named("calc")
            .map("double", 3, i -> 2 * i)
            .map("text", 2, i -> Integer.toString(i))
            .run(ITEMS, out::add, scope);
    assertThat(out)
        .containsExactlyInAnyOrderElementsOf(
            ITEMS.stream().map(i -> Integer.toString(2 * i)).toList());
    assertThat(stats).extracting(StageStats::stage).containsExactly("double", "text");
    assertThat(stats).allMatch(s -> s.received() == 500 && s.emitted() == 500 && s.queued() == 0);
  }

  @Test
  void orderedStagesKeepTheOrderThoughTheyWorkInParallel() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch four = new CountDownLatch(4);
    Pipeline.<Integer>named("ordered")
        .mapInOrder(
            "dawdle",
            4,
            i -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              four.countDown();
              four.await();
              int result = dawdle(i);
              running.decrementAndGet();
              return result;
            })
        .mapInOrder("again", 3, PipelineTest::dawdle)
        .run(ITEMS, out::add, scope);
    assertThat(out).isEqualTo(ITEMS);
    assertThat(most).hasValue(4);
  }

  @Test
  void aStageMayEmitAnyNumberOfItems() throws InterruptedException {
    Pipeline.<Integer>named("expand")
        .<Integer>expandInOrder(
            "repeat",
            3,
            (i, emit) -> {
              for (int k = 0; k < i % 3; k++) {
                emit.accept(i);
              }
            })
        .run(List.of(0, 1, 2, 3, 4, 5), out::add, scope);
    assertThat(out).containsExactly(1, 2, 2, 4, 5, 5);
  }

  @Test
  void aSlowStageHoldsUpThoseBeforeIt() throws Exception {
    AtomicInteger entered = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(1);
    try (PipelineRun<Integer, Integer> run =
        Pipeline.<Integer>named("pressure")
            .map("first", 1, i -> entered.incrementAndGet())
            .map(
                "slow",
                1,
                i -> {
                  open.await();
                  return i;
                })
            .withQueueCapacity(2)
            .start(scope, PipelineListener.NOOP)) {
      var sender = TestThreads.start(() -> sendAll(run));
      TestThreads.until(() -> entered.get() == 4 && run.stats().getFirst().queued() == 2);
      sender.parked();
      assertThat(run.stats().get(1).queued()).isEqualTo(2);
      open.countDown();
      run.forEach(out::add);
      sender.result();
      assertThat(out).hasSize(500);
    }
  }

  private static boolean sendAll(PipelineRun<Integer, Integer> run) throws InterruptedException {
    for (Integer item : ITEMS) {
      run.send(item);
    }
    run.finish();
    return true;
  }

  @Test
  void stagesMayMeetWithoutAQueue() throws Exception {
    List<Integer> out = new ArrayList<>();
    Pipeline.<Integer>named("meeting")
        .map("add", 1, i -> i + 1)
        .withQueueCapacity(0)
        .map("double", 1, i -> 2 * i)
        .withQueueCapacity(0)
        .run(List.of(1, 2, 3), out::add, Cancellation.create());
    assertThat(out).containsExactly(4, 6, 8);
  }

  @Test
  void theFirstFailureEndsTheRunAndNamesItsStage() {
    assertThatThrownBy(() ->
            Pipeline.<Integer>named("broken")
                .mapInOrder("fine", 3, i -> i)
                .mapInOrder(
                    "bad",
                    2,
                    i -> {
                      if (i == 100) {
                        throw new IOException("item 100");
                      }
                      return i;
                    })
                .map("last", 1, i -> i)
                .run(ITEMS, out::add, scope))
        .isInstanceOfSatisfying(
            PipelineException.class, e -> assertThat(e.stage()).isEqualTo("bad"))
        .hasMessage("broken: stage bad failed: java.io.IOException: item 100")
        .hasCauseInstanceOf(IOException.class);
    assertThat(out.size()).isLessThanOrEqualTo(100);
  }

  @Test
  void sendersHearOfAFailureToo() throws Exception {
    try (PipelineRun<Integer, Integer> run =
        Pipeline.<Integer>named("broken")
            .<Integer>map(
                "bad",
                1,
                _ -> {
                  throw new IllegalStateException("at once");
                })
            .start(scope, PipelineListener.NOOP)) {
      assertThatThrownBy(() -> sendAll(run)).isInstanceOf(PipelineException.class);
      assertThatThrownBy(() -> run.forEach(out::add)).isInstanceOf(PipelineException.class);
    }
  }

  @Test
  void cancellationInterruptsAllStages() throws Exception {
    Pipeline<Integer, Integer> stuck =
        Pipeline.<Integer>named("stuck")
            .map(
                "wait",
                2,
                i -> {
                  never.await();
                  return i;
                });
    var running = TestThreads.startAndPark(() -> stuck.run(ITEMS, out::add, scope));
    scope.cancel();
    assertThatThrownBy(running::result).isInstanceOf(CancelledException.class);
    Cancellation hurry = Cancellation.until(Deadline.after(Duration.ofMillis(20)));
    assertThatThrownBy(() -> stuck.run(ITEMS, out::add, hurry))
        .isInstanceOfSatisfying(CancelledException.class, e -> assertThat(e.isDeadline()).isTrue());
  }

  @Test
  void whatTheSourceOrTheSinkThrowsEndsTheRun() {
    Pipeline<Integer, Integer> plain = Pipeline.<Integer>named("plain").map("same", 1, i -> i);
    assertThatThrownBy(() ->
            plain.run(
                ITEMS,
                _ -> {
                  throw new IllegalStateException("sink");
                },
                scope))
        .hasMessage("sink");
    Iterable<Integer> broken =
        () -> {
          throw new IllegalStateException("no data");
        };
    assertThatThrownBy(() -> plain.run(broken, out::add, scope))
        .hasMessageContaining("stage source failed")
        .hasRootCauseMessage("no data");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aClosedChannelOfItsOwnIsAFailureOfTheStageAndNotTheEnd(int parallelism) {
    Channel<Integer> closed = Channel.bounded(1);
    closed.close();
    Pipeline<Integer, Integer> plain = Pipeline.named("foreign");
    List<Pipeline<Integer, Integer>> pipelines =
        List.of(
            plain.map("look up", parallelism, i -> i == 5 ? closed.receive() : i),
            plain.mapInOrder("look up", parallelism, i -> i == 5 ? closed.receive() : i));
    for (Pipeline<Integer, Integer> pipeline : pipelines) {
      assertThatThrownBy(() -> pipeline.run(ITEMS, out::add, scope))
          .isInstanceOfSatisfying(
              PipelineException.class, e -> assertThat(e.stage()).isEqualTo("look up"))
          .hasCauseInstanceOf(ChannelClosedException.class);
    }
  }

  @Test
  void aClosedChannelIsAFailureOfTheSourceToo() {
    Channel<Integer> closed = Channel.bounded(1);
    closed.close();
    Iterable<Integer> source =
        () -> Stream.generate(() -> closed.tryReceive().orElseThrow()).iterator();
    Pipeline<Integer, Integer> plain = Pipeline.<Integer>named("plain").map("same", 1, i -> i);
    var running =
        TestThreads.start(() -> {
          plain.run(source, out::add, scope);
          return true;
        });
    assertThatThrownBy(running::result)
        .isInstanceOfSatisfying(
            PipelineException.class, e -> assertThat(e.stage()).isEqualTo("source"))
        .hasCauseInstanceOf(ChannelClosedException.class);
  }

  @Test
  void aStageCannotCloseItsOwnRun() throws Exception {
    CompletableFuture<PipelineRun<Integer, Integer>> itself = new CompletableFuture<>();
    Pipeline<Integer, Integer> pipeline =
        Pipeline.<Integer>named("own")
            .map(
                "close",
                1,
                i -> {
                  itself.join().close();
                  return i;
                });
    try (PipelineRun<Integer, Integer> run = pipeline.start(scope, PipelineListener.NOOP)) {
      itself.complete(run);
      run.send(1);
      assertThatThrownBy(() -> run.forEach(out::add))
          .isInstanceOf(PipelineException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void finishDrainsAndThenRefuses() throws InterruptedException {
    try (PipelineRun<Integer, Integer> run =
        Pipeline.<Integer>named("drain")
            .map("same", 2, i -> i)
            .start(scope, PipelineListener.NOOP)) {
      run.send(1);
      run.send(2);
      run.finish();
      assertThatThrownBy(() -> run.send(3)).isInstanceOf(IllegalStateException.class);
      run.forEach(out::add);
      assertThat(out).containsExactlyInAnyOrder(1, 2);
    }
    assertThat(scope.registrations()).as("nothing is left behind").isZero();
  }

  @Test
  void theListenerHearsOfEveryItemAndItsFaultsStopNothing() throws InterruptedException {
    AtomicInteger heard = new AtomicInteger();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void itemDone(String stage, long workNanos, boolean failed) {
            heard.incrementAndGet();
            throw new IllegalStateException("broken listener");
          }
        };
    try (PipelineRun<Integer, Integer> run =
        Pipeline.<Integer>named("told").map("same", 2, i -> i).start(scope, listener)) {
      run.feed(ITEMS);
      run.forEach(out::add);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(heard).hasValue(500);
    assertThat(out).hasSize(500);
  }

  @Test
  void refusesNonsense() {
    Pipeline<Integer, Integer> empty = Pipeline.named("empty");
    assertThatThrownBy(() -> empty.start(scope, PipelineListener.NOOP))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> empty.withQueueCapacity(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> empty.map("x", 0, i -> i))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
