package dev.holdfast.stress.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.concurrency.Channel;
import dev.holdfast.concurrency.ChannelClosedException;
import dev.holdfast.concurrency.Deadline;
import dev.holdfast.stress.Uninterrupted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Two threads at one channel, or at two. */
public final class ChannelStress {
  private ChannelStress() {}

  private static int sizeOf(Channel<Integer> channel) {
    return channel.drainTo(new ArrayList<>(), Integer.MAX_VALUE);
  }

  /** What was done before an element was sent is seen by who receives it. */
  @JCStressTest
  @Outcome(id = "7, 1", expect = ACCEPTABLE, desc = "sending happens-before receiving")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class SendingHappensBeforeReceiving {
    private final Channel<Integer> channel = Channel.bounded(1);
    private int written;

    @Actor
    public void sends() {
      written = 1;
      Uninterrupted.run(() -> channel.send(7));
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Uninterrupted.get(channel::receive);
      r.r2 = written;
    }
  }

  /** The same where the two have to meet. */
  @JCStressTest
  @Outcome(id = "7, 1", expect = ACCEPTABLE, desc = "sending happens-before receiving")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TwoMeetAtARendezvous {
    private final Channel<Integer> channel = Channel.rendezvous();
    private int written;

    @Actor
    public void sends() {
      written = 1;
      Uninterrupted.run(() -> channel.send(7));
    }

    @Actor
    public void receives(II_Result r) {
      r.r1 = Uninterrupted.get(channel::receive);
      r.r2 = written;
    }
  }

  /** A receiver gives up while an element is sent: it has it, or the channel holds it. */
  @JCStressTest
  @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "it came in time")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "it came too late, and is there")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ATimeoutLosesNoElement {
    private final Channel<Integer> channel = Channel.bounded(1);

    @Actor
    public void sends() {
      channel.trySend(7);
    }

    @Actor
    public void receives(II_Result r) {
      Deadline soon = Deadline.after(Duration.ofNanos(500));
      r.r1 = Uninterrupted.get(() -> channel.receive(soon)).orElse(0);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r2 = sizeOf(channel);
    }
  }

  /** The channel is closed while an element is sent: it was accepted and is there, or refused. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "accepted before the end")
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "refused after it")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ClosingLosesNoElement {
    private final Channel<Integer> channel = Channel.bounded(1);

    @Actor
    public void sends(ZI_Result r) {
      try {
        r.r1 = channel.trySend(7);
      } catch (ChannelClosedException refused) {
        r.r1 = false;
      }
    }

    @Actor
    public void closes() {
      channel.close();
    }

    @Arbiter
    public void end(ZI_Result r) {
      r.r2 = sizeOf(channel);
    }
  }

  /** The channel fails while an element is sent: it was accepted and is handed back, or refused. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "accepted, and handed back as dropped")
  @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "refused")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class FailingHandsBackWhatWasAccepted {
    private final Channel<Integer> channel = Channel.bounded(1);

    @Actor
    public void sends(ZI_Result r) {
      try {
        r.r1 = channel.trySend(7);
      } catch (ChannelClosedException refused) {
        r.r1 = false;
      }
    }

    @Actor
    public void fails(ZI_Result r) {
      List<Integer> dropped = channel.fail(new IllegalStateException("stress"));
      r.r2 = dropped.size();
    }
  }

  /** Each of two elements goes to one of two receivers. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "one was first")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "the other was first")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TwoReceiversGetOneEach {
    private final Channel<Integer> channel = Channel.bounded(2);

    public TwoReceiversGetOneEach() {
      channel.trySend(1);
      channel.trySend(2);
    }

    @Actor
    public void one(II_Result r) {
      r.r1 = Uninterrupted.get(channel::receive);
    }

    @Actor
    public void other(II_Result r) {
      r.r2 = Uninterrupted.get(channel::receive);
    }
  }

  /** A select on two channels, to both of which something is sent, takes from one of them. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "from the first; the second keeps its own")
  @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "from the second")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ASelectTakesFromOne {
    private final Channel<Integer> first = Channel.bounded(1);
    private final Channel<Integer> second = Channel.bounded(1);

    @Actor
    public void sends() {
      first.trySend(1);
      second.trySend(2);
    }

    @Actor
    public void selects(III_Result r) {
      r.r1 =
          Uninterrupted.get(() ->
                  Channel.select(
                      Deadline.NEVER,
                      second.onReceive(item -> item),
                      first.onReceive(item -> item)))
              .orElseThrow();
    }

    @Arbiter
    public void end(III_Result r) {
      r.r2 = sizeOf(first);
      r.r3 = sizeOf(second);
    }
  }
}
