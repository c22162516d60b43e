package dev.holdfast.bench.wal;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** What a slice says about the log rather than about the disk. */
final class Ratios {
  private Ratios() {}

  static double batchRecords(Slice slice) {
    return (double) slice.acknowledged() / disk(slice).batches();
  }

  /** F(S) for the batches of this slice. */
  static double diskSyncsPerSecond(Slice slice) {
    return disk(slice).batches() / disk(slice).seconds();
  }

  /** rho_sync: which part of the disk's syncs the log makes use of. */
  static double sync(Slice slice) {
    return slice.perSecond() / (batchRecords(slice) * diskSyncsPerSecond(slice));
  }

  /** The same where the file of the bare disk becomes longer too. */
  static double growingSync(Slice slice) {
    return disk(slice).growingSeconds() / slice.seconds();
  }

  /** rho_bw: which part of the disk's bandwidth the log makes use of. */
  static double bandwidth(Slice slice) {
    return disk(slice).bytes() / slice.seconds() / disk(slice).sequentialBytesPerSecond();
  }

  /** How much longer an append takes than its fdatasync, in the middle. */
  static double latency(Slice slice) {
    return slice.ackMicros().p50() / disk(slice).syncMicros().p50();
  }

  static double fileBytes(Slice slice) {
    return (double) disk(slice).bytes() / slice.payloadBytes();
  }

  static double deviceBytes(Slice slice) {
    return (double) slice.deviceBytes() / slice.payloadBytes();
  }

  private static Replay disk(Slice slice) {
    return slice.disk().orElseThrow(() -> new IllegalArgumentException("no replay: " + slice));
  }

  static <T> double median(Collection<T> runs, ToDoubleFunction<T> value) {
    double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
