package dev.holdfast.wal;

import dev.holdfast.storage.Directory;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A durable, ordered log of opaque records. Signatures first; the body follows. */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class Wal implements AutoCloseable {

  private Wal() {}

  /** Opens or creates a log. */
  public static Wal open(Directory directory, WalConfig config, WalListener listener) {
    throw new UnsupportedOperationException();
  }

  /** What open found. */
  public Recovery recovery() {
    throw new UnsupportedOperationException();
  }

  /** Copies a record into the log's buffer; not yet durable. */
  public long write(ByteBuffer record) {
    throw new UnsupportedOperationException();
  }

  /** The same, encoded straight into the log's buffer. */
  public long write(int bytesMax, RecordWriter writer) {
    throw new UnsupportedOperationException();
  }

  /** Completes with the record's number once it is durable. */
  public CompletableFuture<Long> append(ByteBuffer record) {
    throw new UnsupportedOperationException();
  }

  /** Completes once the record is on disk, whatever the log's mode. */
  public CompletableFuture<Long> appendSynced(ByteBuffer record) {
    throw new UnsupportedOperationException();
  }

  /** Blocks until the record is durable. */
  public long appendDurable(ByteBuffer record) {
    throw new UnsupportedOperationException();
  }

  /** The last record written. */
  public long lastSeq() {
    throw new UnsupportedOperationException();
  }

  /** The last durable record. */
  public long durableSeq() {
    throw new UnsupportedOperationException();
  }

  /** Blocks until that record is durable. */
  public void awaitDurable(long seq) {
    throw new UnsupportedOperationException();
  }

  /** Blocks until everything written so far is on disk, whatever the mode; returns the last. */
  public long sync() {
    throw new UnsupportedOperationException();
  }

  /** Deletes whole segments all of whose records are below {@code seq}. */
  public void truncateBefore(long seq) {
    throw new UnsupportedOperationException();
  }

  /** A cursor over durable records. */
  public WalReader readFrom(long seq) {
    throw new UnsupportedOperationException();
  }

  /** Bytes of all segment files. */
  public long sizeBytes() {
    throw new UnsupportedOperationException();
  }

  /** Syncs what is written, then stops. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
