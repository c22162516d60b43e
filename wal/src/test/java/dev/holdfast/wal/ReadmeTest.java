package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DirectoryLock;
import dev.holdfast.storage.DiskDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example is this code, and the tests that it names exist. */
class ReadmeTest {

  // Where the tests run: the module's folder, or the one above it.
  private static final Path MODULE = Path.of(Files.exists(Path.of("wal/README.md")) ? "wal" : ".");

  @Test
  void theExampleWorks(@TempDir Path folder) throws Exception {
    // example
    Directory directory = DiskDirectory.open(folder);
    try (DirectoryLock _ = directory.lock();
        Wal wal = Wal.open(directory, WalConfig.named("wal.log"), WalListener.NOOP)) {
      long seq = wal.appendDurable(utf8("{\"type\":\"ENQUEUE\",\"job_id\":\"task-001\"}"));
      // The record is on the disk now, whatever happens next.
      try (WalReader reader = wal.readFrom(seq)) {
        while (reader.next()) {
          System.out.println(reader.seq() + " " + UTF_8.decode(reader.record()));
        }
      }
    }
    // example
    try (WalReader reader = WalReader.open(directory, "wal.log", 1)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void theReadmeQuotesTheExampleAndNamesTestsThatExist() throws Exception {
    String readme = Files.readString(MODULE.resolve("README.md"));
    Path tests = MODULE.resolve("src/test/java/dev/holdfast/wal");
    String source = Files.readString(tests.resolve("ReadmeTest.java"));
    String mark = "    // example\n";
    int from = source.indexOf(mark) + mark.length();
    String example = source.substring(from, source.indexOf(mark, from));
    for (String line : example.lines().map(String::strip).toList()) {
      assertThat(readme).contains(line);
    }
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    List<String> named =
        Pattern.compile("[`.]((?:a|the|any|every|nothing|what|one|no)[A-Z]\\w+)`")
            .matcher(readme)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(named).hasSizeGreaterThan(8);
    assertThat(named).allSatisfy(name -> assertThat(all).contains("void " + name + "("));
  }
}
