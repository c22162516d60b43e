package dev.holdfast.wal.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.holdfast.stress.Uninterrupted;
import dev.holdfast.wal.Durability;
import dev.holdfast.wal.WalClosedException;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalPoisonedException;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Appenders and the log's thread at the two buffers. */
public final class BatchQueueStress {
  private static final int REFUSED = -1;
  private static final int BUFFER_BYTES = 1 << 10;
  private static final WalConfig CONFIG =
      WalConfig.named("stress").withFormat(WalConfig.Format.BINARY).withBufferBytes(BUFFER_BYTES);

  private BatchQueueStress() {}

  private static BatchQueue queue() {
    return new BatchQueue(CONFIG, SyncPolicy.of(Durability.SYNC_EVERY_BATCH), 0);
  }

  private static ByteBuffer record(int bytes) {
    ByteBuffer record = ByteBuffer.allocate(bytes);
    for (int i = 0; i < bytes; i++) {
      record.put((byte) i);
    }
    return record.flip();
  }

  private static Batch take(BatchQueue queue) {
    return Uninterrupted.get(queue::take);
  }

  /** How many whole records the batch has, numbered one after the other as it says. */
  private static int whole(Batch batch) {
    ByteBuffer content = batch.content();
    byte[] bytes = new byte[content.remaining()];
    content.get(content.position(), bytes);
    Codec codec = Codec.of(CONFIG.format());
    Frame frame = new Frame();
    int records = 0;
    int at = 0;
    while (at < bytes.length
        && codec.decode(bytes, at, bytes.length, frame) == Frame.Kind.RECORD
        && frame.seq() == batch.firstSeq() + records) {
      at += frame.length();
      records++;
    }
    return at == bytes.length && records == batch.records() ? records : REFUSED;
  }

  /** Both encode into one buffer. */
  @JCStressTest
  @Outcome(
      id = {"1, 2, 2", "2, 1, 2"},
      expect = ACCEPTABLE,
      desc = "each has its number, and both are whole")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class TwoRecordsHaveTwoNumbers {
    private final BatchQueue queue = queue();

    @Actor
    public void copies(III_Result r) {
      r.r1 = (int) queue.put(record(40));
    }

    @Actor
    public void encodes(III_Result r) {
      r.r2 = (int) queue.put(40, target -> target.put(record(30)));
    }

    @Arbiter
    public void end(III_Result r) {
      r.r3 = whole(take(queue));
    }
  }

  /** The log's thread swaps the buffers while two records come. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "in two batches")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "in one")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ARecordIsInOneBatch {
    private final BatchQueue queue = queue();

    @Actor
    public void appender() {
      long _ = queue.put(record(40));
      long _ = queue.put(record(50));
    }

    @Actor
    public void log(II_Result r) {
      r.r1 = whole(take(queue));
    }

    @Arbiter
    public void end(II_Result r) {
      queue.close();
      r.r2 = whole(take(queue));
    }
  }

  /** What was accepted before the log was closed is in what is written last. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "accepted, and written")
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "refused")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class CloseForgetsNothing {
    private final BatchQueue queue = queue();

    @Actor
    public void appender(II_Result r) {
      try {
        r.r1 = (int) queue.put(record(40));
      } catch (WalClosedException e) {
        r.r1 = REFUSED;
      }
    }

    @Actor
    public void log(II_Result r) {
      queue.close();
      Batch last = take(queue);
      r.r2 = last.last() ? whole(last) : REFUSED;
    }
  }

  /** The buffer is full: whoever waits gets the other one. */
  @JCStressTest
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "got it when the first was taken")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class WhoWaitsForRoomGetsIt {
    private final BatchQueue queue = queue();

    public WhoWaitsForRoomGetsIt() {
      long _ = queue.put(record(900));
    }

    @Actor
    public void appender(II_Result r) {
      r.r1 = (int) queue.put(record(900));
    }

    @Actor
    public void log(II_Result r) {
      r.r2 = whole(take(queue));
    }
  }

  /** The log fails while somebody waits for room. */
  @JCStressTest
  @Outcome(id = "-1", expect = ACCEPTABLE, desc = "refused, and not left waiting")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class WhoWaitsForRoomHearsOfAFailure {
    private final BatchQueue queue = queue();

    public WhoWaitsForRoomHearsOfAFailure() {
      long _ = queue.put(record(900));
    }

    @Actor
    public void appender(I_Result r) {
      try {
        r.r1 = (int) queue.put(record(900));
      } catch (WalPoisonedException e) {
        r.r1 = REFUSED;
      }
    }

    @Actor
    public void log() {
      queue.poison(new IllegalStateException("stress"));
    }
  }

  /** Somebody wants a sync while the log's thread swaps: the next batch brings it, if not this. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "one of the two was synced")
  @Outcome(expect = FORBIDDEN)
  @State
  public static class ADemandedSyncIsNotForgotten {
    private final BatchQueue queue = new BatchQueue(CONFIG, SyncPolicy.of(Durability.OS_ONLY), 0);
    private boolean synced;

    public ADemandedSyncIsNotForgotten() {
      long _ = queue.put(record(40));
    }

    @Actor
    public void caller(ZI_Result r) {
      r.r2 = (int) queue.demandSync();
    }

    @Actor
    public void log() {
      synced = take(queue).sync();
    }

    @Arbiter
    public void end(ZI_Result r) {
      long _ = queue.put(record(50)); // so that there is a next batch, even if nobody wants it
      r.r1 = synced || take(queue).sync();
    }
  }
}
