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

class SelectTest {
  private final Channel<String> words = Channel.bounded(2);
  private final Channel<Integer> numbers = Channel.bounded(2);

  private Optional<String> selectAny(Deadline deadline) throws InterruptedException {
    return Channel.select(
        deadline, words.onReceive(word -> "word " + word), numbers.onReceive(n -> "number " + n));
  }

  @Test
  void doesWhatIsPossibleAtOnce() throws InterruptedException {
    numbers.send(7);
    assertThat(selectAny(Deadline.NOW)).contains("number 7");
    words.send("w");
    assertThat(selectAny(Deadline.NOW)).contains("word w");
    assertThat(selectAny(Deadline.NOW)).isEmpty();
  }

  @Test
  void waitsForWhicheverComesFirstAndLeavesTheOtherLines() throws Exception {
    Running<Optional<String>> selecting = start(() -> selectAny(Deadline.NEVER)).parked();
    words.send("first");
    assertThat(selecting.result()).contains("word first");
    numbers.send(1);
    assertThat(numbers.size()).as("nobody waits there any more").isEqualTo(1);
  }

  @Test
  void sendsOrReceivesButNeverBoth() throws Exception {
    Channel<String> full = Channel.bounded(1);
    full.send("full");
    Running<Optional<String>> selecting =
        start(() ->
                Channel.select(
                    Deadline.NEVER,
                    full.onSend("sent", () -> "sent"),
                    numbers.onReceive(n -> "got " + n)))
            .parked();
    assertThat(full.receive()).isEqualTo("full");
    assertThat(selecting.result()).contains("sent");
    assertThat(full.receive()).isEqualTo("sent");
    numbers.send(1);
    assertThat(numbers.size()).isEqualTo(1);
  }

  @Test
  void twoSelectsMeetAtARendezvous() throws Exception {
    Channel<String> meeting = Channel.rendezvous();
    Running<Optional<String>> receiver =
        start(() ->
                Channel.select(
                    Deadline.NEVER, meeting.onReceive(item -> item), words.onReceive(word -> word)))
            .parked();
    assertThat(
            Channel.select(
                Deadline.NEVER,
                numbers.onReceive(n -> "no"),
                meeting.onSend("hello", () -> "sent")))
        .contains("sent");
    assertThat(receiver.result()).contains("hello");
  }

  @Test
  void endsAtTheDeadlineWithNothingDone() throws InterruptedException {
    assertThat(selectAny(Deadline.after(Duration.ofMillis(1)))).isEmpty();
    words.send("kept");
    assertThat(words.size()).isEqualTo(1);
  }

  @Test
  void anInterruptEndsTheWaitWithNothingDone() throws Exception {
    Running<Optional<String>> selecting = start(() -> selectAny(Deadline.NEVER)).parked();
    selecting.thread.interrupt();
    assertThatThrownBy(selecting::result).isInstanceOf(InterruptedException.class);
    words.send("kept");
    assertThat(words.size()).isEqualTo(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> selectAny(Deadline.NOW)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aCancellationEndsTheWaitWithNothingDone() throws Exception {
    Cancellation cancellation = Cancellation.create();
    Running<String> selecting =
        start(() -> Channel.select(cancellation, words.onReceive(word -> word))).parked();
    cancellation.cancel();
    assertThatThrownBy(selecting::result).isInstanceOf(CancelledException.class);
    words.send("kept");
    assertThat(words.size()).isEqualTo(1);
    assertThatThrownBy(() -> Channel.select(cancellation, words.onReceive(word -> word)))
        .isInstanceOf(CancelledException.class);
    String item = Channel.select(Cancellation.create(), words.onReceive(word -> word));
    assertThat(item).isEqualTo("kept");
  }

  @Test
  void aClosedChannelSaysSo() throws Exception {
    Running<Optional<String>> selecting = start(() -> selectAny(Deadline.NEVER)).parked();
    numbers.close();
    assertThatThrownBy(selecting::result).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> selectAny(Deadline.NEVER)).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void aClauseThatReturnsNullSaysSoWhetherItWaitedOrNot() throws Exception {
    Clause<String> nothing = words.onReceive(_ -> null);
    words.send("at once");
    assertThatThrownBy(() -> Channel.select(Deadline.NEVER, nothing))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("clause");
    Running<Optional<String>> selecting =
        start(() -> Channel.select(Deadline.NEVER, nothing)).parked();
    words.send("after a wait");
    assertThatThrownBy(selecting::result)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("clause");
  }

  @Test
  void noClauseThatIsAlwaysReadyStarvesAnother() throws InterruptedException {
    Channel<String> always = Channel.bounded(1000);
    Channel<String> also = Channel.bounded(1000);
    for (int i = 0; i < 1000; i++) {
      always.send("a");
      also.send("b");
    }
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      seen.add(
          Channel.select(Deadline.NOW, always.onReceive(item -> item), also.onReceive(item -> item))
              .orElseThrow());
    }
    assertThat(seen.stream().filter("b"::equals).count()).isBetween(300L, 700L);
  }

  @Test
  void selectsInOppositeDirectionsNeitherDeadlockNorLose() throws Exception {
    int each = 3_000;
    Channel<Integer> left = Channel.rendezvous();
    Channel<Integer> right = Channel.rendezvous();
    Running<Integer> one = start(() -> exchange(left, right, each));
    Running<Integer> other = start(() -> exchange(right, left, each));
    assertThat(one.result() + other.result()).isEqualTo(0);
  }

  /** Sends on one and receives from the other, as it comes; returns sent minus received. */
  private static int exchange(Channel<Integer> out, Channel<Integer> in, int each)
      throws InterruptedException {
    int balance = 0;
    for (int i = 0; i < each; i++) {
      balance +=
          Channel.select(Deadline.NEVER, out.onSend(i, () -> 1), in.onReceive(_ -> -1))
              .orElseThrow();
    }
    return balance;
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> Channel.select(Deadline.NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> words.onSend("never", null)).isInstanceOf(NullPointerException.class);
  }
}
