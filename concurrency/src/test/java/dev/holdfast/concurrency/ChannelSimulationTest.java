package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whole histories on a virtual clock. A failure names the seed that repeats it. */
class ChannelSimulationTest {
  private static final int SENDERS = 4;
  private static final int ITEMS = 12;

  /** Two channels, senders and receivers that give up, and a select over both. */
  private static final class World {
    final SeededScheduler scheduler;
    final List<Channel<Integer>> channels;
    final List<Integer> accepted = new ArrayList<>();
    final List<Integer> received = new ArrayList<>();
    final AtomicInteger senders = new AtomicInteger(SENDERS);
    int givenUp;

    World(long seed) {
      scheduler = new SeededScheduler(seed);
      channels =
          List.of(
              new Channel<>((int) seed % 3, scheduler), new Channel<>((int) seed % 2, scheduler));
      for (int i = 0; i < SENDERS; i++) {
        int self = i;
        scheduler.spawn(() -> send(self, new Random(seed * 31 + self)));
      }
      scheduler.spawn(() -> receive(channels.get(0), new Random(seed)));
      scheduler.spawn(() -> receive(channels.get(1), new Random(seed + 1)));
      scheduler.spawn(() -> select(new Random(seed + 2)));
    }

    private Deadline soon(Random random) {
      return Deadline.after(Duration.ofNanos(1 + random.nextInt(20)), scheduler.ticker);
    }

    private void send(int self, Random random) throws InterruptedException {
      for (int i = 0; i < ITEMS; i++) {
        int item = self * ITEMS + i;
        if (channels.get(random.nextInt(2)).send(item, soon(random))) {
          accepted.add(item);
        } else {
          givenUp++;
        }
        scheduler.pause();
      }
      if (senders.decrementAndGet() == 0) {
        channels.forEach(Channel::close);
      }
    }

    private void receive(Channel<Integer> channel, Random random) throws InterruptedException {
      try {
        while (true) {
          channel.receive(soon(random)).ifPresent(received::add);
          scheduler.park(this, 1 + random.nextInt(40));
        }
      } catch (ChannelClosedException _) {
        // All is received.
      }
    }

    private void select(Random random) throws InterruptedException {
      try {
        while (true) {
          Channel.select(
                  soon(random),
                  channels.get(0).onReceive(item -> item),
                  channels.get(1).onReceive(item -> item))
              .ifPresent(received::add);
          scheduler.park(this, 1 + random.nextInt(60));
        }
      } catch (ChannelClosedException _) {
        // One of them is at its end.
      }
    }
  }

  @Test
  void whatWasAcceptedIsReceivedOnceWhateverTheScheduleAndTheTimeouts() throws Exception {
    int givenUp = 0;
    for (long seed = 0; seed < 200; seed++) {
      World world = new World(seed);
      world.scheduler.run();
      assertThat(world.received)
          .as("seed " + seed)
          .containsExactlyInAnyOrderElementsOf(world.accepted);
      givenUp += world.givenUp;
    }
    assertThat(givenUp).as("some gave up").isPositive();
  }
}
