package dev.holdfast.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskDirectoryTest extends DirectoryContract {
  @TempDir private Path folder;

  @Override
  protected Directory newDirectory() throws IOException {
    return DiskDirectory.open(folder.resolve("data"));
  }

  @Test
  void createsTheFoldersThatAreMissing() throws IOException {
    DiskDirectory directory = DiskDirectory.open(folder.resolve("a/b/c"));

    assertThat(directory.path()).isEqualTo(folder.toRealPath().resolve("a/b/c"));
    assertThat(directory).hasToString(directory.path().toString());
    assertThat(directory.describe("f")).isEqualTo(directory.path().resolve("f").toString());
  }

  @Test
  void refusesWhatIsNoDirectory() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> DiskDirectory.open(file)).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> DiskDirectory.openForReading(file))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> DiskDirectory.openForReading(folder.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void openForReadingChangesNothing() throws IOException {
    Files.writeString(folder.resolve("a"), "content");
    DiskDirectory directory = DiskDirectory.openForReading(folder);

    for (ThrowingCall call :
        List.<ThrowingCall>of(
            () -> directory.create("b"),
            () -> directory.open("a"),
            () -> directory.rename("a", "b"),
            () -> directory.delete("a"),
            directory::sync,
            directory::lock)) {
      assertThatThrownBy(call::run)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("opened for reading");
    }
    assertThat(directory.list()).containsExactly("a");
    try (DataFile file = directory.openForReading("a")) {
      assertThat(file.size()).isEqualTo(7);
    }
  }

  @FunctionalInterface
  private interface ThrowingCall {
    void run() throws IOException;
  }

  @Test
  void leavesOutWhatIsNoFile() throws IOException {
    DiskDirectory directory = DiskDirectory.open(folder.resolve("data"));
    Files.createDirectory(directory.path().resolve("folder"));
    Files.createSymbolicLink(directory.path().resolve("link"), folder);

    assertThat(directory.list()).isEmpty();
    assertThat(directory.exists("folder")).isFalse();
  }

  @Test
  void saysIfTheDirectoryHasGone() throws IOException {
    DiskDirectory directory = DiskDirectory.open(folder.resolve("data"));
    Files.delete(directory.path());

    assertThatThrownBy(directory::list).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(directory::sync)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.path().toString());
    assertThatThrownBy(directory::lock).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theLockHoldsForEveryPathToTheDirectory() throws IOException {
    DiskDirectory directory = DiskDirectory.open(folder.resolve("data"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), directory.path());

    try (DirectoryLock lock = directory.lock()) {
      assertThat(lock).isNotNull();
      DiskDirectory other = DiskDirectory.open(link);
      assertThatThrownBy(other::lock).isInstanceOf(DirectoryInUseException.class);
    }
  }

  @Test
  void twoToTheSamePlaceAreEqual() throws IOException {
    DiskDirectory directory = DiskDirectory.open(folder.resolve("data"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), directory.path());
    DiskDirectory other = DiskDirectory.open(link);
    DiskDirectory reading = DiskDirectory.openForReading(link);

    assertThat(other).isEqualTo(directory).hasSameHashCodeAs(directory);
    assertThat(reading).isNotEqualTo(directory).isEqualTo(DiskDirectory.openForReading(link));
    assertThat(DiskDirectory.open(folder)).isNotEqualTo(directory);
    assertThat(directory).isNotEqualTo(directory.path());
  }

  @Test
  void theLocksFileNamesTheProcess() throws IOException {
    DiskDirectory directory = DiskDirectory.open(folder.resolve("data"));
    try (DirectoryLock lock = directory.lock()) {
      assertThat(lock).isNotNull();
      assertThat(Files.readString(directory.path().resolve("holdfast.lock"), UTF_8))
          .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
    }
  }

  @Test
  void interruptsInTheMiddleOfItLeaveAFileOpen() throws Exception {
    Thread caller = Thread.currentThread();
    AtomicBoolean done = new AtomicBoolean();
    Thread nuisance =
        Thread.ofPlatform()
            .name("nuisance")
            .start(() -> {
              while (!done.get()) {
                caller.interrupt();
              }
            });
    try (DataFile file = newDirectory().create("a")) {
      ByteBuffer block = ByteBuffer.allocateDirect(4096);
      for (int n = 0; n < 200; n++) {
        file.write(block.clear(), n * 4096L);
        file.sync();
        file.read(block.clear(), n * 4096L);
      }
      assertThat(file.size()).isEqualTo(200 * 4096L);
    } finally {
      done.set(true);
      // The flag may be set until the other thread has ended.
      while (nuisance.isAlive()) {
        Thread.interrupted();
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
  }
}
