package dev.holdfast.concurrency;

import static dev.holdfast.concurrency.TestThreads.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.Refusal.Reason;
import dev.holdfast.concurrency.TestThreads.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
  private final List<String> heard = new ArrayList<>();
  private final ManualTicker ticker = new ManualTicker();
  private final ManualTimer timer = new ManualTimer(ticker);
  private final Semaphore semaphore = Semaphore.create("db", 10);

  private Semaphore withTimer(SemaphoreConfig config) {
    return new Semaphore(config, SemaphoreListener.NOOP, ticker, Parker.SYSTEM, timer);
  }

  private Running<Boolean> waitFor(Semaphore where, int weight) {
    Running<Boolean> waiter =
        start(() -> {
          where.acquire(weight);
          return true;
        });
    return waiter.parked();
  }

  private static Refusal refusal(Acquisition acquisition) {
    assertThat(acquisition).isInstanceOf(Refusal.class);
    return (Refusal) acquisition;
  }

  @Test
  void neverGrantsMoreThanItsCapacity() {
    assertThat(semaphore.tryAcquire(7)).isTrue();
    assertThat(semaphore.tryAcquire(4)).isFalse();
    assertThat(semaphore.tryAcquire(3)).isTrue();
    assertThat(semaphore.tryAcquire(1)).isFalse();
    assertThat(semaphore.available()).isZero();
    assertThat(semaphore.held()).isEqualTo(10);
    semaphore.release(10);
    assertThat(semaphore.available()).isEqualTo(10);
  }

  @Test
  void waitersAreServedInOrderWhateverTheirWeight() throws Exception {
    semaphore.acquire(10);
    var big = waitFor(semaphore, 8);
    var small = waitFor(semaphore, 1);
    semaphore.release(5);
    assertThat(semaphore.waiting()).as("the small one waits behind the big one").isEqualTo(2);
    semaphore.release(3);
    big.result();
    assertThat(semaphore.waiting()).isEqualTo(1);
    semaphore.release(1);
    small.result();
    assertThat(semaphore.held()).isEqualTo(10);
  }

  @Test
  void oneReleaseServesAllThatFit() throws Exception {
    semaphore.acquire(10);
    var first = waitFor(semaphore, 3);
    var second = waitFor(semaphore, 3);
    var third = waitFor(semaphore, 5);
    semaphore.release(10);
    first.result();
    second.result();
    assertThat(semaphore.waiting()).isEqualTo(1);
    semaphore.release(1);
    third.result();
  }

  @Test
  void aWaiterThatTimesOutLetsTheNextGo() throws Exception {
    semaphore.acquire(8);
    Running<Boolean> big =
        start(() -> semaphore.tryAcquire(5, Deadline.after(Duration.ofMillis(300)))).parked();
    var small = waitFor(semaphore, 2);
    assertThat(big.result()).isFalse();
    small.result();
    assertThat(semaphore.held()).isEqualTo(10);
  }

  @Test
  void aWaiterThatIsInterruptedHoldsNothing() throws Exception {
    semaphore.acquire(10);
    var waiter = waitFor(semaphore, 5);
    waiter.thread.interrupt();
    assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
    semaphore.release(10);
    assertThat(semaphore.available()).isEqualTo(10);
    assertThat(semaphore.waiting()).isZero();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> semaphore.acquire(1)).isInstanceOf(InterruptedException.class);
    assertThat(semaphore.held()).isZero();
  }

  @Test
  void aCancelledWaitSaysSo() throws Exception {
    semaphore.acquire(10);
    Cancellation cancellation = Cancellation.create();
    Running<Acquisition> waiter = start(() -> semaphore.request(5, cancellation)).parked();
    cancellation.cancel();
    assertThat(refusal(waiter.result()).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(refusal(semaphore.request(1, cancellation)).reason()).isEqualTo(Reason.CANCELLED);
    Cancellation late = Cancellation.until(Deadline.after(Duration.ofMillis(1)));
    assertThat(refusal(semaphore.request(1, late)).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(semaphore.waiting()).isZero();
  }

  @Test
  void anActionThatThrowsKeepsNobodyInLine() throws Exception {
    semaphore.acquire(10);
    Cancellation late = Cancellation.until(Deadline.after(Duration.ofMillis(1)));
    late.register(() -> { // so the waiting thread is the one that runs it
      throw new IllegalStateException("broken action");
    });
    var reported =
        TestThreads.faultsOf(() ->
            assertThat(refusal(semaphore.request(1, late)).reason()).isEqualTo(Reason.TIMED_OUT));
    assertThat(reported).hasSize(1);
    assertThat(semaphore.waiting()).isZero();
  }

  @Test
  void aCancellationEndsEveryKindOfWait() throws Exception {
    semaphore.acquire(10);
    Cancellation cancellation = Cancellation.create();
    var attempt = start(() -> semaphore.tryAcquire(1, cancellation)).parked();
    var task = start(() -> semaphore.withPermits(1, cancellation, () -> "ran")).parked();
    CompletableFuture<Permit> async = semaphore.acquireAsync(1, cancellation);
    cancellation.cancel();
    assertThat(attempt.result()).isFalse();
    assertThatThrownBy(task::result).isInstanceOf(RefusedException.class);
    assertThat(async).isCompletedExceptionally();
    assertThatThrownBy(async::join).hasRootCauseInstanceOf(RefusedException.class);
    assertThat(semaphore.acquireAsync(1, cancellation)).isCompletedExceptionally();
    assertThat(semaphore.waiting()).isZero();
    assertThat(cancellation.registrations()).isZero();
  }

  @Test
  void aRefusalExplainsItself() throws Exception {
    semaphore.acquire(9);
    var first = waitFor(semaphore, 4);
    var second = waitFor(semaphore, 2);
    Refusal refusal = refusal(semaphore.request(3, Deadline.NOW));
    assertThat(refusal)
        .isEqualTo(new Refusal("db", Reason.TIMED_OUT, 3, 1, 3, 6, java.util.Optional.empty()));
    assertThat(refusal)
        .hasToString("db refused 3 permits (TIMED_OUT): 1 available, position 3, weight ahead 6");
    assertThatThrownBy(refusal::orThrow)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
    first.interrupt();
    second.interrupt();
  }

  @Test
  void moreThanTheCapacityIsRefusedAtOnce() throws InterruptedException {
    assertThat(refusal(semaphore.request(11, Deadline.NEVER)).reason())
        .isEqualTo(Reason.EXCEEDS_CAPACITY);
    assertThat(semaphore.tryAcquire(11)).isFalse();
    assertThatThrownBy(() -> semaphore.acquire(11)).isInstanceOf(RefusedException.class);
  }

  @Test
  void moreWaitersThanAllowedAreRefusedAtOnce() throws Exception {
    Semaphore bounded =
        Semaphore.create(SemaphoreConfig.of("db", 1).withWaitersMax(1), SemaphoreListener.NOOP);
    bounded.acquire(1);
    var waiter = waitFor(bounded, 1);
    assertThat(refusal(bounded.request(1, Deadline.NEVER)).reason()).isEqualTo(Reason.WAITERS_FULL);
    bounded.release(1);
    waiter.result();
  }

  @Test
  void givingBackMoreThanIsHeldIsDetectedAndChangesNothing() throws InterruptedException {
    assertThatThrownBy(() -> semaphore.release(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("db: 1 permits released, but only 0 are held");
    semaphore.acquire(10);
    var waiter = waitFor(semaphore, 1);
    assertThatThrownBy(() -> semaphore.release(11)).isInstanceOf(IllegalStateException.class);
    assertThat(semaphore.held()).isEqualTo(10);
    assertThat(semaphore.waiting()).isEqualTo(1);
    waiter.interrupt();
  }

  @Test
  void aPermitGivesBackOnce() throws InterruptedException {
    Permit permit = semaphore.request(4, Deadline.NOW).orThrow();
    assertThat(permit.orThrow()).isSameAs(permit);
    assertThat(permit.weight()).isEqualTo(4);
    permit.close();
    permit.close();
    assertThat(semaphore.held()).isZero();
  }

  @Test
  void withPermitsGivesBackWhateverHappens() throws Exception {
    assertThat(semaphore.withPermits(10, Deadline.NOW, semaphore::available)).isZero();
    assertThat(semaphore.withPermits(10, Cancellation.create(), semaphore::available)).isZero();
    assertThat(semaphore.withPermits(10, semaphore::available)).isZero();
    assertThatThrownBy(() ->
            semaphore.withPermits(
                1,
                Deadline.NOW,
                () -> {
                  throw new java.io.IOException("task");
                }))
        .isInstanceOf(java.io.IOException.class);
    assertThat(semaphore.held()).isZero();
    semaphore.acquire(10);
    assertThatThrownBy(() -> semaphore.withPermits(1, Deadline.NOW, () -> 1))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void shrinkingDoesNotWaitAndNothingIsGrantedUntilEnoughIsBack() throws Exception {
    semaphore.acquire(8);
    semaphore.resize(5);
    assertThat(semaphore.available()).isEqualTo(-3);
    semaphore.release(3);
    assertThat(semaphore.tryAcquire(1)).isFalse();
    semaphore.release(1);
    assertThat(semaphore.tryAcquire(1)).isTrue();
    assertThat(semaphore.held()).isEqualTo(5);
  }

  @Test
  void growingServesThoseWhoWaitAndShrinkingRefusesTheHopeless() throws Exception {
    semaphore.acquire(10);
    var waiter = waitFor(semaphore, 5);
    semaphore.resize(15);
    waiter.result();
    var hopeless = waitFor(semaphore, 12);
    var behind = waitFor(semaphore, 1);
    semaphore.resize(11);
    assertThatThrownBy(hopeless::result).isInstanceOf(RefusedException.class);
    semaphore.release(5);
    behind.result();
  }

  @Test
  void strictOrderUnlessOvertakingIsAllowedAndThenOnlySoOften() throws Exception {
    Semaphore relaxed =
        Semaphore.create(SemaphoreConfig.of("db", 10).withBypassMax(2), SemaphoreListener.NOOP);
    relaxed.acquire(8);
    var big = waitFor(relaxed, 5);
    assertThat(relaxed.tryAcquire(1)).as("first overtaking").isTrue();
    relaxed.acquire(1);
    relaxed.release(2);
    assertThat(relaxed.tryAcquire(1)).as("a third would be one too many").isFalse();
    var small = waitFor(relaxed, 1);
    relaxed.release(3);
    big.result();
    relaxed.release(1);
    small.result();
  }

  @Test
  void aFollowerThatFitsOvertakesAsOftenAsAllowed() throws Exception {
    Semaphore relaxed =
        Semaphore.create(SemaphoreConfig.of("db", 10).withBypassMax(1), SemaphoreListener.NOOP);
    relaxed.acquire(10);
    var big = waitFor(relaxed, 5);
    var small = waitFor(relaxed, 1);
    var alsoSmall = waitFor(relaxed, 1);
    relaxed.release(2);
    small.result();
    assertThat(relaxed.waiting()).isEqualTo(2);
    relaxed.release(4);
    big.result();
    relaxed.release(1);
    alsoSmall.result();
  }

  @Test
  void tracksWhoHoldsPermitsAndWhereTheyWereAcquired() throws InterruptedException {
    Semaphore tracked = withTimer(SemaphoreConfig.of("db", 10).withTrackHolders(true));
    Permit old = tracked.request(2, Deadline.NOW).orThrow();
    ticker.advance(Duration.ofSeconds(5));
    Permit fresh = tracked.request(1, Deadline.NOW).orThrow();
    List<Holding> holdings = tracked.heldLongerThan(Duration.ofSeconds(1));
    assertThat(holdings).hasSize(1);
    Holding holding = holdings.getFirst();
    assertThat(holding.weight()).isEqualTo(2);
    assertThat(holding.held()).isEqualTo(Duration.ofSeconds(5));
    assertThat(holding.thread()).isEqualTo(Thread.currentThread().getName());
    assertThat(holding.lost()).isFalse();
    assertThat(holding.site().getFirst().getMethodName())
        .isEqualTo("tracksWhoHoldsPermitsAndWhereTheyWereAcquired");
    old.close();
    fresh.close();
    assertThat(tracked.heldLongerThan(Duration.ZERO)).isEmpty();
    assertThat(semaphore.heldLongerThan(Duration.ZERO)).as("not tracked").isEmpty();
  }

  @Test
  void aPermitThatIsNeverClosedIsReportedAsLost() throws InterruptedException {
    Semaphore tracked = withTimer(SemaphoreConfig.of("db", 10).withTrackHolders(true));
    assertThat(tracked.request(3, Deadline.NOW).orThrow().weight()).isEqualTo(3);
    TestThreads.until(() -> {
      System.gc();
      return !tracked.heldLongerThan(Duration.ofDays(1)).isEmpty();
    });
    Holding lost = tracked.heldLongerThan(Duration.ofDays(1)).getFirst();
    assertThat(lost.lost()).isTrue();
    assertThat(lost.weight()).isEqualTo(3);
    assertThat(tracked.held()).as("reported, not taken away").isEqualTo(3);
  }

  @Test
  void theListenerHearsEverythingAndItsFaultsStopNothing() throws Exception {
    SemaphoreListener listener =
        new SemaphoreListener() {
          @Override
          public void acquired(int weight, long waitNanos) {
            heard.add("acquired " + weight + (waitNanos == 0 ? " at once" : " after a wait"));
          }

          @Override
          public void waiting(int weight) {
            heard.add("waiting " + weight);
          }

          @Override
          public void refused(Refusal refusal) {
            heard.add("refused " + refusal.weight());
          }

          @Override
          public void abandoned(int weight) {
            heard.add("abandoned " + weight);
          }

          @Override
          public void released(int weight) {
            heard.add("released " + weight);
            throw new IllegalStateException("broken listener");
          }
        };
    Semaphore told = Semaphore.create(SemaphoreConfig.of("db", 2), listener);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> heard.add("fault reported"));
    try {
      told.acquire(2);
      assertThat(told.tryAcquire(1, Deadline.after(Duration.ofMillis(1)))).isFalse();
      waitFor(told, 1).interrupt();
      told.release(2);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(heard)
        .containsExactly(
            "acquired 2 at once",
            "waiting 1",
            "refused 1",
            "waiting 1",
            "abandoned 1",
            "released 2",
            "fault reported");
    assertThat(told.held()).isZero();
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> semaphore.tryAcquire(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> semaphore.release(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> semaphore.resize(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Semaphore.create("x", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity must be at least 1: 0");
  }
}
