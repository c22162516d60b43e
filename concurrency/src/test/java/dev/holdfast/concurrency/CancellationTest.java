package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final ManualTicker ticker = new ManualTicker();
  private final ManualTimer timer = new ManualTimer(ticker);
  private final List<String> told = new ArrayList<>();

  @Test
  void cancellingAParentCancelsItsChildrenWithTheSameReason() {
    Cancellation parent = Cancellation.create();
    Cancellation grandchild = parent.child().child();
    IllegalStateException why = new IllegalStateException("the disk is gone");
    parent.cancel(why);
    assertThat(grandchild.isCancelled()).isTrue();
    assertThatThrownBy(grandchild::throwIfCancelled)
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("the disk is gone")
        .hasCause(why);
  }

  @Test
  void cancellingAChildLeavesTheParentAlone() {
    Cancellation parent = Cancellation.create();
    try (Cancellation child = parent.child()) {
      child.cancel();
      assertThat(child.isCancelled()).isTrue();
    }
    assertThat(parent.isCancelled()).isFalse();
    parent.throwIfCancelled();
  }

  @Test
  void aChildHasTheEarlierDeadline() {
    Cancellation parent = Cancellation.until(Deadline.after(Duration.ofSeconds(2), ticker), timer);
    assertThat(parent.child().deadline()).isEqualTo(parent.deadline());
    Deadline sooner = Deadline.after(Duration.ofSeconds(1), ticker);
    assertThat(parent.child(sooner).deadline()).isEqualTo(sooner);
    assertThat(parent.child(Deadline.after(Duration.ofSeconds(3), ticker)).deadline())
        .isEqualTo(parent.deadline());
  }

  @Test
  void aDeadlineThatPassesCancelsAndSaysSo() {
    Cancellation cancellation =
        Cancellation.until(Deadline.after(Duration.ofSeconds(1), ticker), timer);
    assertThat(cancellation.isCancelled()).isFalse();
    ticker.advance(Duration.ofSeconds(1));
    assertThat(cancellation.isCancelled()).isTrue();
    assertThatThrownBy(cancellation::throwIfCancelled)
        .isInstanceOfSatisfying(CancelledException.class, e -> assertThat(e.isDeadline()).isTrue());
  }

  @Test
  void tellsEachListenerOnceInOrderAndLateOnesAtOnce() {
    Cancellation cancellation = Cancellation.create();
    cancellation.onCancel(() -> told.add("first"));
    cancellation.onCancel(() -> told.add("second"));
    cancellation.onCancel(() -> told.add("taken back")).close();
    cancellation.cancel();
    cancellation.cancel();
    cancellation.onCancel(() -> told.add("late"));
    assertThat(told).containsExactly("first", "second", "late");
  }

  @Test
  void anActionThatThrowsIsReportedAndTheOthersAreToldAllTheSame() throws Exception {
    Cancellation cancellation = Cancellation.create();
    Cancellation child = cancellation.child();
    List<Throwable> faults = List.of(new IllegalStateException("a"), new AssertionError("b"));
    cancellation.onCancel(() -> {
      throw (IllegalStateException) faults.getFirst();
    });
    cancellation.onCancel(() -> told.add("second"));
    var reported =
        TestThreads.faultsOf(() -> {
          cancellation.cancel();
          cancellation.onCancel(() -> {
            throw (AssertionError) faults.getLast();
          });
        });
    assertThat(told).containsExactly("second");
    assertThat(child.isCancelled()).isTrue();
    assertThat(reported).containsExactlyElementsOf(faults);
  }

  @Test
  void aTimerTellsListenersWhenTheDeadlinePasses() {
    Cancellation cancellation =
        Cancellation.until(Deadline.after(Duration.ofSeconds(1), ticker), timer);
    cancellation.onCancel(() -> told.add("told"));
    timer.advance(Duration.ofMillis(999));
    assertThat(told).isEmpty();
    timer.advance(Duration.ofMillis(1));
    assertThat(told).containsExactly("told");
    assertThat(timer.pending()).isZero();
  }

  @Test
  void aClosedChildLeavesNothingBehindInItsParent() {
    Cancellation parent = Cancellation.create();
    for (int i = 0; i < 1000; i++) {
      parent.child().close();
    }
    assertThat(parent.registrations()).isZero();
  }

  @Test
  void cancellingCancelsTheTimer() {
    Cancellation cancellation =
        Cancellation.until(Deadline.after(Duration.ofSeconds(1), ticker), timer);
    cancellation.onCancel(() -> told.add("told"));
    assertThat(timer.pending()).isOne();
    cancellation.close();
    assertThat(timer.pending()).isZero();
    assertThat(told).containsExactly("told");
  }

  @Test
  void aChildOfACancelledParentIsCancelledFromTheStart() {
    Cancellation parent = Cancellation.create();
    parent.cancel();
    assertThat(parent.child().isCancelled()).isTrue();
  }

  @Test
  void aDeadlineThatPassesBetweenTwoLooksIsACancellationToo() {
    for (int step = 1; step < 40; step++) {
      int stepNanos = step;
      AtomicLong nanos = new AtomicLong();
      Deadline deadline = Deadline.after(Duration.ofNanos(100), () -> nanos.addAndGet(stepNanos));
      Channel<Integer> channel = Channel.bounded(1);
      Cancellation cancellation = Cancellation.until(deadline);
      assertThatThrownBy(() -> channel.receive(cancellation))
          .as("a clock of %d ns a look", step)
          .isInstanceOf(CancelledException.class);
    }
  }
}
