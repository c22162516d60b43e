package dev.holdfast.bench.wal;

import dev.holdfast.wal.Durability;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * What is measured, each in the setting that suits it best among those with the same promise.
 *
 * <p>Appenders are virtual threads, but for RocksDB: a call into native code holds the carrier, so
 * that no more of them than processors would ever be under way, and its group commit would starve.
 */
enum Subject {
  BINARY("Holdfast, binary", Promise.ON_DISK) {
    @Override
    Log open(Path folder) throws Exception {
      return HoldfastLog.acknowledging(folder, config(Format.BINARY));
    }
  },
  JSON("Holdfast, JSON lines", Promise.ON_DISK) {
    @Override
    Log open(Path folder) throws Exception {
      return HoldfastLog.acknowledging(folder, config(Format.JSON_LINES));
    }
  },
  ARTEMIS_TUNED("Artemis journal, 200 us timer", Promise.ON_DISK) {
    @Override
    Log open(Path folder) throws Exception {
      return new ArtemisLog(folder, 200_000);
    }
  },
  ARTEMIS("Artemis journal, default timer", Promise.ON_DISK) {
    @Override
    Log open(Path folder) throws Exception {
      return new ArtemisLog(folder, ArtemisLog.DEFAULT_TIMER_NANOS);
    }
  },
  ROCKSDB("RocksDB WAL, sync", Promise.ON_DISK) {
    @Override
    Log open(Path folder) throws Exception {
      return new RocksDbLog(folder);
    }

    @Override
    ThreadFactory threads() {
      return Thread.ofPlatform().daemon().factory();
    }
  },
  TAPE("Tape", Promise.ON_DISK) {
    @Override
    Log open(Path folder) throws Exception {
      return new TapeLog(folder);
    }
  },

  BINARY_SLOW_DISK("Holdfast, binary", Promise.ON_SLOW_DISK) {
    @Override
    Log open(Path folder) throws Exception {
      return HoldfastLog.acknowledging(folder, config(Format.BINARY), Promise.ON_SLOW_DISK.pace());
    }
  },
  JSON_SLOW_DISK("Holdfast, JSON lines", Promise.ON_SLOW_DISK) {
    @Override
    Log open(Path folder) throws Exception {
      return HoldfastLog.acknowledging(
          folder, config(Format.JSON_LINES), Promise.ON_SLOW_DISK.pace());
    }
  },

  BINARY_OS_ONLY("Holdfast, binary, each waited for", Promise.OS_HAS_IT) {
    @Override
    Log open(Path folder) throws Exception {
      return HoldfastLog.acknowledging(folder, osOnly(Format.BINARY));
    }
  },
  BINARY_STREAMED("Holdfast, binary, the last waited for", Promise.OS_HAS_IT) {
    @Override
    Log open(Path folder) throws Exception {
      return HoldfastLog.streaming(folder, osOnly(Format.BINARY));
    }
  },
  JSON_STREAMED("Holdfast, JSON lines, the last waited for", Promise.OS_HAS_IT) {
    @Override
    Log open(Path folder) throws Exception {
      return HoldfastLog.streaming(folder, osOnly(Format.JSON_LINES));
    }
  },
  CHRONICLE("Chronicle Queue", Promise.OS_HAS_IT) {
    @Override
    Log open(Path folder) {
      return new ChronicleLog(folder);
    }
  };

  /** What an acknowledgement means, and how quick the disk is that it comes from. */
  enum Promise {
    ON_DISK(0),
    ON_SLOW_DISK(1),
    OS_HAS_IT(0);

    private final long syncMillisMin;

    Promise(long syncMillisMin) {
      this.syncMillisMin = syncMillisMin;
    }

    SyncPace pace() {
      return new SyncPace(Duration.ofMillis(syncMillisMin));
    }
  }

  private final String title;
  private final Promise promise;

  Subject(String title, Promise promise) {
    this.title = title;
    this.promise = promise;
  }

  /** Opens a new log in an empty folder. */
  abstract Log open(Path folder) throws Exception;

  /** What its appenders run on. */
  ThreadFactory threads() {
    return Thread.ofVirtual().factory();
  }

  /** How people read of it. */
  String title() {
    return title;
  }

  /** Those with that promise. */
  static List<Subject> all(Promise promise) {
    return Arrays.stream(values()).filter(subject -> subject.promise.equals(promise)).toList();
  }

  /** The others among those that acknowledge what is on disk. */
  static List<Subject> peersOnDisk() {
    return List.of(ARTEMIS_TUNED, ARTEMIS, ROCKSDB, TAPE);
  }

  private static WalConfig config(Format format) {
    return WalConfig.named("wal.log").withFormat(format);
  }

  private static WalConfig osOnly(Format format) {
    return config(format).withDurability(Durability.OS_ONLY);
  }
}
