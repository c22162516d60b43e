package dev.holdfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldfastCommandTest {
  @TempDir private Path directory;
  private String data;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void setUp() {
    data = directory.resolve("data").toString();
  }

  @Test
  void aRunIsShownVerifiedAndDumped() throws IOException {
    assertThat(run("run", jobs(12), "--data", data, "--no-metrics")).isZero();
    assertThat(out()).contains("jobs            12\n").contains("completed       12\n");
    assertThat(err()).startsWith("12 jobs, 0 of them done before\n");

    assertThat(run("status", data)).isZero();
    assertThat(out())
        .contains("  completed     12\n")
        .contains("  pending       0\n")
        .contains("snapshot        snapshot.json, ")
        .contains("up to record 36");
    assertThat(run("status", data, "--json")).isZero();
    assertThat(out())
        .contains("\"completed\":12,\"dead\":0,\"cancelled\":0,\"total\":12}")
        .contains("\"last_seq\":36");

    assertThat(run("wal", "verify", data)).isZero();
    assertThat(out()).startsWith("records ").contains(" to 36 are sound (");
    assertThat(run("wal", "dump", data)).isZero();
    assertThat(out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"seq\":"));
    assertThat(run("wal", "dump", data, "--type", "ack", "--job", "task-0007")).isZero();
    assertThat(out().lines()).hasSize(1).allMatch(line -> line.contains("\"type\":\"ACK\""));
    assertThat(run("wal", "dump", data, "--from", "5", "--to", "7")).isZero();
    assertThat(out().lines()).hasSize(3);

    assertThat(run("snapshot", "verify", data)).isZero();
    assertThat(out()).contains("snapshot.json is sound, up to record 36\n");
    assertThat(run("snapshot", "show", data)).isZero();
    assertThat(out()).contains("completed       12\n").contains("schema version  2\n");
    assertThat(run("snapshot", "show", "--json", data)).isZero();
    assertThat(out()).startsWith("{\"schema_version\":2,\"last_seq\":36,");
  }

  @Test
  void deadJobsAreListedAndTheExitCodeSaysSo() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("j.json"),
            "[{\"id\":\"a\",\"payload\":{\"type\":\"io\",\"operation\":\"write_file\",\"path\":\"/x\",\"content\":\"\"}}]");
    assertThat(run("run", file.toString(), "--data", data, "--no-metrics")).isEqualTo(1);
    assertThat(out())
        .contains("retried         2\n")
        .contains("dead            1\n")
        .endsWith(
            "Dead jobs:\n  a: failed 3 times, at last: write_file: the path \"/x\" is absolute; paths start at the files root\n");
  }

  @Test
  void damageIsFoundAndNamed() throws IOException {
    run("run", jobs(5), "--data", data, "--no-metrics");
    Path log = only("wal.log.");
    byte[] bytes = Files.readAllBytes(log);
    bytes[300] ^= 1;
    Files.write(log, bytes);
    assertThat(run("wal", "verify", data)).isEqualTo(1);
    assertThat(out()).startsWith("damaged after record ").contains(log.getFileName().toString());
    Path snapshot = directory.resolve("data/snapshot.json");
    Files.writeString(snapshot, Files.readString(snapshot).replace("completed", "completet"));
    assertThat(run("snapshot", "verify", data)).isEqualTo(1);
    assertThat(out()).contains("snapshot.json is damaged: ");
    assertThat(run("snapshot", "show", data)).isEqualTo(1);
    assertThat(run("run", jobs(5), "--data", data, "--no-metrics")).isEqualTo(3);
    assertThat(err()).doesNotContain("\tat ");
  }

  private Path only(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("data"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    for (List<String> command :
        List.of(
            List.of("status"),
            List.of("wal", "verify"),
            List.of("wal", "dump"),
            List.of("snapshot", "show"),
            List.of("snapshot", "verify"))) {
      String[] args = Stream.concat(command.stream(), Stream.of(data)).toArray(String[]::new);
      assertThat(run(args)).as("%s", command).isEqualTo(3);
      assertThat(err()).as("%s", command).isEqualTo("there is no data directory " + data + "\n");
    }
  }

  @Test
  void generatedJobsGoToTheOutput() {
    assertThat(run("generate", "2", "--type", "io")).isZero();
    assertThat(out().lines()).hasSize(4).anyMatch(line -> line.contains("\"task-0002\""));
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate 100000",
        "status",
        "wal dump",
        "wal verify",
        "snapshot show",
        "snapshot show --json",
        "snapshot verify"
      })
  void aReaderThatHasGoneIsNoError(String command) throws IOException {
    assertThat(run("run", jobs(12), "--data", data, "--no-metrics")).isZero();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    err.reset();
    PrintStream errors = new PrintStream(err, true, UTF_8);
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    if (!command.startsWith("generate")) {
      args.add(data);
    }
    assertThat(HoldfastCommand.run(new Streams(closed, errors, false), args.toArray(String[]::new)))
        .isZero();
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          frobnicate                 | Unmatched argument at index 0: 'frobnicate'
          run                        | Missing required parameter: 'FILE
          run x --workers 0          | --workers must be 1 to 10000, not 0
          run x --workers many       | Invalid value for option '--workers': 'many' is not an int
          run x --metrics-port 65536 | --metrics-port must be 0 to 65535, not 65536
          run x --frob               | Unknown option: '--frob'
          generate                   | Missing required parameter: 'COUNT'
          generate -- -1             | COUNT and --payload-bytes must not be negative
          generate 1 --type x        | Invalid value for option '--type'
          wal                        | Which command? dump, verify
          snapshot                   | Which command? show, verify
          """)
  void aWrongCommandLineIsExplained(String line, String message) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err()).startsWith(message).contains("See: holdfast");
    assertThat(out()).isEmpty();
  }

  @Test
  void withoutACommandTheCommandsAreNamed() {
    assertThat(run()).isEqualTo(2);
    assertThat(err()).startsWith("Which command? run, generate, status, wal, snapshot");
  }

  @Test
  void badFilesEndWithOneLineAndCodeTwo() throws IOException {
    Path config =
        Files.writeString(directory.resolve("c.yaml"), "worker_count: 8\ntask_timeout: 3\n");
    assertThat(run("run", jobs(1), "--config", config.toString())).isEqualTo(2);
    assertThat(err()).isEqualTo(config + ":2: task_timeout: 3 has no unit: write 3ms or 3s\n");
    assertThat(run("status", "--config", config.toString())).isEqualTo(2);
    Path file = Files.writeString(directory.resolve("j.json"), "[\n{}]");
    assertThat(run("run", file.toString(), "--data", data)).isEqualTo(2);
    assertThat(err()).isEqualTo(file + ":2:1: the job has no id\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "run --help",
        "generate --help",
        "status --help",
        "wal dump --help",
        "snapshot show --help"
      })
  void helpIsAResult(String line) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(out()).startsWith("Usage: holdfast");
    assertThat(err()).isEmpty();
  }

  private String jobs(int count) throws IOException {
    run("generate", Integer.toString(count));
    return Files.writeString(directory.resolve("jobs.json"), out()).toString();
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return HoldfastCommand.run(new Streams(out, new PrintStream(err, true, UTF_8), false), args);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
