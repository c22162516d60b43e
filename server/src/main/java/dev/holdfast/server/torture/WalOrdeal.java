package dev.holdfast.server.torture;

import static dev.holdfast.server.torture.Ordeal.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.torture.WalOrdeal.Promise;
import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.CrashExplorer;
import dev.holdfast.storage.sim.CrashExplorer.Run;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import dev.holdfast.wal.WalListener;
import dev.holdfast.wal.WalReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The log: what was acknowledged is there, in order, and nothing that was not written; only what
 * was released is gone.
 *
 * <p>In half of the runs each record is durable before the next is written, which makes a failure
 * repeatable. In the others they come in bursts, and share batches as the threads' timing has it.
 */
final class WalOrdeal implements Ordeal<Promise> {
  private static final int LIVES = 2;
  private static final int STEPS = 12;
  private static final int BURST_MAX = 8;
  private static final int RECORD_BYTES_MAX = 1500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Format format;

  WalOrdeal(Format format) {
    this.format = format;
  }

  /** What the log said, or was told. */
  sealed interface Promise {
    /** Records up to {@code seq} are durable. */
    record Durable(long seq) implements Promise {}

    /** Records below {@code seq} are no longer needed, and may be gone. */
    record Released(long seq) implements Promise {}
  }

  @Override
  public String name() {
    return format == Format.JSON_LINES ? "wal-json" : "wal-binary";
  }

  @Override
  public CrashExplorer bounded(CrashExplorer explorer) {
    return explorer.withCutsMax(60).withOutcomesMax(12).withRecoveryCutsMax(2);
  }

  @Override
  public void work(Directory disk, Run<Promise> run) {
    RandomGenerator random = run.random();
    WalConfig config =
        config()
            .withSegmentBytesMax(1024 + random.nextInt(8 << 10))
            .withPreallocate(random.nextBoolean());
    int burstMax = random.nextBoolean() ? 1 : BURST_MAX;
    for (int life = 0; life < LIVES; life++) {
      try (Wal wal = Wal.open(disk, config, WalListener.NOOP)) {
        for (int step = 0; step < STEPS; step++) {
          append(wal, 1 + random.nextInt(burstMax));
          run.promise(new Promise.Durable(wal.lastSeq()));
          if (random.nextInt(STEPS) == 0) {
            release(wal, run);
          }
        }
      }
    }
  }

  private static void append(Wal wal, int records) {
    for (int i = 0; i < records; i++) {
      wal.write(record(wal.lastSeq() + 1));
    }
    require(wal.awaitDurable(wal.lastSeq(), PATIENCE), "no sync within " + PATIENCE);
  }

  private static void release(Wal wal, Run<Promise> run) {
    long needed = 1 + run.random().nextLong(wal.lastSeq());
    run.promise(new Promise.Released(needed));
    wal.truncateBefore(needed);
  }

  @Override
  public void check(Directory found, List<Promise> promised) {
    try (Wal wal = Wal.open(found, config(), WalListener.NOOP)) {
      holds(wal, promised);
      append(wal, 1);
      append(wal, 1);
      holds(wal, List.of(new Promise.Durable(wal.lastSeq()), released(promised)));
    }
  }

  private static void holds(Wal wal, List<Promise> promised) {
    long first = wal.recovery().firstSeq();
    long needed = released(promised).seq();
    require(first <= needed, "records " + needed + " to " + (first - 1) + " are gone");
    long next = first;
    try (WalReader reader = wal.readFrom(first)) {
      for (; reader.next(); next++) {
        require(reader.seq() == next, "record " + (next - 1) + " is followed by " + reader.seq());
        require(
            reader.record().equals(record(next)), "record " + next + " is not as it was written");
      }
    }
    long durable = durable(promised);
    require(durable < next, "acknowledged up to " + durable + ", found up to " + (next - 1));
  }

  private static long durable(List<Promise> promised) {
    return promised.stream()
        .mapToLong(promise -> promise instanceof Promise.Durable(long seq) ? seq : 0)
        .max()
        .orElse(0);
  }

  private static Promise.Released released(List<Promise> promised) {
    return new Promise.Released(
        promised.stream()
            .mapToLong(promise -> promise instanceof Promise.Released(long seq) ? seq : 1)
            .max()
            .orElse(1));
  }

  private WalConfig config() {
    return WalConfig.named("wal.log")
        .withFormat(format)
        .withBufferBytes(16 << 10)
        .withRecordBytesMax(8 << 10);
  }

  /** The record of that number: another one for each, some longer than a sector or two. */
  private static ByteBuffer record(long seq) {
    int fill = (int) (seq * 7919 % (seq % 4 == 0 ? RECORD_BYTES_MAX : 100));
    return ByteBuffer.wrap(
        "{\"type\":\"RECORD\",\"fill\":\"%s\"}"
            .formatted(Long.toString(seq).repeat(1 + fill / 8))
            .getBytes(UTF_8));
  }
}
