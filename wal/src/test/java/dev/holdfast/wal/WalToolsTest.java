package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.read;
import static dev.holdfast.wal.Logs.records;
import static dev.holdfast.wal.Logs.segments;
import static dev.holdfast.wal.Logs.small;
import static dev.holdfast.wal.Logs.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.WalConfig.Format;
import dev.holdfast.wal.WalTools.Check;
import dev.holdfast.wal.WalTools.Selection;
import dev.holdfast.wal.WalTools.Stats;
import dev.holdfast.wal.WalTools.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The tools, as functions and on the command line, on real files of both formats. */
@ParameterizedClass
@EnumSource(Format.class)
class WalToolsTest {

  private final Format format;
  @TempDir private Path folder;
  private DiskDirectory directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  WalToolsTest(Format format) {
    this.format = format;
  }

  @BeforeEach
  void writeALog() throws IOException {
    directory = DiskDirectory.open(folder);
    try (Wal wal = open(directory, small(format).withPreallocate(false))) {
      fill(wal, 1, 100);
    }
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return Main.run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), args);
  }

  private void flip(String file, long offset) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(folder.resolve(file).toFile(), "rw")) {
      bytes.seek(offset);
      int old = bytes.read();
      bytes.seek(offset);
      bytes.write(old ^ 1);
    }
  }

  @Test
  void dumpPrintsTheRecordsAskedFor() {
    assertThat(run("dump", folder.toString(), "wal.log")).isZero();
    List<String> lines = out.toString(UTF_8).lines().toList();
    assertThat(lines).hasSize(100);
    assertThat(lines.get(6)).startsWith("{\"seq\":7,\"type\":\"T7\",\"text\":\"");
    run("dump", folder.toString(), "wal.log", "--from", "95", "--to", "97");
    assertThat(out.toString(UTF_8).lines()).hasSize(3);
    run("dump", folder.toString(), "wal.log", "--type", "T5");
    assertThat(out.toString(UTF_8).lines()).hasSize(1);
    run("dump", folder.toString(), "wal.log", "--text", "T9");
    assertThat(out.toString(UTF_8).lines()).hasSize(11);
  }

  @Test
  void bytesAreDumpedInBase64() {
    if (format == Format.BINARY) {
      try (Wal wal = open(directory, small(format))) {
        wal.appendDurable(ByteBuffer.wrap(new byte[] {0, (byte) 0xff, 10}));
        wal.appendDurable(utf8("{\"a\":\n1}"));
        wal.appendDurable(ByteBuffer.allocate(0));
      }
      WalTools.dump(
          directory, "wal.log", Selection.ALL.from(101), new PrintStream(out, true, UTF_8));
      assertThat(out.toString(UTF_8).lines())
          .containsExactly(
              "{\"seq\":101,\"base64\":\"AP8K\"}",
              "{\"seq\":102,\"base64\":\"eyJhIjoKMX0=\"}",
              "{\"seq\":103,\"base64\":\"\"}");
    } else {
      assertThat(WalTools.dump(directory, "wal.log", Selection.ALL.from(101), System.out)).isZero();
    }
  }

  @Test
  void verifySaysWhetherTheLogIsSoundTornOrDamagedAndWhere() throws Exception {
    assertThat(run("verify", folder.toString(), "wal.log")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("SOUND: records 1 to 100 in ");

    List<String> files = segments(directory);
    try (RandomAccessFile last =
        new RandomAccessFile(folder.resolve(files.getLast()).toFile(), "rw")) {
      last.seek(last.length());
      last.write(new byte[] {'{', '"', 's', 1, 2, 3});
    }
    Check torn = WalTools.verify(directory, "wal.log");
    assertThat(torn.verdict()).isEqualTo(Verdict.TORN);
    assertThat(torn.lastSeq()).isEqualTo(100);
    assertThat(torn.exitCode()).isZero();
    assertThat(torn.message()).contains("unfinished write of 6 bytes").contains(files.getLast());

    flip(files.get(1), 700);
    assertThat(run("verify", folder.toString(), "wal.log")).isEqualTo(2);
    assertThat(out.toString(UTF_8)).startsWith("CORRUPT: records 1 to ").contains(files.get(1));
    long lastKept = WalTools.verify(directory, "wal.log").lastSeq();
    assertThat(out.toString(UTF_8))
        .contains("a repair would give up records %d to 100".formatted(lastKept + 1));
    assertThat(run("dump", folder.toString(), "wal.log")).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains(files.get(1));

    assertThat(run("repair", folder.toString(), "wal.log")).isZero();
    assertThat(out.toString(UTF_8))
        .contains("are kept")
        .contains("given up: record ")
        .contains(".damaged");
    assertThat(run("verify", folder.toString(), "wal.log")).isZero();
    assertThat(WalTools.repair(directory, "wal.log").givenUp()).isEmpty();
  }

  @Test
  void aLaterVersionIsToldByItsCode() throws Exception {
    String file = segments(directory).getLast();
    try (RandomAccessFile bytes = new RandomAccessFile(folder.resolve(file).toFile(), "rw")) {
      bytes.seek(format == Format.BINARY ? 8 : 52);
      bytes.write(format == Format.BINARY ? 9 : '9');
    }
    assertThat(run("verify", folder.toString(), "wal.log")).isEqualTo(3);
    assertThat(run("dump", folder.toString(), "wal.log")).isEqualTo(3);
    assertThat(run("repair", folder.toString(), "wal.log")).isEqualTo(3);
    assertThat(err.toString(UTF_8)).contains("version 9");
  }

  @Test
  void statsCountRecordsBatchesAndTypes() {
    try (Wal wal = open(directory, small(format))) {
      wal.write(utf8("{\"type\":\"ACK\",\"n\":1}"));
      wal.sync();
      wal.appendDurable(utf8("{\"type\":\"ACK\",\"n\":2}"));
    }
    Stats stats = WalTools.stats(directory, "wal.log");
    assertThat(stats.records()).isEqualTo(102);
    assertThat(stats.batches()).isEqualTo(102);
    assertThat(stats.batchRecordsMax()).isEqualTo(1);
    assertThat(stats.types()).containsEntry("ACK", 2L).containsEntry("T7", 1L).hasSize(101);
    assertThat(stats.recordBytesMin()).isEqualTo(20);
    assertThat(stats.bytes()).isGreaterThan(stats.payloadBytes());
    assertThat(run("stats", folder.toString(), "wal.log")).isZero();
    assertThat(out.toString(UTF_8)).contains("records        102").contains("ACK");
  }

  @Test
  void aLogIsConvertedWithItsNumbers() {
    try (Wal wal = open(directory, small(format))) {
      wal.truncateBefore(60);
    }
    long first = WalTools.verify(directory, "wal.log").firstSeq();
    assertThat(first).isGreaterThan(1);
    String other = format == Format.BINARY ? "json" : "binary";
    assertThat(run("convert", folder.toString(), "wal.log", "new.log", other)).isZero();
    assertThat(read(directory, "new.log")).isEqualTo(records(first, 100));
    Check check = WalTools.verify(directory, "new.log");
    assertThat(check.firstSeq()).isEqualTo(first);
    assertThat(check.verdict()).isEqualTo(Verdict.SOUND);
    assertThat(run("convert", folder.toString(), "wal.log", "new.log", other)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("exists already");
  }

  @Test
  void benchMeasuresAndCleansUp() throws Exception {
    List<String> before = directory.list();
    assertThat(run("bench", folder.toString(), "--seconds", "0")).isZero();
    assertThat(out.toString(UTF_8)).contains("fdatasync of").contains("512 appenders");
    assertThat(directory.list()).isEqualTo(before);
  }

  @Test
  void wrongCallsAreExplained() {
    assertThat(run()).isZero();
    assertThat(out.toString(UTF_8)).contains("verify FOLDER NAME");
    assertThat(run("fly")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("there is no command fly");
    assertThat(run("verify")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("needs FOLDER");
    assertThat(run("dump", folder.toString(), "wal.log", "--from")).isEqualTo(1);
    assertThat(run("dump", folder.toString(), "wal.log", "--from", "x")).isEqualTo(1);
    assertThat(run("verify", folder.resolve("nowhere").toString(), "wal.log")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).startsWith("there is no ").contains("nowhere");
    for (String tool : List.of("dump", "verify", "stats", "repair")) {
      assertThat(run(tool, folder.toString(), "wall.log")).as(tool).isEqualTo(1);
      assertThat(err.toString(UTF_8)).startsWith("there is no log ").contains("wall.log");
    }
    assertThat(run("dump", folder.toString(), "wal.log", "--form", "5")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("there is no option --form");
    assertThat(run("dump", "--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("verify FOLDER NAME");
    assertThat(run("convert", folder.toString(), "wal.log", "x", "xml")).isEqualTo(1);
  }

  @Test
  void aLogInUseIsNotRepaired() throws Exception {
    try (var lock = directory.lock()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> WalTools.repair(directory, "wal.log"))
          .isInstanceOf(WalException.class)
          .hasMessageContaining("cannot repair");
    }
  }
}
