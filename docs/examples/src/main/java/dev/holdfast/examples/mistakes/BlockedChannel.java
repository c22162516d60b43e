package dev.holdfast.examples.mistakes;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A channel that nobody empties. Whoever sends all before anybody receives works as long as it all
 * fits, and stands still for ever on the day that it does not.
 */
public final class BlockedChannel {
  private static final int CAPACITY = 4;

  private BlockedChannel() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws InterruptedException {
    IO.println("first send, then receive, 4 items: " + firstSendThenReceive(4));
    IO.println("first send, then receive, 5 items: " + firstSendThenReceive(5));
    IO.println("send and receive at once, 5 items: " + sendAndReceiveAtOnce(5));
  }

  /** The mistake. Without the deadline, this program would never end. */
  private static String firstSendThenReceive(int items) throws InterruptedException {
    Channel<Integer> channel = Channel.bounded(CAPACITY);
    Deadline patience = Deadline.after(Duration.ofMillis(100));
    for (int i = 1; i <= items; i++) {
      if (!channel.send(i, patience)) {
        return "blocked at item " + i;
      }
    }
    List<Integer> received = new ArrayList<>();
    channel.drainTo(received, items);
    return "received " + received.size();
  }

  /** The cure: the two ends belong to two threads, and closing tells the receiver to stop. */
  private static String sendAndReceiveAtOnce(int items) throws InterruptedException {
    Channel<Integer> channel = Channel.bounded(CAPACITY);
    Thread sender =
        Thread.startVirtualThread(() -> {
          try {
            for (int i = 1; i <= items; i++) {
              channel.send(i);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            channel.close();
          }
        });
    List<Integer> received = new ArrayList<>();
    channel.forEach(received::add);
    sender.join();
    return "received " + received.size();
  }
}
