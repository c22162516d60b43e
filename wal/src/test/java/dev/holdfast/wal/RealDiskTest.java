package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.record;
import static dev.holdfast.wal.Logs.records;
import static dev.holdfast.wal.Logs.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.WalConfig.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real file system that is full, or has no room for one more file. A tmpfs counts its files by
 * the page, so it is full at once. What a simulated disk shows in {@link FailureTest}, the system's
 * own calls show here.
 */
@ParameterizedClass
@EnumSource(Format.class)
@Timeout(60)
class RealDiskTest {

  private final WalConfig config;
  @TempDir private Path folder;

  RealDiskTest(Format format) {
    config = small(format);
  }

  private DiskDirectory mount(String limits) throws IOException, InterruptedException {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", limits, "tmpfs", folder.toString()),
        "no right to mount a tmpfs here: run as root on Linux to test full disks");
    return DiskDirectory.open(folder);
  }

  private void remount(String limits) throws InterruptedException {
    assertThat(run("mount", "-o", "remount," + limits, folder.toString())).isTrue();
  }

  @AfterEach
  void unmount() throws InterruptedException {
    // Lazily, for a test that failed may have left a file open.
    run("umount", "-l", folder.toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Appends until the log stops, closes it, and says why it stopped. */
  private static WalPoisonedException fillUntilItStops(Wal wal) {
    WalPoisonedException stopped =
        catchThrowableOfType(
            WalPoisonedException.class,
            () -> {
              while (true) {
                wal.appendDurable(record(wal.lastSeq() + 1));
              }
            });
    wal.close();
    return stopped;
  }

  private void goesOnWithAllThatWasAcknowledged(DiskDirectory directory, long acknowledged) {
    try (Wal again = open(directory, config)) {
      assertThat(again.lastSeq()).isGreaterThanOrEqualTo(acknowledged);
      fill(again, again.lastSeq() + 1, acknowledged + 50);
    }
    assertThat(Logs.read(directory, "wal.log")).isEqualTo(records(1, acknowledged + 50));
  }

  @Test
  void aFullFileSystemStopsTheLogAndLosesNothingAcknowledged() throws Exception {
    DiskDirectory directory = mount("size=32k");
    Wal wal = open(directory, config.withSegmentBytesMax(1 << 20).withPreallocate(false));
    WalPoisonedException stopped = fillUntilItStops(wal);

    assertThat(stopped).hasMessageContaining("No space left on device");
    assertThat(stopped).hasMessageContaining(folder.resolve("wal.log.0").toString());
    remount("size=1m");
    goesOnWithAllThatWasAcknowledged(directory, wal.durableSeq());
  }

  @Test
  void aSegmentThatCannotBeMadeStopsTheLogAndLosesNothingAcknowledged() throws Exception {
    // The root, and two segments.
    DiskDirectory directory = mount("size=1m,nr_inodes=3");
    Wal wal = open(directory, config);
    WalPoisonedException stopped = fillUntilItStops(wal);

    assertThat(stopped).hasMessageContaining("No space left on device");
    assertThat(stopped).hasMessageContaining(folder.resolve("wal.log.next").toString());
    assertThat(Logs.segments(directory)).hasSize(2);
    remount("nr_inodes=100");
    goesOnWithAllThatWasAcknowledged(directory, wal.durableSeq());
  }
}
