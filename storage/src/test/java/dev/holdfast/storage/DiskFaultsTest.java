package dev.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real file systems that are full or read-only; they need the right to mount one. */
@Timeout(60)
class DiskFaultsTest {
  private static final int SIZE_BYTES = 64 * 1024;

  @TempDir private Path folder;
  private DiskDirectory directory;

  @BeforeEach
  void mountASmallFileSystem() throws IOException, InterruptedException {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString()),
        "no right to mount a tmpfs here: run as root on Linux to test full and read-only disks");
    directory = DiskDirectory.open(folder);
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
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

  @Test
  void aFullDiskIsAnIOExceptionThatNamesTheFile() throws IOException {
    try (DataFile file = directory.create("a")) {
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(2 * SIZE_BYTES), 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory.describe("a"))
          .hasMessageContaining("No space left on device");

      // It was carried out in part, and there is room again after a cut.
      assertThat(file.size()).isBetween(1L, (long) SIZE_BYTES);
      file.truncate(0);
      file.write(ByteBuffer.allocate(4096), 0);
      file.sync();
    }
  }

  @Test
  void theLockHoldsOnAFullDisk() throws IOException {
    try (DataFile file = directory.create("a")) {
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(2 * SIZE_BYTES), 0))
          .isInstanceOf(IOException.class);
    }

    try (DirectoryLock lock = directory.lock()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(directory::lock).isInstanceOf(DirectoryInUseException.class);
    }
  }

  @Test
  void aReadOnlyFileSystemCanBeReadAndNothingElse() throws Exception {
    try (DataFile file = directory.create("a")) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
    }
    assertThat(run("mount", "-o", "remount,ro", folder.toString())).isTrue();

    assertThatThrownBy(() -> directory.create("b"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Read-only file system");
    assertThatThrownBy(directory::lock).hasMessageContaining("Read-only file system");
    assertThatThrownBy(() -> directory.open("a")).hasMessageContaining("Read-only file system");
    DiskDirectory reading = DiskDirectory.openForReading(folder);
    assertThat(reading.list()).containsExactly("a");
    try (DataFile file = reading.openForReading("a")) {
      ByteBuffer target = ByteBuffer.allocate(3);
      assertThat(file.read(target, 0)).isEqualTo(3);
      assertThat(target.array()).containsExactly(1, 2, 3);
    }
  }
}
