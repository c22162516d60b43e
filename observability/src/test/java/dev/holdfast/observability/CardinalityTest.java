package dev.holdfast.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.observability.Meters.Counter;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class CardinalityTest {

  @Test
  void theFirstValuesAreKeptAndTheRestShareOne() {
    Cardinality cardinality = Cardinality.of(2);
    assertThat(cardinality.admit(Labels.QUEUE, "a")).isEqualTo("a");
    assertThat(cardinality.admit(Labels.QUEUE, "b")).isEqualTo("b");
    assertThat(cardinality.admit(Labels.QUEUE, "c")).isEqualTo(Labels.OVERFLOW);
    assertThat(cardinality.admit(Labels.QUEUE, "a")).isEqualTo("a");
    assertThat(cardinality.admit(Labels.JOB_TYPE, "c")).isEqualTo("c");
    assertThat(cardinality.capped()).isEqualTo(1);
  }

  @Test
  void labelsWithFixedValuesAreNotCapped() {
    Cardinality cardinality = Cardinality.of(1);
    assertThat(cardinality.admit(Labels.STATE, "a")).isEqualTo("a");
    assertThat(cardinality.admit(Labels.STATE, "b")).isEqualTo("b");
    assertThat(cardinality.admit(Labels.ERROR_TYPE, "")).isEmpty();
    assertThat(cardinality.capped()).isZero();
  }

  @Test
  void aLabelNeedsRoomForAValue() {
    assertThatThrownBy(() -> Cardinality.of(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHundredThousandQueuesMakeAHundredSeriesAndSumsStayRight() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Meters meters = new MicrometerMeters(registry);
    Series<Counter> counters = meters.counters(QueueNames.JOBS_ENQUEUED);
    Series<Counter> ended = meters.counters(QueueNames.ATTEMPTS_ENDED);
    for (int i = 0; i < 100_000; i++) {
      counters.of("queue-" + i).add(1);
      ended.of("queue-" + i, "failed").add(1);
    }
    assertThat(registry.find(QueueNames.JOBS_ENQUEUED.name()).counters())
        .hasSize(Cardinality.VALUES_MAX + 1);
    assertThat(registry.find(QueueNames.ATTEMPTS_ENDED.name()).counters())
        .hasSize(Cardinality.VALUES_MAX + 1);
    double overflow =
        registry
            .get(QueueNames.JOBS_ENQUEUED.name())
            .tag(Labels.QUEUE, Labels.OVERFLOW)
            .counter()
            .count();
    assertThat(overflow).isEqualTo(100_000 - Cardinality.VALUES_MAX);
  }

  @Test
  void threadsTogetherDoNotExceedTheBound() throws InterruptedException {
    Cardinality cardinality = Cardinality.of(50);
    CountDownLatch go = new CountDownLatch(1);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      int own = t;
      threads[t] =
          Thread.ofPlatform()
              .start(() -> {
                await(go);
                for (int i = 0; i < 1000; i++) {
                  cardinality.admit(Labels.QUEUE, own + "-" + i);
                }
              });
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(cardinality.capped()).isEqualTo(4 * 1000 - 50);
  }

  /** Round after round, threads come with the same new value at once. */
  @Test
  void aValueThatHasASeriesHasItForEverybody() throws InterruptedException {
    Set<String> answers = ConcurrentHashMap.newKeySet();
    for (int round = 0; round < 2000; round++) {
      Cardinality cardinality = Cardinality.of(1 + round % 2);
      CyclicBarrier go = new CyclicBarrier(2);
      Thread other = Thread.ofVirtual().start(() -> answers.add(admitAtOnce(cardinality, go)));
      answers.add(admitAtOnce(cardinality, go));
      other.join();
    }
    assertThat(answers).containsExactly("mail");
  }

  private static String admitAtOnce(Cardinality cardinality, CyclicBarrier go) {
    try {
      go.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
    return cardinality.admit(Labels.QUEUE, "mail");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
