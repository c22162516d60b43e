package dev.holdfast.bench.wal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/** Puts into RocksDB, each synced: its log, and a memory table that is never written out here. */
final class RocksDbLog implements Log {
  private static final long MEMORY_TABLE_BYTES = 256L << 20;

  static {
    RocksDB.loadLibrary();
  }

  private final Options options =
      new Options().setCreateIfMissing(true).setWriteBufferSize(MEMORY_TABLE_BYTES);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final RocksDB db;
  private final AtomicLong keys = new AtomicLong();

  RocksDbLog(Path folder) throws RocksDBException {
    db = RocksDB.open(options, folder.toString());
  }

  @Override
  public void append(byte[] record) throws RocksDBException {
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(keys.incrementAndGet()).array();
    db.put(synced, key, record);
  }

  @Override
  public void close() {
    db.close();
    synced.close();
    options.close();
  }
}
