package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.OnDamage;
import dev.holdfast.wal.Recovery;
import dev.holdfast.wal.Recovery.GivenUp;
import dev.holdfast.wal.Recovery.TornTail;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import dev.holdfast.wal.internal.SegmentState.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a log from whatever a crash has left into order. The steps are numbered in the README. */
public final class LogOpening {

  private static final int COPY_BYTES = 1 << 20;

  private final Directory directory;
  private final WalConfig config;

  private LogOpening(Directory directory, WalConfig config) {
    this.directory = directory;
    this.config = config;
  }

  /**
   * A log in order, with its thread running.
   *
   * @param recovery what was found and done
   */
  public record Opened(
      SegmentStore store, BatchQueue queue, CommitThread thread, Recovery recovery) {}

  /** Recovers the log, or begins it, and starts its thread. */
  public static Opened open(Directory directory, WalConfig config, WalListener listener)
      throws IOException {
    return new LogOpening(directory, config).open(listener);
  }

  private Opened open(WalListener listener) throws IOException {
    long start = System.nanoTime();
    LogScan scan = LogScan.scan(directory, config.name());
    Optional<GivenUp> givenUp = Optional.empty();
    if (scan.damage().isPresent() && config.onDamage() == OnDamage.TRUNCATE_THERE) {
      givenUp = Optional.of(LogCut.cut(directory, config, scan, scan.damage().get()));
      scan = LogScan.scan(directory, config.name());
    }
    if (scan.damage().isPresent()) {
      throw scan.damage().get().refusal(directory);
    }
    removeUnfinished();
    List<SegmentState> segments = new ArrayList<>(scan.segments());
    long nextSeq = segments.isEmpty() ? config.firstSeq() : segments.getLast().lastSeq() + 1;
    Optional<TornTail> tornTail = settleLast(segments);
    directory.sync();

    SegmentStore store = new SegmentStore(directory, config, segments, listener);
    SyncPolicy policy = SyncPolicy.of(config.durability());
    BatchQueue queue = new BatchQueue(config, policy, nextSeq - 1);
    // This opens a file: what may fail comes before it.
    SegmentWriter writer = writer(store, segments, nextSeq);
    CommitThread thread = new CommitThread(config, queue, writer, policy, listener);
    Recovery recovery =
        new Recovery(
            store.firstSeq(),
            nextSeq - 1,
            store.count(),
            scan.records(),
            scan.bytes(),
            tornTail,
            givenUp,
            Duration.ofNanos(System.nanoTime() - start));
    return new Opened(store, queue, thread, recovery);
  }

  /** Files that were still being made; nothing in them was ever part of the log. */
  private void removeUnfinished() throws IOException {
    for (String file :
        List.of(SegmentName.next(config.name()), SegmentName.repair(config.name()))) {
      if (directory.exists(file)) {
        directory.delete(file);
      }
    }
  }

  /** Repairs the last segment and makes what is left of it durable, before anyone reads it. */
  private Optional<TornTail> settleLast(List<SegmentState> segments) throws IOException {
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    SegmentState last = segments.getLast();
    if (last.verdict() == Verdict.HALF_MADE || isEmptyOfOtherFormat(last)) {
      directory.delete(last.file());
      segments.removeLast();
      return Optional.empty();
    }
    try (DataFile file = directory.open(last.file())) {
      file.truncate(last.end()); // Free space as well: a crash may have left it half made.
      writeAgain(file, last);
      file.sync();
    }
    return last.verdict() == Verdict.TORN
        ? Optional.of(new TornTail(last.file(), last.end(), last.strayBytes()))
        : Optional.empty();
  }

  private boolean isEmptyOfOtherFormat(SegmentState last) {
    return last.records() == 0 && last.format() != config.format();
  }

  /**
   * Writes again what may never have been synced. After a failed sync the system may keep in
   * memory, as if it were on disk, what it could not write; a sync alone would then do nothing. The
   * same goes for the file's length, so the file is made longer by a byte of free space.
   */
  private static void writeAgain(DataFile file, SegmentState last) throws IOException {
    long from = last.uncertainFrom();
    long to = last.end();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY_BYTES, to - from));
    for (long at = from; at < to; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
      if (file.read(buffer, at) < buffer.limit()) {
        throw new IOException(file.name() + " became shorter while it was read");
      }
      file.write(buffer.flip(), at);
    }
    if (from < to && file.size() == to) {
      byte[] free = {Codec.of(last.format()).padding()};
      file.write(ByteBuffer.wrap(free), to);
    }
  }

  private SegmentWriter writer(SegmentStore store, List<SegmentState> segments, long nextSeq)
      throws IOException {
    boolean goesOn = !segments.isEmpty() && segments.getLast().format() == config.format();
    DataFile file =
        goesOn
            ? directory.open(segments.getLast().file())
            : store.begin(nextSeq, segments.isEmpty() ? 0 : segments.getLast().end());
    boolean taken = false;
    try {
      SegmentWriter writer = new SegmentWriter(store, config, file);
      taken = true;
      return writer;
    } finally {
      if (!taken) {
        file.close();
      }
    }
  }
}
