package dev.holdfast.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.DiskDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the module's README, word for word. */
class ExampleTest {
  private static final class State {
    private long lastSeq;
    private String text = "";

    void restore(long seq, byte[] json) {
      lastSeq = seq;
      text = new String(json, UTF_8);
    }
  }

  @Test
  void writesAndLoads(@TempDir Path folder) throws IOException {
    Directory directory = DiskDirectory.open(folder);
    State state = new State();

    SnapshotStore store =
        SnapshotStore.open(directory, SnapshotConfig.named("snapshot.json"), SnapshotListener.NOOP);

    store.write(
        42,
        1,
        out -> out.write("{\"schema_version\":1,\"last_seq\":42,\"queue\":[]}".getBytes(UTF_8)));

    store.load((info, in) -> state.restore(info.lastSeq(), in.readAllBytes()));

    assertThat(state.lastSeq).isEqualTo(42);
    assertThat(state.text).isEqualTo("{\"schema_version\":1,\"last_seq\":42,\"queue\":[]}");
    assertThat(Files.readString(folder.resolve("snapshot.json")))
        .endsWith(",\"checksum\":830333439}\n");
  }

  @Test
  void theReadmeQuotesThisFile() throws IOException {
    String source =
        bare(Files.readString(Path.of("src/test/java/dev/holdfast/snapshot/ExampleTest.java")));
    String[] parts = Files.readString(Path.of("README.md")).split("```", -1);
    int quoted = 0;
    for (String part : parts) {
      if (part.startsWith("java\n")) {
        assertThat(source).contains(bare(part.substring(5)));
        quoted++;
      }
    }
    assertThat(quoted).isEqualTo(1);
  }

  /** Without indentation. */
  private static String bare(String text) {
    return String.join("\n", text.lines().map(String::strip).toList()).strip();
  }
}
