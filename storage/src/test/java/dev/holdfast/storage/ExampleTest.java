package dev.holdfast.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.sim.CrashExplorer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the module's README, word for word. */
class ExampleTest {

  static void replace(Directory directory, String name, String content) throws IOException {
    String temporary = name + ".tmp";
    if (directory.exists(temporary)) {
      directory.delete(temporary);
    }
    try (DataFile file = directory.create(temporary)) {
      file.write(ByteBuffer.wrap(content.getBytes(UTF_8)), 0);
      file.sync();
    }
    directory.rename(temporary, name);
    directory.sync();
  }

  @Test
  void replacesAFileDurably(@TempDir Path folder) throws IOException {
    DiskDirectory directory = DiskDirectory.open(folder.resolve("data"));
    try (DirectoryLock _ = directory.lock()) {
      replace(directory, "settings", "{\"workers\":8}");
    }
    assertThat(Files.readString(folder.resolve("data/settings"))).isEqualTo("{\"workers\":8}");
  }

  @Test
  void noCrashUndoesWhatWasReplaced() {
    CrashExplorer.withSeed(42)
        .explore(
            (disk, run) -> {
              for (String content : List.of("first", "second")) {
                replace(disk, "settings", content);
                run.promise(content);
              }
            },
            (found, promised) -> {
              if (promised.contains("second")) {
                assertThat(read(found, "settings")).isEqualTo("second");
              }
            });
  }

  private static String read(Directory directory, String name) throws IOException {
    try (DataFile file = directory.openForReading(name)) {
      ByteBuffer target = ByteBuffer.allocate((int) file.size());
      file.read(target, 0);
      return UTF_8.decode(target.flip()).toString();
    }
  }

  @Test
  void theReadmeQuotesThisFile() throws IOException {
    String source =
        bare(
            Files.readString(
                Path.of("src/test/java").resolve("dev/holdfast/storage/ExampleTest.java")));
    String[] parts = Files.readString(Path.of("README.md")).split("```", -1);
    int quoted = 0;
    for (String part : parts) {
      if (part.startsWith("java\n")) {
        assertThat(source).contains(bare(part.substring(5)));
        quoted++;
      }
    }
    assertThat(quoted).isEqualTo(3);
  }

  /** Without indentation. */
  private static String bare(String text) {
    return String.join("\n", text.lines().map(String::strip).toList()).strip();
  }
}
