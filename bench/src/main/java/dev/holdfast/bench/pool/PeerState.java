package dev.holdfast.bench.pool;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** A peer, and how often it found nothing idle. */
@State(Scope.Benchmark)
public class PeerState {
  @Param({
    "new",
    "holdfast",
    "holdfastHandle",
    "holdfastSized",
    "mpmc",
    "stormpot",
    "commonsPool2",
    "jetty",
    "jacksonBounded",
    "recycler",
    "recyclerShared",
    "nettyAdaptive",
    "threadLocal"
  })
  public String peer = "new";

  @Param({"256", "4096", "65536"})
  public int bytes = 256;

  byte[] input = new byte[0];
  Peer<?> source = new NoPeer();

  @Setup
  public void open() throws Exception {
    input = new byte[bytes + Peer.PAGE];
    source = Peers.create(peer, bytes);
  }

  @TearDown
  public void close() {
    source.close();
  }

  /** Gets and misses of an iteration; the misses of all threads are told by the first. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Counters {
    public long gets;
    public long misses;
    private long madeBefore;

    @Setup(Level.Iteration)
    public void begin(PeerState state) {
      gets = 0;
      misses = 0;
      madeBefore = state.source.made();
    }

    @TearDown(Level.Iteration)
    public void end(PeerState state, ThreadParams threads) {
      if (threads.getThreadIndex() == 0) {
        misses = state.source.made() - madeBefore;
      }
    }
  }

  /** Before the set-up. */
  private static final class NoPeer extends Peer<byte[]> {
    @Override
    byte[] take() {
      throw new IllegalStateException("not set up");
    }

    @Override
    void give(byte[] buffer) {}

    @Override
    byte[] array(byte[] buffer) {
      return buffer;
    }
  }
}
