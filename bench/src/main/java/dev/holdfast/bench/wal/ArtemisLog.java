package dev.holdfast.bench.wal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.ArtemisConstants;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/**
 * The journal of Apache Artemis on NIO, with fdatasync. A timer decides when a batch is written.
 * Its files are filled beforehand, more than a run needs, so that it makes none meanwhile.
 */
final class ArtemisLog implements Log {
  static final int DEFAULT_TIMER_NANOS = ArtemisConstants.DEFAULT_JOURNAL_BUFFER_TIMEOUT_NIO;
  private static final int FILE_BYTES = 10 << 20;
  private static final int FILES = 6;
  private static final byte RECORD_TYPE = 1;

  private final JournalImpl journal;
  private final AtomicLong ids = new AtomicLong();

  ArtemisLog(Path folder, int timerNanos) throws Exception {
    NIOSequentialFileFactory files =
        new NIOSequentialFileFactory(
            folder.toFile(),
            true,
            ArtemisConstants.DEFAULT_JOURNAL_BUFFER_SIZE_NIO,
            timerNanos,
            1,
            false);
    files.setDatasync(true);
    journal = new JournalImpl(FILE_BYTES, FILES, FILES, 0, 0, files, "journal", "log", 1);
    journal.start();
    journal.load(new ArrayList<>(), new ArrayList<>(), null, true);
  }

  @Override
  public void append(byte[] record) throws Exception {
    journal.appendAddRecord(ids.incrementAndGet(), RECORD_TYPE, record, true);
  }

  @Override
  public void close() {
    journal.stop();
  }
}
