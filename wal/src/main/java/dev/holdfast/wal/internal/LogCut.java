package dev.holdfast.wal.internal;

import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import dev.holdfast.wal.Recovery.GivenUp;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.internal.SegmentState.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives up a log from the first damage on, because the owner said so. Everything given up is kept
 * in files beside the log, byte for byte. Interrupted anywhere, it leaves the log damaged as it was
 * or cut as it will be, and can be run again.
 */
public final class LogCut {

  private static final int COPY_BYTES = 1 << 20;

  private final Directory directory;
  private final WalConfig config;
  private final List<String> setAside = new ArrayList<>();

  private LogCut(Directory directory, WalConfig config) {
    this.directory = directory;
    this.config = config;
  }

  static GivenUp cut(Directory directory, WalConfig config, LogScan scan, Damage damage)
      throws IOException {
    return new LogCut(directory, config).cut(scan, damage);
  }

  private GivenUp cut(LogScan scan, Damage damage) throws IOException {
    SegmentState last = scan.segments().getLast();
    boolean withinSegment = last.verdict() == Verdict.CORRUPT;
    int firstAside = withinSegment ? damage.segment() + 1 : damage.segment();
    for (int i = scan.files().size() - 1; i >= firstAside; i--) {
      String file = scan.files().get(i);
      String aside = freeName(file);
      directory.rename(file, aside);
      setAside.add(aside);
    }
    if (withinSegment) {
      keepGoodPart(last);
    }
    directory.sync();
    return new GivenUp(
        damage.file(),
        damage.offset(),
        damage.problem(),
        damage.firstSeqLost(),
        lastSeqSeen(directory, setAside, damage.firstSeqLost() - 1),
        setAside.reversed());
  }

  /** Copies the whole file aside, then puts its good part in its place, atomically. */
  private void keepGoodPart(SegmentState damaged) throws IOException {
    String aside = freeName(damaged.file());
    String repaired = SegmentName.repair(config.name());
    if (directory.exists(repaired)) {
      directory.delete(repaired);
    }
    try (DataFile from = directory.openForReading(damaged.file());
        DataFile all = directory.create(aside);
        DataFile good = directory.create(repaired)) {
      copy(from, all, from.size());
      all.sync();
      if (damaged.end() > 0) {
        copy(from, good, damaged.end());
      } else {
        ByteBuffer header = ByteBuffer.allocate(Codec.HEADER_BYTES_MAX);
        Codec.of(config.format()).putHeader(header, damaged.firstSeq(), config.clock().millis());
        good.write(header.flip(), 0);
      }
      good.sync();
    }
    directory.sync();
    directory.rename(repaired, damaged.file());
    setAside.add(aside);
  }

  private static void copy(DataFile from, DataFile to, long length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY_BYTES, Math.max(1, length)));
    for (long at = 0; at < length; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
      if (from.read(buffer, at) < buffer.limit()) {
        throw new IOException(from.name() + " became shorter while it was read");
      }
      to.write(buffer.flip(), at);
    }
  }

  private String freeName(String file) throws IOException {
    String name = file + ".damaged";
    for (int n = 2; directory.exists(name); n++) {
      name = file + ".damaged-" + n;
    }
    return name;
  }

  /** The last whole record that would be given up, as far as can be seen; reads only. */
  public static long lastSeqLost(Directory directory, LogScan scan, Damage damage)
      throws IOException {
    List<String> behind = scan.files().subList(damage.segment(), scan.files().size());
    return lastSeqSeen(directory, behind, damage.firstSeqLost() - 1);
  }

  /** The highest number of a whole record in those files; {@code atLeast} if all are lower. */
  private static long lastSeqSeen(Directory directory, List<String> files, long atLeast)
      throws IOException {
    long seen = atLeast;
    for (String file : files) {
      try (SegmentCursor cursor = new SegmentCursor(directory.openForReading(file))) {
        cursor.header();
        for (long at = 0; at >= 0; ) {
          Frame.Kind kind = cursor.at(at);
          if (kind == Frame.Kind.RECORD) {
            seen = Math.max(seen, cursor.frame().seq());
          }
          boolean whole = kind == Frame.Kind.RECORD || kind == Frame.Kind.MARK;
          at = whole ? cursor.end() : cursor.resync(at, atLeast, Long.MAX_VALUE);
        }
      }
    }
    return seen;
  }
}
