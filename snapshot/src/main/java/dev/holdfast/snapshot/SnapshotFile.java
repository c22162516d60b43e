package dev.holdfast.snapshot;

import dev.holdfast.snapshot.SnapshotFormat.Head;
import dev.holdfast.snapshot.SnapshotFormat.Tail;
import dev.holdfast.storage.DataFile;
import dev.holdfast.storage.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** A snapshot's file, opened for reading. */
final class SnapshotFile implements AutoCloseable {
  private static final Tail NO_TAIL = new Tail(0, 0);

  private final DataFile file;
  private final SnapshotInfo info;
  private final Tail tail;

  private SnapshotFile(DataFile file, SnapshotInfo info, Tail tail) {
    this.file = file;
    this.info = info;
    this.tail = tail;
  }

  static SnapshotFile open(Directory directory, SnapshotNames names, String name)
      throws IOException {
    DataFile file = directory.openForReading(name);
    boolean opened = false;
    try {
      long bytes = file.size();
      Optional<Head> head = SnapshotFormat.parseHead(read(file, 0, bytes));
      Optional<Tail> tail = SnapshotFormat.parseTail(readLast(file, bytes));
      SnapshotInfo info = describe(name, bytes, head, tail, names.lastSeq(name));
      SnapshotFile snapshot = new SnapshotFile(file, info, tail.orElse(NO_TAIL));
      opened = true;
      return snapshot;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  private static SnapshotInfo describe(
      String name, long bytes, Optional<Head> head, Optional<Tail> tail, OptionalLong named) {
    SnapshotInfo info =
        new SnapshotInfo(
            name,
            head.map(Head::lastSeq).orElse(named.orElse(SnapshotInfo.UNKNOWN)),
            head.map(Head::schemaVersion).orElse(SnapshotInfo.UNKNOWN),
            bytes,
            Optional.empty());
    if (head.isEmpty()) {
      return info.withProblem("it does not begin as a snapshot does");
    }
    if (tail.isEmpty()) {
      return info.withProblem("it does not end with a checksum: it is cut short or damaged");
    }
    if (named.isPresent() && named.getAsLong() != info.lastSeq()) {
      return info.withProblem("its last_seq %d is not that of its name".formatted(info.lastSeq()));
    }
    return info;
  }

  private static byte[] readLast(DataFile file, long bytes) throws IOException {
    return read(file, Math.max(0, bytes - SnapshotFormat.TAIL_BYTES_MAX), bytes);
  }

  private static byte[] read(DataFile file, long from, long bytes) throws IOException {
    ByteBuffer target =
        ByteBuffer.allocate((int) Math.min(SnapshotFormat.HEAD_BYTES_MAX, bytes - from));
    int count = Math.max(0, file.read(target, from));
    return Arrays.copyOf(target.array(), count);
  }

  /** What its two ends tell; the content between was not looked at. */
  SnapshotInfo info() {
    return info;
  }

  /** What the whole of it tells. */
  SnapshotInfo verify() throws IOException {
    if (!info.isValid()) {
      return info;
    }
    try (InputStream state = state()) {
      state.transferTo(OutputStream.nullOutputStream());
      return info;
    } catch (SnapshotInput.MismatchException e) {
      return info.withProblem(String.valueOf(e.getMessage()));
    }
  }

  /** The state from its beginning. */
  InputStream state() {
    return new SnapshotInput(file, info.bytes() - tail.bytes(), tail.checksum());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
