package dev.holdfast.server.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.JobId;
import dev.holdfast.server.handlers.FilesUnderRoot.Reserved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilesUnderRootTest {
  private static final JobId JOB = new JobId("task-1");

  @TempDir private Path directory;
  private Path root;
  private Path outside;
  private FilesUnderRoot files;

  @BeforeEach
  void open() throws IOException {
    root = directory.resolve("root");
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.createDirectories(root.resolve("queue"));
    files = FilesUnderRoot.open(root, List.of(new Reserved(root.resolve("queue"), "wal.log")));
  }

  @Test
  void theRootIsMade() throws IOException {
    Path deep = directory.resolve("a/b/c");
    FilesUnderRoot.open(deep, List.of());
    assertThat(deep).isDirectory();
  }

  @Test
  void aFileIsWrittenWithItsDirectories() throws Exception {
    files.write(JOB, "x/./y/z.txt", "héllo \uD83D\uDE00\n");
    assertThat(root.resolve("x/y/z.txt")).hasContent("héllo \uD83D\uDE00\n");
    files.write(JOB, "x/y/empty", "");
    assertThat(root.resolve("x/y/empty")).isEmptyFile();
  }

  @Test
  void writingAgainReplacesAndLeavesNothingElse() throws Exception {
    files.write(JOB, "a", "first and longer");
    files.write(new JobId("task-2"), "a", "second");
    assertThat(root.resolve("a")).hasContent("second");
    assertThat(names(root)).containsExactly("a", "queue");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/etc/x           | is absolute; paths start at the files root",
        "../x             | leads out of the files root",
        "a/../../x        | leads out of the files root",
        "a/..             | leads out of the files root",
        ".                | names no file",
        "a/               | names no file",
        "queue            | is a directory",
        "queue/wal.log.01 | is a file of the queue itself",
        "queue/WAL.LOG    | is a file of the queue itself"
      })
  void whatIsNotAllowedIsRefusedAndNothingWritten(String path, String why) throws IOException {
    assertThatThrownBy(() -> files.write(JOB, path, "x"))
        .isInstanceOf(TaskFailedException.class)
        .hasMessage("write_file: the path \"" + path + "\" " + why);
    assertThat(names(root)).containsExactly("queue");
    assertThat(names(root.resolve("queue"))).isEmpty();
  }

  @Test
  void noLinkIsFollowedOutOfTheRoot() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), outside);
    assertThatThrownBy(() -> files.write(JOB, "link/x", "x"))
        .hasMessage("write_file: the path \"link/x\" leads through link, which is no directory");
    assertThatThrownBy(() -> files.write(JOB, "link/deep/x", "x"))
        .isInstanceOf(TaskFailedException.class);
    assertThat(names(outside)).isEmpty();
  }

  @Test
  void aLinkIsNoTargetEvenIfItLeadsNowhere() throws IOException {
    Files.writeString(outside.resolve("victim"), "untouched");
    Files.createSymbolicLink(root.resolve("file"), outside.resolve("victim"));
    Files.createSymbolicLink(root.resolve("nowhere"), outside.resolve("new"));
    for (String name : List.of("file", "nowhere")) {
      assertThatThrownBy(() -> files.write(JOB, name, "x"))
          .hasMessage("write_file: the path \"" + name + "\" is a symbolic link");
    }
    assertThat(outside.resolve("victim")).hasContent("untouched");
    assertThat(names(outside)).containsExactly("victim");
  }

  @Test
  void aFileOnTheWayIsNoDirectory() throws Exception {
    files.write(JOB, "a", "x");
    assertThatThrownBy(() -> files.write(JOB, "a/b", "x"))
        .hasMessage("write_file: the path \"a/b\" leads through a, which is no directory");
  }

  @Test
  void theRootItselfMayBeALink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("rootlink"), outside);
    FilesUnderRoot.open(link, List.of()).write(JOB, "x", "y");
    assertThat(outside.resolve("x")).hasContent("y");
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> list = Files.list(path)) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
