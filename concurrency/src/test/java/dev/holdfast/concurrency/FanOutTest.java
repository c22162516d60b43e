package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.FanOut.Errors;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 200).boxed().toList();

  private final CountDownLatch never = new CountDownLatch(1);

  private int waitForEver() throws InterruptedException {
    never.await();
    return 0;
  }

  @Test
  void resultsComeInTheOrderOfTheItems() throws InterruptedException {
    assertThat(FanOut.of("square", 8).map(ITEMS, i -> i * i))
        .isEqualTo(ITEMS.stream().map(i -> i * i).toList());
    assertThat(FanOut.of("none", 8).map(List.<Integer>of(), i -> i)).isEmpty();
  }

  @Test
  void noMoreThanTheConcurrencyRunAtATime() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    FanOut.of("bounded", 3)
        .map(
            ITEMS,
            _ -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              three.countDown();
              three.await();
              return running.decrementAndGet();
            });
    assertThat(most).hasValue(3);
  }

  @Test
  void theFirstFailureInterruptsTheOthersAndIsTheCause() {
    AtomicInteger started = new AtomicInteger();
    assertThatThrownBy(() ->
            FanOut.of("fast", 4)
                .map(
                    ITEMS,
                    i -> {
                      started.incrementAndGet();
                      if (i == 3) {
                        throw new IOException("no " + i);
                      }
                      return waitForEver();
                    }))
        .isInstanceOfSatisfying(FanOutException.class, e -> assertThat(e.failed()).isOne())
        .hasMessage("fast: 1 of 200 items failed, first: java.io.IOException: no 3")
        .hasCauseInstanceOf(IOException.class);
    assertThat(started.get()).isBetween(4, 5);
  }

  @Test
  void collectAllTriesEverythingAndJoinsEveryError() {
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(() ->
            FanOut.of("all", 4)
                .withErrors(Errors.COLLECT_ALL)
                .map(
                    ITEMS,
                    i -> {
                      if (i % 50 == 0) {
                        throw new IOException("no " + i);
                      }
                      return done.incrementAndGet();
                    }))
        .isInstanceOfSatisfying(
            FanOutException.class,
            e -> {
              assertThat(e.failed()).isEqualTo(4);
              assertThat(e.getSuppressed()).hasSize(3);
            });
    assertThat(done).hasValue(196);
  }

  @Test
  void aDeadlineInterruptsWhatRuns() {
    Cancellation hurry = Cancellation.until(Deadline.after(Duration.ofMillis(20)));
    assertThatThrownBy(() -> FanOut.of("late", 2).under(hurry).map(ITEMS, _ -> waitForEver()))
        .isInstanceOfSatisfying(CancelledException.class, e -> assertThat(e.isDeadline()).isTrue());
    assertThatThrownBy(() -> FanOut.of("later", 2).under(hurry).map(ITEMS, i -> i))
        .isInstanceOf(CancelledException.class);
  }

  @Test
  void anInterruptedCallerInterruptsWhatRunsAndWaitsForItsEnd() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch started = new CountDownLatch(2);
    var caller =
        TestThreads.start(() ->
            FanOut.of("interrupted", 2)
                .map(
                    ITEMS,
                    _ -> {
                      threads.add(Thread.currentThread());
                      started.countDown();
                      return waitForEver();
                    }));
    TestThreads.await(started);
    caller.thread.interrupt();
    assertThatThrownBy(caller::result).isInstanceOf(InterruptedException.class);
    assertThat(threads).noneMatch(Thread::isAlive);
  }

  @Test
  void sharesABoundThroughASemaphore() throws InterruptedException {
    Semaphore shared = Semaphore.create("shared", 2);
    AtomicInteger most = new AtomicInteger();
    FanOut.of("permits", 8)
        .within(shared)
        .map(ITEMS, _ -> most.accumulateAndGet(shared.held(), Math::max));
    assertThat(most.get()).isBetween(1, 2);
    assertThat(shared.held()).isZero();
  }

  @Test
  void resultsReachTheSinkAsTheyGetReadyOnTheCallersThread() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(1);
    List<Integer> seen = new ArrayList<>();
    Thread caller = Thread.currentThread();
    FanOut.of("ready", 2)
        .forEach(
            List.of(1, 2),
            i -> {
              if (i == 1) {
                second.await();
              }
              return i;
            },
            result -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              seen.add(result);
              second.countDown();
            });
    assertThat(seen).containsExactly(2, 1);
  }

  @Test
  void aSinkThatThrowsEndsAll() {
    assertThatThrownBy(() ->
            FanOut.of("sink", 4)
                .forEach(
                    ITEMS,
                    i -> i,
                    _ -> {
                      throw new IllegalStateException("full");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("full");
  }

  @Test
  void failuresReachTheCallerOfForEachToo() {
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() ->
            FanOut.of("some", 4)
                .withErrors(Errors.COLLECT_ALL)
                .forEach(
                    ITEMS,
                    i -> {
                      if (i == 9) {
                        throw new IOException("no 9");
                      }
                      return i;
                    },
                    seen::add))
        .isInstanceOf(FanOutException.class);
    assertThat(seen).hasSize(199).doesNotContain(9);
  }

  @Test
  void pooledResultsAreUsedAgainAndAllComeBack() throws InterruptedException {
    ConcurrentLinkedQueue<StringBuilder> pool = new ConcurrentLinkedQueue<>();
    AtomicInteger made = new AtomicInteger();
    List<String> seen = new ArrayList<>();
    FanOut.of("pooled", 3)
        .forEachPooled(
            ITEMS,
            () -> {
              StringBuilder old = pool.poll();
              if (old != null) {
                return old;
              }
              made.incrementAndGet();
              return new StringBuilder();
            },
            (i, text) -> text.append("item ").append(i),
            text -> seen.add(text.toString()),
            text -> {
              text.setLength(0);
              pool.add(text);
            });
    assertThat(seen).hasSize(200).doesNotHaveDuplicates().contains("item 0", "item 199");
    assertThat(made.get()).isLessThanOrEqualTo(7);
    assertThat(pool).hasSize(made.get());
  }
}
