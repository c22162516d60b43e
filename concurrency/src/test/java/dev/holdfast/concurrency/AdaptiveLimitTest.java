package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.AdaptiveLimit.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
  private static final Duration SERVICE = Duration.ofMillis(10);

  private final ManualTicker ticker = new ManualTicker();
  private final AdaptiveLimit limit =
      AdaptiveLimit.create(
          AdaptiveLimitConfig.named("backend").withLimits(2, 5, 200).withWindowCalls(10), ticker);

  /** A backend that serves so many at a time: beyond that all calls take proportionally longer. */
  private void serve(int rounds, int capacity, int demand) {
    for (int round = 0; round < rounds; round++) {
      List<Call> calls = new ArrayList<>();
      for (int i = 0; i < demand; i++) {
        limit.tryBegin().ifPresent(calls::add);
      }
      double load = Math.max(1.0, (double) calls.size() / capacity);
      ticker.advanceNanos((long) (SERVICE.toNanos() * load));
      calls.forEach(Call::succeeded);
    }
    assertThat(limit.inFlight()).isZero();
  }

  @Test
  void findsTheCapacityOfWhatIsBehindIt() {
    serve(300, 40, 1000);
    assertThat(limit.limit()).isBetween(35, 60);
    serve(300, 15, 1000);
    assertThat(limit.limit()).as("it has become smaller").isBetween(8, 40);
    serve(600, 80, 1000);
    assertThat(limit.limit()).as("and larger").isBetween(70, 120);
  }

  @Test
  void doesNotRiseWhileItIsNotUsed() {
    serve(200, 1000, 2);
    assertThat(limit.limit()).isEqualTo(5);
  }

  @Test
  void fallsAtOnceWhenCallsAreDroppedButNotBelowItsMinimum() {
    serve(100, 100, 1000);
    int before = limit.limit();
    limit.tryBegin().orElseThrow().dropped();
    assertThat(limit.limit()).isLessThan(before);
    for (int i = 0; i < 100; i++) {
      limit.tryBegin().orElseThrow().dropped();
    }
    assertThat(limit.limit()).as("once a window").isGreaterThan(before / 2);
    for (int i = 0; i < 1000; i++) {
      limit.tryBegin().ifPresent(Call::dropped);
      serve(1, 1, 10);
    }
    assertThat(limit.limit()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void fallsOnWhileEveryCallIsDropped() {
    serve(100, 100, 1000);
    assertThat(limit.limit()).isGreaterThan(50);
    for (int i = 0; i < 2_000; i++) {
      limit.tryBegin().orElseThrow().dropped();
    }
    assertThat(limit.limit()).isEqualTo(2);
  }

  @Test
  void aCallEndsOnceWhateverIsSaidAfterwards() throws InterruptedException {
    Call call = limit.begin(Deadline.NOW).orElseThrow();
    assertThat(limit.inFlight()).isOne();
    call.close();
    call.succeeded();
    call.dropped();
    assertThat(limit.inFlight()).isZero();
    assertThat(limit.limit()).isEqualTo(5);
  }

  @Test
  void refusesBeyondTheLimit() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      assertThat(limit.tryBegin()).isPresent();
    }
    assertThat(limit.tryBegin()).isEmpty();
    Optional<Call> late = limit.begin(Deadline.after(Duration.ofMillis(1)));
    assertThat(late).isEmpty();
    Cancellation cancelled = Cancellation.create();
    cancelled.cancel();
    assertThat(limit.begin(cancelled)).isEmpty();
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> AdaptiveLimitConfig.named("x").withLimits(5, 4, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("initial");
  }
}
