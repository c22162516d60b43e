package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.config;
import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.read;
import static dev.holdfast.wal.Logs.record;
import static dev.holdfast.wal.Logs.records;
import static dev.holdfast.wal.Logs.segments;
import static dev.holdfast.wal.Logs.small;
import static dev.holdfast.wal.Logs.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig.Format;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON-lines format is what it says: JSON, one object a line, each with a good checksum. */
class JsonLinesTest {

  private static final Pattern LINE = Pattern.compile("(\\{.*),\"checksum\":(\\d+)}");

  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);

  @Test
  void theLinesAreWhatTheReadmeSays() throws Exception {
    try (Wal wal = open(disk, config(Format.JSON_LINES))) {
      wal.appendDurable(utf8("{\"type\":\"ENQUEUE\",\"job_id\":\"task-001\"}"));
      wal.appendDurable(utf8("{\"type\":\"ACK\",\"job_id\":\"task-001\"}"));
    }
    String text = new String(Logs.bytes(disk, segments(disk).getFirst()), UTF_8);
    assertThat(text.strip().lines().map(line -> line.replaceAll("(\"checksum\":)\\d+", "$1C")))
        .containsExactly(
            "{\"type\":\"SEGMENT\",\"format\":\"holdfast-wal\",\"version\":1,\"first_seq\":1,"
                + "\"created_ms\":1767225600000,\"checksum\":C}",
            "{\"synced\":0,\"seq\":1,\"type\":\"ENQUEUE\",\"job_id\":\"task-001\",\"checksum\":C}",
            "{\"synced\":1,\"seq\":2,\"type\":\"ACK\",\"job_id\":\"task-001\",\"checksum\":C}",
            "{\"synced\":2,\"type\":\"CLOSED\",\"checksum\":C}");
  }

  @Test
  void everyLineIsItsOwnProof() throws Exception {
    try (Wal wal = open(disk, small(Format.JSON_LINES))) {
      for (int n = 1; n <= 300; n++) {
        wal.write(record(n));
      }
    }
    int lines = 0;
    for (String file : segments(disk)) {
      for (String line : new String(Logs.bytes(disk, file), UTF_8).split("\n", -1)) {
        if (!line.isEmpty()) {
          Matcher parts = LINE.matcher(line);
          assertThat(parts.matches()).as(line).isTrue();
          CRC32C crc = new CRC32C();
          crc.update(parts.group(1).getBytes(UTF_8));
          assertThat(crc.getValue()).as(line).isEqualTo(Long.parseLong(parts.group(2)));
          lines++;
        }
      }
    }
    assertThat(lines).isEqualTo(300 + segments(disk).size() + 1);
  }

  @Test
  void jqReadsTheLogWhileItIsOpenAndPreallocated(@TempDir Path folder) throws Exception {
    assumeTrue(isOnPath("jq"), "jq is not installed");
    List<String> odd =
        List.of(
            "{\"n\":12345678901234567890.00000000001}",
            "{\"type\":\"T\",\"text\":\"é 𝄞 \\n \\\" \\u0000\",\"empty\":{},\"list\":[]}");
    DiskDirectory directory = DiskDirectory.open(folder);
    try (Wal wal = open(directory, small(Format.JSON_LINES))) {
      fill(wal, 1, 200);
      odd.forEach(record -> wal.appendDurable(utf8(record)));
      assertThat(jq(folder, "select(.seq) | .seq")).hasSize(202).startsWith("1").endsWith("202");
      assertThat(jq(folder, "select(.type == \"T7\") | .seq")).containsExactly("7");
    }
    assertThat(jq(folder, "select(.type == \"CLOSED\") | .synced")).containsExactly("202");
  }

  private static List<String> jq(Path folder, String filter) throws Exception {
    List<String> command = new ArrayList<>(List.of("jq", filter));
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(Path::toString)
          .filter(name -> name.contains("wal.log."))
          .sorted()
          .forEach(command::add);
    }
    Path output = Files.createTempFile("jq", ".txt");
    try {
      Process jq =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(jq.waitFor(Logs.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(jq.exitValue()).as(Files.readString(output)).isZero();
      return Files.readAllLines(output);
    } finally {
      Files.delete(output);
    }
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{ }",
        "[1]",
        "\"text\"",
        "{\"a\":1} ",
        " {\"a\":1}",
        "{\"a\":1",
        "{\"a\":\n1}",
        "{\"long enough\":\"to be checked eight bytes at a time\t\"}",
        "{\"a\":\"\u0000\"}",
        "{\"a\":1}\n{\"b\":2}"
      })
  void whatIsNoObjectOnOneLineIsRefusedAndNothingIsAdded(String bad) {
    try (Wal wal = open(disk, config(Format.JSON_LINES))) {
      fill(wal, 1, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> wal.write(utf8(bad)))
          .withMessageContaining("a record of a JSON-lines log must be");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> wal.write(200, target -> target.put(utf8(bad))));
      fill(wal, 2, 2);
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"synced\":7,\"x\":1}",
        "{\"seq\":9,\"checksum\":5}",
        "{\"nested\":{\"synced\":1,\"seq\":1,\"checksum\":1}}",
        "{\"checksum\":1}",
        "{\"text\":\"\\\"checksum\\\":12}\"}"
      })
  void aRecordThatLooksLikeAFrameComesBackAsItWas(String record) {
    try (Wal wal = open(disk, config(Format.JSON_LINES))) {
      wal.write(utf8(record));
      wal.write(utf8(record));
    }
    assertThat(read(disk, "wal.log")).containsExactly(record, record);
    try (Wal wal = open(disk, config(Format.JSON_LINES))) {
      assertThat(wal.lastSeq()).isEqualTo(2);
    }
  }

  @Test
  void catAndGrepAndTailWork(@TempDir Path folder) throws IOException {
    DiskDirectory directory = DiskDirectory.open(folder);
    try (Wal wal = open(directory, config(Format.JSON_LINES))) {
      fill(wal, 1, 3);
    }
    Path file = folder.resolve("wal.log.00000000000000000001");
    assertThat(Files.readAllLines(file).stream().filter(line -> line.contains("\"seq\":2,")))
        .hasSize(1);
  }
}
