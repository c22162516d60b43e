package dev.holdfast.concurrency;

import static dev.holdfast.concurrency.TestThreads.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.concurrency.TestThreads.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {
  private static final Deadline SOON = Deadline.after(Duration.ofMillis(1));

  @Test
  void elementsComeOutInTheOrderInWhichTheyWentIn() throws InterruptedException {
    Channel<Integer> channel = Channel.bounded(3);
    for (int round = 0; round < 5; round++) {
      channel.send(1);
      channel.send(2);
      assertThat(channel.receive()).isEqualTo(1);
      assertThat(channel.receive()).isEqualTo(2);
    }
  }

  @Test
  void sizeIsExactAndCapacityIsTheBound() {
    Channel<String> channel = Channel.bounded(2);
    assertThat(channel.capacity()).isEqualTo(2);
    assertThat(channel.trySend("a")).isTrue();
    assertThat(channel.size()).isEqualTo(1);
    assertThat(channel.trySend("b")).isTrue();
    assertThat(channel.trySend("c")).isFalse();
    assertThat(channel.size()).isEqualTo(2);
    assertThat(channel.tryReceive()).contains("a");
    assertThat(channel.size()).isEqualTo(1);
  }

  @Test
  void waitingSendersAreServedInOrderOfArrival() throws Exception {
    Channel<Integer> channel = Channel.bounded(1);
    channel.send(0);
    List<Running<Boolean>> senders = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      int item = i;
      senders.add(TestThreads.startAndPark(() -> channel.send(item)));
    }
    for (int i = 0; i <= 5; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    for (var sender : senders) {
      sender.result();
    }
  }

  @Test
  void waitingReceiversAreServedInOrderOfArrival() throws Exception {
    Channel<Integer> channel = Channel.bounded(1);
    List<Running<Integer>> receivers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      receivers.add(start(() -> channel.receive()).parked());
    }
    for (int i = 0; i < 5; i++) {
      assertThat(channel.trySend(i)).isTrue();
      assertThat(channel.size()).isZero();
    }
    for (int i = 0; i < 5; i++) {
      assertThat(receivers.get(i).result()).isEqualTo(i);
    }
  }

  @Test
  void aRendezvousEndsWhenAReceiverHasTheElement() throws Exception {
    Channel<String> channel = Channel.rendezvous();
    assertThat(channel.trySend("nobody is there")).isFalse();
    var sender = TestThreads.startAndPark(() -> channel.send("here"));
    assertThat(channel.size()).isZero();
    assertThat(channel.receive()).isEqualTo("here");
    sender.result();

    var receiver = start(() -> channel.receive()).parked();
    assertThat(channel.trySend("again")).isTrue();
    assertThat(receiver.result()).isEqualTo("again");
  }

  @Test
  void waitingEndsAtTheDeadlineAndLeavesNoTrace() throws InterruptedException {
    Channel<String> channel = Channel.bounded(1);
    assertThat(channel.receive(SOON)).isEmpty();
    assertThat(channel.receive(Deadline.NOW)).isEmpty();
    channel.send("a");
    assertThat(channel.send("b", SOON)).isFalse();
    assertThat(channel.send("b", Deadline.after(Duration.ofMillis(2)))).isFalse();
    assertThat(channel.receive()).isEqualTo("a");
    assertThat(channel.size()).isZero();
    assertThat(channel.trySend("c")).isTrue();
  }

  @Test
  void aCallThatNeedNotWaitIgnoresAnExpiredDeadline() throws InterruptedException {
    Channel<String> channel = Channel.bounded(1);
    assertThat(channel.send("a", Deadline.NOW)).isTrue();
    assertThat(channel.receive(Deadline.NOW)).contains("a");
  }

  @Test
  void anInterruptEndsTheWaitAndTheNextInLineIsServed() throws Exception {
    Channel<String> channel = Channel.bounded(1);
    channel.send("held");
    var first = TestThreads.startAndPark(() -> channel.send("never sent"));
    var second = TestThreads.startAndPark(() -> channel.send("sent"));
    first.thread.interrupt();
    assertThatThrownBy(first::result).isInstanceOf(InterruptedException.class);
    assertThat(channel.receive()).isEqualTo("held");
    second.result();
    assertThat(channel.receive()).isEqualTo("sent");
  }

  @Test
  void anInterruptedThreadDoesNotSendOrReceive() throws InterruptedException {
    Channel<String> channel = Channel.bounded(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> channel.send("a")).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(channel.size()).isZero();
  }

  @Test
  void cancellationEndsTheWaitOnBothSides() throws Exception {
    Channel<String> channel = Channel.bounded(1);
    Cancellation cancellation = Cancellation.create();
    var receiver = start(() -> channel.receive(cancellation)).parked();
    Channel<String> full = Channel.bounded(1);
    full.send("a");
    var sender = TestThreads.startAndPark(() -> full.send("b", cancellation));
    cancellation.cancel();
    assertThatThrownBy(receiver::result).isInstanceOf(CancelledException.class);
    assertThatThrownBy(sender::result).isInstanceOf(CancelledException.class);
    assertThat(cancellation.registrations()).isZero();
    assertThat(full.size()).isEqualTo(1);
    assertThat(channel.trySend("c")).isTrue();
    assertThat(channel.size()).isEqualTo(1);
  }

  @Test
  void aCancellationsDeadlineEndsTheWait() {
    Channel<String> channel = Channel.bounded(1);
    assertThatThrownBy(() -> channel.receive(Cancellation.until(SOON)))
        .isInstanceOfSatisfying(CancelledException.class, e -> assertThat(e.isDeadline()).isTrue());
  }

  @Test
  void aClosedChannelDrainsAndThenSaysSo() throws InterruptedException {
    Channel<String> channel = Channel.bounded(2);
    channel.send("left");
    channel.close();
    channel.close();
    assertThat(channel.isClosed()).isTrue();
    assertThatThrownBy(() -> channel.send("x")).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.trySend("x")).isInstanceOf(ChannelClosedException.class);
    assertThat(channel.receive()).isEqualTo("left");
    assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class).hasNoCause();
    assertThatThrownBy(channel::tryReceive).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.receiveAll(new ArrayList<>(), 1, SOON))
        .isInstanceOf(ChannelClosedException.class);
    assertThat(channel.drainTo(new ArrayList<>(), 1)).isZero();
  }

  @Test
  void closingRefusesWhoeverWaits() throws Exception {
    Channel<String> empty = Channel.bounded(1);
    var receiver = start(() -> empty.receive()).parked();
    empty.close();
    assertThatThrownBy(receiver::result).isInstanceOf(ChannelClosedException.class);

    Channel<String> full = Channel.bounded(1);
    full.send("accepted");
    var sender = TestThreads.startAndPark(() -> full.send("refused"));
    full.close();
    assertThatThrownBy(sender::result).isInstanceOf(ChannelClosedException.class);
    assertThat(full.receive()).isEqualTo("accepted");
  }

  @Test
  void aFailedChannelDropsWhatItHoldsAndTellsEverybodyWhy() throws Exception {
    Channel<String> channel = Channel.bounded(2);
    channel.send("a");
    channel.send("b");
    var sender = TestThreads.startAndPark(() -> channel.send("c"));
    IllegalStateException why = new IllegalStateException("stage 2 broke");
    assertThat(channel.fail(why)).containsExactly("a", "b");
    assertThat(channel.fail(new IllegalStateException("later"))).isEmpty();
    assertThatThrownBy(sender::result).isInstanceOf(ChannelClosedException.class).hasCause(why);
    assertThatThrownBy(channel::receive).hasCause(why);
    assertThatThrownBy(() -> channel.send("d")).hasCause(why);
    assertThatThrownBy(() -> channel.forEach(_ -> {})).hasCause(why);
    assertThat(channel.size()).isZero();
  }

  @Test
  void aClosedChannelCanStillFail() throws InterruptedException {
    Channel<String> channel = Channel.bounded(2);
    channel.send("a");
    channel.close();
    assertThat(channel.fail(new IllegalStateException("no use"))).containsExactly("a");
    assertThatThrownBy(channel::receive).hasRootCauseMessage("no use");
  }

  @Test
  void drainToMovesWhatIsThereAndLetsWaitingSendersIn() throws Exception {
    Channel<Integer> channel = Channel.bounded(2);
    channel.send(1);
    channel.send(2);
    var sender = TestThreads.startAndPark(() -> channel.send(3));
    List<Integer> sink = new ArrayList<>();
    assertThat(channel.drainTo(sink, 10)).isEqualTo(3);
    assertThat(sink).containsExactly(1, 2, 3);
    sender.result();
    assertThat(channel.drainTo(sink, 10)).isZero();
  }

  @Test
  void receiveAllWaitsForOneAndTakesNoMoreThanMax() throws Exception {
    Channel<Integer> channel = Channel.bounded(4);
    List<Integer> sink = new ArrayList<>();
    var receiver = start(() -> channel.receiveAll(sink, 3, Deadline.NEVER)).parked();
    channel.send(1);
    assertThat(receiver.result()).isEqualTo(1);
    for (int i = 2; i <= 5; i++) {
      channel.send(i);
    }
    assertThat(channel.receiveAll(sink, 3, Deadline.NEVER)).isEqualTo(3);
    assertThat(sink).containsExactly(1, 2, 3, 4);
    assertThat(channel.size()).isEqualTo(1);
    assertThat(channel.receiveAll(sink, 3, Deadline.NOW)).isEqualTo(1);
    assertThat(channel.receiveAll(sink, 3, SOON)).isZero();
  }

  @Test
  void receiveAllOnAnInterruptedThreadTakesNothing() throws InterruptedException {
    Channel<Integer> channel = Channel.bounded(4);
    channel.send(1);
    List<Integer> sink = new ArrayList<>();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> channel.receiveAll(sink, 3, Deadline.NEVER))
        .isInstanceOf(InterruptedException.class);
    assertThat(sink).isEmpty();
    assertThat(channel.size()).isEqualTo(1);
  }

  @Test
  void forEachEndsWithTheChannel() throws InterruptedException {
    Channel<Integer> channel = Channel.bounded(3);
    channel.send(1);
    channel.send(2);
    channel.close();
    List<Integer> seen = new ArrayList<>();
    channel.forEach(seen::add);
    assertThat(seen).containsExactly(1, 2);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> Channel.bounded(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rendezvous()");
    Channel<String> channel = Channel.bounded(1);
    assertThatThrownBy(() -> channel.trySend(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> channel.receiveAll(new ArrayList<>(), 0, SOON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 64})
  void everyElementArrivesOnceAndInTheOrderOfItsSender(int capacity) throws Exception {
    int senders = 4;
    int each = 5_000;
    Channel<long[]> channel = capacity == 0 ? Channel.rendezvous() : Channel.bounded(capacity);
    List<Running<Boolean>> sending = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      int sender = s;
      sending.add(
          start(() -> {
            for (int i = 0; i < each; i++) {
              channel.send(new long[] {sender, i});
            }
            return true;
          }));
    }
    List<Running<long[]>> receiving = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      receiving.add(start(() -> countInOrder(channel, senders)));
    }
    for (var sender : sending) {
      sender.result();
    }
    channel.close();
    long total = 0;
    for (var receiver : receiving) {
      for (long count : receiver.result()) {
        total += count;
      }
    }
    assertThat(total).isEqualTo((long) senders * each);
  }

  private static long[] countInOrder(Channel<long[]> channel, int senders)
      throws InterruptedException {
    long[] counts = new long[senders];
    long[] last = new long[senders];
    java.util.Arrays.fill(last, -1);
    channel.forEach(item -> {
      int sender = (int) item[0];
      assertThat(item[1]).isGreaterThan(last[sender]);
      last[sender] = item[1];
      counts[sender]++;
    });
    return counts;
  }

  @Test
  void shortTimeoutsUnderLoadLoseAndDoubleNothing() throws Exception {
    Channel<Integer> channel = Channel.bounded(2);
    int wanted = 20_000;
    Running<Integer> sender =
        start(() -> {
          int sent = 0;
          while (sent < wanted) {
            if (channel.send(sent, Deadline.after(Duration.ofNanos(2_000)))) {
              sent++;
            }
          }
          channel.close();
          return sent;
        });
    int expected = 0;
    while (expected < wanted) {
      Optional<Integer> item = channel.receive(Deadline.after(Duration.ofNanos(2_000)));
      if (item.isPresent()) {
        assertThat(item.get()).isEqualTo(expected++);
      }
    }
    assertThat(sender.result()).isEqualTo(wanted);
  }
}
