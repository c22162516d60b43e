package dev.holdfast.bench.wal;

import dev.holdfast.bench.WorkFolder;
import dev.holdfast.bench.wal.Results.Opening;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalConfig.Format;
import dev.holdfast.wal.WalListener;
import dev.holdfast.wal.WalReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Logs of 250,000, 500,000 and 1,000,000 records of 200 B, opened and then read from the first
 * record to the last, while the system still has them in memory. Run it with a small heap: what it
 * needs must not grow with the log.
 *
 * <p>{@code RecoveryScenario FILE [rounds]}
 */
public final class RecoveryScenario {
  private static final int[] RECORDS = {1_000_000, 500_000, 250_000};
  private static final int RECORD_BYTES = 200;
  private static final ByteBuffer RECORD = ByteBuffer.wrap(Appenders.record(RECORD_BYTES));

  private RecoveryScenario() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    List<Opening> openings = new ArrayList<>();
    try (WorkFolder folder = WorkFolder.create()) {
      for (Format format : Format.values()) {
        WalConfig config = WalConfig.named("wal.log").withFormat(format);
        for (int records : RECORDS) {
          Path place = folder.create("log");
          fill(place, config, records);
          for (int round = 0; round < rounds; round++) {
            openings.add(open(place, config, records, round));
          }
          WorkFolder.delete(place);
        }
      }
      Results.Machine machine = Results.Machine.here(folder.path());
      Results.write(file, new Results.Recoveries(machine, RECORD_BYTES, openings));
    }
  }

  private static void fill(Path place, WalConfig config, int records) throws IOException {
    try (Wal wal = Wal.open(DiskDirectory.open(place), config, WalListener.NOOP)) {
      for (int i = 0; i < records; i++) {
        wal.write(RECORD);
      }
    }
  }

  private static Opening open(Path place, WalConfig config, int records, int round)
      throws IOException {
    DiskDirectory directory = DiskDirectory.open(place);
    long start = System.nanoTime();
    try (Wal wal = Wal.open(directory, config, WalListener.NOOP)) {
      long opened = System.nanoTime();
      long payload = replay(wal);
      long replayed = System.nanoTime();
      if (payload != (long) records * RECORD_BYTES) {
        throw new IllegalStateException("only " + payload + " bytes came back");
      }
      Opening opening =
          new Opening(
              config.format().name().toLowerCase(Locale.ROOT),
              records,
              round,
              (opened - start) / 1e6,
              (replayed - opened) / 1e6,
              wal.sizeBytes());
      System.err.println(opening);
      return opening;
    }
  }

  private static long replay(Wal wal) {
    long payload = 0;
    try (WalReader reader = wal.readFrom(1)) {
      while (reader.next()) {
        payload += reader.record().remaining();
      }
    }
    return payload;
  }
}
