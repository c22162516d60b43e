package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.disk;
import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.image;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every bit of a small log is flipped and every file of it cut at every byte. The log recovers what
 * was acknowledged or refuses; it never shows a record that was not written.
 */
@ParameterizedClass
@EnumSource(Format.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EveryDamageTest {

  private final int records;
  private final WalConfig config;
  private final List<String> written = new ArrayList<>();

  EveryDamageTest(Format format) {
    records = format == Format.BINARY ? 17 : 9;
    config =
        Logs.config(format)
            .withSegmentBytesMax(512)
            .withBufferBytes(1 << 10)
            .withPreallocate(false);
  }

  /** A log of two segments; each record is a batch of its own. */
  private Map<String, byte[]> log(boolean closed) throws IOException {
    SimulatedDisk disk = SimulatedDisk.withSeed(1);
    written.clear();
    try (Wal wal = open(disk, config)) {
      for (int n = 1; n <= records; n++) {
        written.add("{\"n\":%d}".formatted(n * n));
        wal.appendDurable(utf8(written.getLast()));
      }
      if (!closed) {
        return image(disk.powerCut().restartKeepingAll());
      }
    }
    return image(disk);
  }

  /** The records of a log that was damaged, or nothing if it was refused. */
  private Optional<List<String>> recovered(Map<String, byte[]> files) throws IOException {
    SimulatedDisk disk = disk(files);
    try (Wal wal = open(disk, config);
        WalReader reader = wal.readFrom(1)) {
      return Optional.of(drain(reader));
    } catch (CorruptLogException | NewerFormatException refused) {
      return Optional.empty();
    }
  }

  @Test
  void aFlippedBitInALogThatWasClosedIsRefusedOrHarmless() throws Exception {
    Map<String, byte[]> files = log(true);
    assertThat(files).hasSizeGreaterThan(1);
    assertThat(flipEveryBit(files, records)).isPositive();
  }

  @Test
  void aFlippedBitInALogThatCrashedCostsAtMostTheLastBatch() throws Exception {
    Map<String, byte[]> files = log(false);
    assertThat(files).hasSizeGreaterThan(1);
    assertThat(flipEveryBit(files, records - 1)).isPositive();
  }

  /** Returns how many flips were refused. */
  private int flipEveryBit(Map<String, byte[]> files, int least) throws IOException {
    int refused = 0;
    for (byte[] content : files.values()) {
      for (int bit = 0; bit < content.length * 8; bit++) {
        content[bit / 8] ^= (byte) (1 << (bit % 8));
        Optional<List<String>> found = recovered(files);
        content[bit / 8] ^= (byte) (1 << (bit % 8));
        refused += found.isEmpty() ? 1 : 0;
        found.ifPresent(prefix -> mustBePrefix(prefix, least));
      }
    }
    return refused;
  }

  @Test
  void theLastFileCutAnywhereKeepsTheWholeRecordsBeforeTheCut() throws Exception {
    Map<String, byte[]> files = new TreeMap<>(log(false));
    String last = List.copyOf(files.keySet()).getLast();
    byte[] whole = files.get(last);
    long firstInLast = Long.parseLong(last.substring(8));
    int previous = 0;
    for (int length = 0; length <= whole.length; length++) {
      files.put(last, Arrays.copyOf(whole, length));
      List<String> found = recovered(files).orElseThrow();
      mustBePrefix(found, Math.max(previous, (int) firstInLast - 1));
      previous = found.size();
    }
    assertThat(previous).isEqualTo(records);
  }

  @Test
  void anEarlierFileCutAnywhereIsRefused() throws Exception {
    Map<String, byte[]> files = new TreeMap<>(log(false));
    String first = files.keySet().iterator().next();
    byte[] whole = files.get(first);
    for (int length = 0; length < whole.length; length++) {
      files.put(first, Arrays.copyOf(whole, length));
      assertThat(recovered(files)).as("cut to %d bytes", length).isEmpty();
    }
  }

  private void mustBePrefix(List<String> found, int least) {
    assertThat(found.size()).isBetween(least, records);
    assertThat(found).isEqualTo(written.subList(0, found.size()));
  }
}
