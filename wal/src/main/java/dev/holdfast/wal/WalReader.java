package dev.holdfast.wal;

import dev.holdfast.storage.Directory;
import java.nio.ByteBuffer;

/** A cursor over a log's records. Signatures first; the body follows. */
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class WalReader implements AutoCloseable {

  private WalReader() {}

  /** Reads a log without owning it. */
  public static WalReader open(Directory directory, String name, long fromSeq) {
    throw new UnsupportedOperationException();
  }

  /** Moves to the next record; false if there is none yet. */
  public boolean next() {
    throw new UnsupportedOperationException();
  }

  /** The present record's number. */
  public long seq() {
    throw new UnsupportedOperationException();
  }

  /** The present record: read-only, valid until the next call of {@link #next}. */
  public ByteBuffer record() {
    throw new UnsupportedOperationException();
  }

  /** Closes the reader's file. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
