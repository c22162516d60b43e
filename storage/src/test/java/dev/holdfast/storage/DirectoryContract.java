package dev.holdfast.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every directory must do; run over each implementation. */
public abstract class DirectoryContract {
  private Directory directory;

  /** An empty directory. */
  protected abstract Directory newDirectory() throws IOException;

  @BeforeEach
  void openDirectory() throws IOException {
    directory = newDirectory();
  }

  private DataFile fileWith(String name, String content) throws IOException {
    DataFile file = directory.create(name);
    file.write(bytes(content), 0);
    return file;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static String content(DataFile file) throws IOException {
    ByteBuffer target = ByteBuffer.allocate((int) file.size());
    file.read(target, 0);
    return US_ASCII.decode(target.flip()).toString();
  }

  private String content(String name) throws IOException {
    try (DataFile file = directory.openForReading(name)) {
      return content(file);
    }
  }

  // --- Names.

  @Test
  void listsItsFilesSorted() throws IOException {
    for (String name : new String[] {"c", "a", "B", "a.1"}) {
      directory.create(name).close();
    }

    assertThat(directory.list()).containsExactly("B", "a", "a.1", "c");
  }

  @Test
  void knowsWhichFilesExist() throws IOException {
    directory.create("a").close();

    assertThat(directory.exists("a")).isTrue();
    assertThat(directory.exists("b")).isFalse();
  }

  @Test
  void doesNotCreateAFileTwice() throws IOException {
    fileWith("a", "first").close();

    assertThatThrownBy(() -> directory.create("a")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(content("a")).isEqualTo("first");
  }

  @Test
  void saysIfAFileIsMissing() {
    assertThatThrownBy(() -> directory.open("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> directory.openForReading("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> directory.delete("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> directory.rename("a", "b")).isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a/b", "/a", "..\\a", "a b", "a\n", "a\u0000", "holdfast.lock"})
  void refusesWhatIsNotAPlainName(String name) throws IOException {
    directory.create("sound").close();

    assertThatThrownBy(() -> directory.create(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.open(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.openForReading(name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.exists(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.delete(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> directory.rename("sound", name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(directory.list()).containsExactly("sound");
  }

  @Test
  void takesNamesOfUpTo255Characters() throws IOException {
    directory.create("n".repeat(255)).close();

    assertThat(directory.exists("n".repeat(255))).isTrue();
    assertThatThrownBy(() -> directory.create("n".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void renameReplacesAFileOfTheNewName() throws IOException {
    fileWith("a", "new").close();
    fileWith("b", "old").close();

    directory.rename("a", "b");

    assertThat(directory.list()).containsExactly("b");
    assertThat(content("b")).isEqualTo("new");
  }

  @Test
  void anOpenFileSurvivesItsRenameAndDeletion() throws IOException {
    try (DataFile file = fileWith("a", "content")) {
      directory.rename("a", "b");
      file.write(bytes("C"), 0);
      assertThat(content("b")).isEqualTo("Content");
      directory.delete("b");

      assertThat(content(file)).isEqualTo("Content");
      assertThat(file.name()).isEqualTo("a");
      assertThat(directory.list()).isEmpty();
    }
  }

  @Test
  void aDeletedNameIsFree() throws IOException {
    fileWith("a", "old").close();
    directory.delete("a");

    assertThat(directory.exists("a")).isFalse();
    try (DataFile file = directory.create("a")) {
      assertThat(file.size()).isZero();
    }
  }

  @Test
  void describesAFileByName() {
    assertThat(directory.describe("wal.log")).endsWith("wal.log").hasSizeGreaterThan(8);
  }

  // --- Content.

  @Test
  void readsWhatWasWritten() throws IOException {
    try (DataFile file = fileWith("a", "0123456789")) {
      ByteBuffer target = ByteBuffer.allocate(4);

      assertThat(file.read(target, 3)).isEqualTo(4);
      assertThat(target.flip()).isEqualTo(bytes("3456"));
      assertThat(file.size()).isEqualTo(10);
      assertThat(file.name()).isEqualTo("a");
    }
  }

  @Test
  void readsLessOnlyAtTheEnd() throws IOException {
    try (DataFile file = fileWith("a", "0123456789")) {
      ByteBuffer target = ByteBuffer.allocate(8);

      assertThat(file.read(target, 6)).isEqualTo(4);
      assertThat(target.position()).isEqualTo(4);
      assertThat(file.read(target, 10)).isEqualTo(-1);
      assertThat(file.read(target, 1000)).isEqualTo(-1);
      assertThat(target.position()).isEqualTo(4);
      assertThat(file.read(ByteBuffer.allocate(0), 3)).isZero();
    }
  }

  @Test
  void writesFromAnyBufferBetweenPositionAndLimit() throws IOException {
    ByteBuffer direct = ByteBuffer.allocateDirect(10).put(bytes("0123456789"));
    ByteBuffer slice = direct.position(2).limit(7).slice();
    try (DataFile file = directory.create("a")) {
      file.write(direct, 0);
      file.write(slice.asReadOnlyBuffer().position(1), 5);

      assertThat(content(file)).isEqualTo("234563456");
      assertThat(direct.hasRemaining()).isFalse();
    }
  }

  @Test
  void readsIntoADirectBufferFromItsPositionOn() throws IOException {
    try (DataFile file = fileWith("a", "0123456789")) {
      ByteBuffer target = ByteBuffer.allocateDirect(10).position(2).limit(5);

      assertThat(file.read(target, 4)).isEqualTo(3);
      assertThat(target.flip().position(2)).isEqualTo(bytes("456"));
    }
  }

  @Test
  void overwritesInPlace() throws IOException {
    try (DataFile file = fileWith("a", "0123456789")) {
      file.write(bytes("ab"), 4);

      assertThat(content(file)).isEqualTo("0123ab6789");
    }
  }

  @Test
  void aGapReadsAsZeros() throws IOException {
    try (DataFile file = fileWith("a", "x")) {
      file.write(bytes("y"), 2000);

      assertThat(file.size()).isEqualTo(2001);
      assertThat(content(file)).isEqualTo("x" + "\0".repeat(1999) + "y");
    }
  }

  @Test
  void aCutTailIsGoneForGood() throws IOException {
    try (DataFile file = fileWith("a", "x".repeat(2000))) {
      file.truncate(700);
      assertThat(file.size()).isEqualTo(700);
      file.write(bytes("y"), 1999);

      assertThat(content(file)).isEqualTo("x".repeat(700) + "\0".repeat(1299) + "y");
    }
  }

  @Test
  void truncationNeverExtends() throws IOException {
    try (DataFile file = fileWith("a", "0123")) {
      file.truncate(10);
      assertThat(file.size()).isEqualTo(4);
      file.truncate(0);
      assertThat(file.size()).isZero();
    }
  }

  @Test
  void refusesNegativePositions() throws IOException {
    try (DataFile file = fileWith("a", "0123")) {
      assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> file.write(bytes("x"), -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> file.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aReaderSeesWhatAWriterWrites() throws IOException {
    try (DataFile writer = directory.create("a");
        DataFile reader = directory.openForReading("a")) {
      assertThat(reader.size()).isZero();
      writer.write(bytes("later"), 0);

      assertThat(content(reader)).isEqualTo("later");
    }
  }

  @Test
  void openForReadingWritesNothing() throws IOException {
    fileWith("a", "0123").close();

    try (DataFile file = directory.openForReading("a")) {
      assertThatThrownBy(() -> file.write(bytes("x"), 0))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(NonWritableChannelException.class);
      assertThat(content(file)).isEqualTo("0123");
    }
  }

  @Test
  void openGoesOnWithWhatIsThere() throws IOException {
    fileWith("a", "0123").close();

    try (DataFile file = directory.open("a")) {
      file.write(bytes("45"), 4);
      file.sync();
    }
    directory.sync();
    assertThat(content("a")).isEqualTo("012345");
  }

  @Test
  void aClosedFileRefusesEverything() throws IOException {
    DataFile file = fileWith("a", "0123");
    file.close();
    file.close();

    assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(file::sync).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> file.write(bytes("x"), 0)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0))
        .isInstanceOf(ClosedChannelException.class);
  }

  // --- The lock, and interrupts.

  @Test
  void theLockExcludesASecondOpenerInThisProcess() throws IOException {
    try (DirectoryLock lock = directory.lock()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> directory.lock())
          .isInstanceOfSatisfying(
              DirectoryInUseException.class,
              e -> {
                assertThat(e.holderPid()).hasValue(ProcessHandle.current().pid());
                assertThat(e.getMessage())
                    .startsWith(e.directory())
                    .contains("in use by this process (" + ProcessHandle.current().pid() + ")");
              });
    }
  }

  @Test
  void aClosedLockIsFreeAndClosesOnce() throws IOException {
    DirectoryLock first = directory.lock();
    first.close();
    DirectoryLock second = directory.lock();
    first.close();

    assertThatThrownBy(() -> directory.lock()).isInstanceOf(DirectoryInUseException.class);
    second.close();
    directory.lock().close();
  }

  @Test
  void theLockIsNoFileOfTheDirectory() throws IOException {
    try (DirectoryLock lock = directory.lock()) {
      assertThat(lock).isNotNull();
      assertThat(directory.list()).isEmpty();
    }
    assertThat(directory.list()).isEmpty();
  }

  @Test
  void anInterruptBreaksNothing() throws IOException {
    Thread.currentThread().interrupt();
    try (DirectoryLock lock = directory.lock();
        DataFile file = fileWith("a", "0123456789")) {
      assertThat(lock).isNotNull();
      file.truncate(5);
      file.sync();
      assertThat(content(file)).isEqualTo("01234");
      directory.rename("a", "b");
      directory.sync();
      assertThat(directory.list()).containsExactly("b");
      directory.delete("b");
      assertThat(file.size()).isEqualTo(5);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
