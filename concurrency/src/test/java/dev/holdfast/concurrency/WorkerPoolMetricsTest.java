package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.WorkerPoolListener.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolMetricsTest {
  @Test
  void countsWhatAPoolDoes() {
    WorkerPoolMetrics metrics = new WorkerPoolMetrics();
    try (WorkerPool pool = WorkerPool.create(WorkerPoolConfig.named("counted"), metrics)) {
      for (int i = 0; i < 8; i++) {
        boolean fails = i % 4 == 0;
        CompletableFuture<Integer> future =
            pool.submit(() -> {
              if (fails) {
                throw new IllegalStateException("on purpose");
              }
              return 1;
            });
        assertThat(future.handle((_, failure) -> failure != null).join()).isEqualTo(fails);
      }
      assertThat(pool.shutdown(Deadline.NEVER)).isTrue();
      assertThat(pool.submit(() -> 1)).isCompletedExceptionally();
    }
    assertThat(metrics.ended(Outcome.SUCCEEDED)).isEqualTo(6);
    assertThat(metrics.ended(Outcome.FAILED)).isEqualTo(2);
    assertThat(metrics.errorRate()).isEqualTo(0.25);
    assertThat(metrics.rejected()).isOne();
    assertThat(metrics.stuck()).isZero();
    assertThat(metrics.queueLengthMax()).isBetween(0, 1);
    assertThat(metrics.runTimes().count()).isEqualTo(8);
    assertThat(metrics.queueTimes().quantile(1)).isPositive();
    assertThat(new WorkerPoolMetrics().errorRate()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void aQuantileIsNeverTooSmallAndAtMostAnEighthTooLarge(long seed) {
    Random random = new Random(seed);
    LatencyHistogram histogram = new LatencyHistogram();
    long[] values = new long[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
      histogram.record(values[i]);
    }
    Arrays.sort(values);
    for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      long found = histogram.quantile(share).toNanos();
      assertThat(found).isGreaterThanOrEqualTo(exact);
      assertThat(found - exact).isLessThanOrEqualTo(exact / 8);
    }
  }

  @Test
  void extremesHaveABucketToo() {
    LatencyHistogram histogram = new LatencyHistogram();
    assertThat(histogram.quantile(0.5)).isZero();
    histogram.record(-5);
    histogram.record(Long.MAX_VALUE);
    assertThat(histogram.quantile(0)).isZero();
    assertThat(histogram.quantile(1)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThatThrownBy(() -> histogram.quantile(1.1)).isInstanceOf(IllegalArgumentException.class);
  }
}
