package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaiterTest {
  /** Writes down what is asked of it; to park without having been woken would be for ever. */
  private static class Log implements Parker {
    final List<String> calls = new ArrayList<>();

    @Override
    public void park(Object blocker, long nanos) {
      assertThat(calls).as("parks").contains("unpark");
      calls.add("park");
    }

    @Override
    public void giveWay() {
      calls.add("giveWay");
    }

    @Override
    public void unpark(Thread thread) {
      calls.add("unpark");
    }
  }

  /** Is done after so many looks, in that very moment: the look itself comes too early to see. */
  private static final class DoneAfterLooks extends Waiter {
    private int looks;

    DoneAfterLooks(int looks, Parker parker) {
      super(parker);
      this.looks = looks;
    }

    @Override
    boolean isDone() {
      if (looks-- == 1) {
        wake();
        return false;
      }
      return looks < 0;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoIsDoneBetweenTheLookAndTheParkIsWoken(boolean cancellable) throws InterruptedException {
    Log log = new Log();
    Cancellation cancellation = cancellable ? Cancellation.create() : null;
    assertThat(new DoneAfterLooks(1, log).await(Deadline.NEVER, cancellation)).isTrue();
    assertThat(log.calls).containsExactly("unpark", "park");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoIsDoneWhileItGivesWayIsNotWokenAndDoesNotPark(int looks) throws InterruptedException {
    Log log = new Log();
    Waiter waiter = new DoneAfterLooks(looks, log);
    waiter.giveWay();
    assertThat(waiter.await(Deadline.NEVER, null)).isTrue();
    assertThat(log.calls).hasSize(looks).containsOnly("giveWay");
  }

  @Test
  void whoGivesWayDoesSoTwiceAtMost() {
    Log log = new Log();
    new DoneAfterLooks(100, log).giveWay();
    assertThat(log.calls).containsExactly("giveWay", "giveWay");
  }

  @Test
  void aReceiverThatIsServedWhileItGivesWayDoesNotPark() throws InterruptedException {
    List<Channel<Integer>> channels = new ArrayList<>();
    Log log =
        new Log() {
          @Override
          public void giveWay() {
            super.giveWay();
            assertThat(channels.getFirst().trySend(7)).as("somebody waits").isTrue();
          }
        };
    channels.add(new Channel<>(0, log));
    assertThat(channels.getFirst().receive()).isEqualTo(7);
    assertThat(Channel.select(Deadline.NEVER, channels.getFirst().onReceive(item -> -item)))
        .contains(-7);
    assertThat(log.calls).containsExactly("giveWay", "giveWay");
  }
}
