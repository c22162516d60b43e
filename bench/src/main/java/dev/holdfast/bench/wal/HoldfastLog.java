package dev.holdfast.bench.wal;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Ours. */
abstract class HoldfastLog implements Log {
  private final Batches batches = new Batches();
  final Wal wal;

  private HoldfastLog(Directory folder, WalConfig config) throws IOException {
    wal = Wal.open(folder, config, batches);
  }

  /** A log whose appenders wait for each record. */
  static HoldfastLog acknowledging(Path folder, WalConfig config) throws IOException {
    return acknowledging(folder, config, SyncPace.REAL);
  }

  /** The same on a disk of that pace. */
  static HoldfastLog acknowledging(Path folder, WalConfig config, SyncPace pace)
      throws IOException {
    return new HoldfastLog(new PacedDirectory(DiskDirectory.open(folder), pace), config) {
      @Override
      public void append(byte[] record) {
        wal.appendDurable(ByteBuffer.wrap(record));
      }
    };
  }

  /** A log whose appenders write on, as far as the buffers go, and wait for their last record. */
  static HoldfastLog streaming(Path folder, WalConfig config) throws IOException {
    return new HoldfastLog(DiskDirectory.open(folder), config) {
      @Override
      public void append(byte[] record) {
        wal.write(ByteBuffer.wrap(record));
      }

      @Override
      public void settle() {
        wal.awaitDurable(wal.lastSeq());
      }
    };
  }

  /** What was written, batch by batch. */
  Batches batches() {
    return batches;
  }

  @Override
  public void close() {
    wal.close();
  }
}
