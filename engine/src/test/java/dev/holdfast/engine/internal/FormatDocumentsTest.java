package dev.holdfast.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.core.Event;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages on formats: their example is what is written, and their commands run. */
class FormatDocumentsTest {

  private static final Path PAGES = Path.of("..", "docs", "formats");
  private static final Pattern FENCED = Pattern.compile("(?s)```\n(.*?)\n```");

  private static List<String> fenced(String page) throws IOException {
    return FENCED
        .matcher(Files.readString(PAGES.resolve(page)))
        .results()
        .map(MatchResult::group)
        .map(text -> text.substring(4, text.length() - 4))
        .toList();
  }

  @Test
  void theSnapshotThatIsShownIsTheOneThatIsWritten() throws IOException {
    assertThat(fenced("snapshot.md").getFirst()).isEqualTo(SnapshotCodecTest.VERSION_2);
  }

  @Test
  void theCommandsWithJqRun(@TempDir Path folder) throws Exception {
    assumeTrue(isOnPath("jq"), "jq is not installed");
    try (Wal wal =
        Wal.open(DiskDirectory.open(folder), WalConfig.named("wal.log"), new WalListener() {})) {
      EventCodec codec = new EventCodec();
      for (Event event : new RandomJobs(1).events(40)) {
        wal.write(codec.encode(event));
      }
    }
    Files.writeString(folder.resolve("snapshot.json"), SnapshotCodecTest.VERSION_2);

    List<String> commands =
        Stream.concat(fenced("log-events.md").stream(), fenced("snapshot.md").stream())
            .flatMap(String::lines)
            .filter(line -> line.contains("jq "))
            .toList();
    assertThat(commands).hasSize(6);
    for (String command : commands) {
      String output = run(folder, command);
      assertThat(output).as(command).doesNotContain("error");
      if (!command.contains("task-001") && !command.contains(".dead[]")) {
        assertThat(output).as(command).isNotBlank();
      }
    }
    assertThat(run(folder, "jq '.queue | length' snapshot.json").strip()).isEqualTo("2");
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String run(Path folder, String command) throws Exception {
    Path output = Files.createTempFile("jq", ".txt");
    try {
      Process shell =
          new ProcessBuilder("bash", "-o", "pipefail", "-c", command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
      String text = Files.readString(output);
      assertThat(shell.exitValue()).as(command + "\n" + text).isZero();
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
