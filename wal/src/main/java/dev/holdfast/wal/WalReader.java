package dev.holdfast.wal;

import dev.holdfast.storage.Directory;
import dev.holdfast.wal.internal.LogCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over a log's records, in order and without gaps. It has its own files open and never
 * writes; it may read while the log is written. Not thread safe; may block on the disk.
 *
 * <p>{@link #next} that returned false may be called again: it looks for what came since. After an
 * exception the reader is where it was, and the call may be repeated: it goes on once a file can be
 * read again, but never past a record that is damaged or was deleted.
 */
public final class WalReader implements AutoCloseable {

  private final Directory directory;
  private final String name;
  private final LogCursor cursor;
  private @Nullable ByteBuffer record;
  private boolean closed;

  WalReader(Directory directory, String name, long fromSeq, LongSupplier seqMax) {
    this.directory = directory;
    this.name = name;
    this.cursor = new LogCursor(directory, name, fromSeq, seqMax);
  }

  /**
   * Reads a log without owning it: from {@code fromSeq}, or from the first record behind it that is
   * left, to the last whole record. On a log that is being written this shows what the operating
   * system has, which is ahead of what is on disk.
   *
   * @param directory where the log is; it is only read
   * @param name the log's name, as in {@link WalConfig#name}
   * @param fromSeq the first record wanted, 1 for all
   */
  public static WalReader open(Directory directory, String name, long fromSeq) {
    Objects.requireNonNull(name, "name");
    return new WalReader(directory, name, fromSeq, () -> Long.MAX_VALUE);
  }

  /**
   * Moves to the next record; false if there is none yet. An unfinished write at the end of the log
   * is an end.
   *
   * @throws IllegalStateException if this reader was closed
   * @throws CorruptLogException if a record that was durable is damaged or missing
   * @throws NewerFormatException if a later version of this library wrote the next segment
   * @throws RecordsGoneException if the next record was deleted meanwhile
   * @throws WalException if a file cannot be read
   */
  public boolean next() {
    if (closed) {
      throw new IllegalStateException(
          "this reader of the log " + directory.describe(name) + " was closed");
    }
    record = null;
    try {
      if (!cursor.next()) {
        return false;
      }
      record = cursor.record();
      return true;
    } catch (IOException e) {
      throw new WalException("cannot read the log " + directory.describe(name), e);
    }
  }

  /** The number of the record that {@link #next} has moved to. */
  public long seq() {
    mustHaveRecord();
    return cursor.seq();
  }

  /** The record that {@link #next} has moved to: read-only, valid until the next call of it. */
  public ByteBuffer record() {
    return mustHaveRecord();
  }

  /** The name of the file that holds the present record. */
  public String file() {
    mustHaveRecord();
    return cursor.file();
  }

  /** The offset in bytes at which the present record's frame begins in {@link #file}. */
  public long offset() {
    mustHaveRecord();
    return cursor.offset();
  }

  /** The first record that {@link #next} has not moved to yet. */
  long nextSeq() {
    return cursor.nextSeq();
  }

  private ByteBuffer mustHaveRecord() {
    if (record == null) {
      throw new IllegalStateException("there is no record unless next() has just returned true");
    }
    return record;
  }

  /** Closes the file that is open; no effect on the log, and none the second time. */
  @Override
  public void close() {
    closed = true;
    record = null;
    try {
      cursor.close();
    } catch (IOException e) {
      throw new WalException("cannot close a file of the log " + directory.describe(name), e);
    }
  }
}
