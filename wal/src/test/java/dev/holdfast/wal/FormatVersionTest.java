package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.disk;
import static dev.holdfast.wal.Logs.image;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.read;
import static dev.holdfast.wal.Logs.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every published version of the formats stays readable, byte for byte. The golden files are made
 * once per version and never again; {@code -Dholdfast.wal.golden=FOLDER} writes them for a new one.
 */
@ParameterizedClass
@EnumSource(Format.class)
class FormatVersionTest {

  private static final List<String> RECORDS =
      List.of(
          "{\"type\":\"ENQUEUE\",\"job_id\":\"task-001\",\"timestamp\":\"2024-01-01T10:00:00Z\"}",
          "{\"n\":12345678901234567890.00000000001,\"b\":2,\"a\":1}",
          "{\"text\":\"é 𝄞 \\n \\\" \\u0000\",\"empty\":{},\"list\":[]}",
          "{\"synced\":1,\"seq\":1,\"checksum\":1}",
          "{\"fill\":\"" + "0123456789".repeat(40) + "\"}",
          "{\"type\":\"ACK\",\"job_id\":\"task-001\"}");

  private static final List<String> FILES =
      List.of("wal.log.00000000000000000001", "wal.log.00000000000000000005");

  private final Format format;

  FormatVersionTest(Format format) {
    this.format = format;
  }

  /** Two lives, two segments; the second batch has two records. */
  private Map<String, byte[]> write() throws IOException {
    WalConfig config = Logs.config(format).withSegmentBytesMax(700).withPreallocate(false);
    SimulatedDisk disk = SimulatedDisk.withSeed(1);
    try (Wal wal = open(disk, config)) {
      wal.appendDurable(utf8(RECORDS.get(0)));
      try (var hold = disk.holdSyncs()) {
        wal.write(utf8(RECORDS.get(1)));
        hold.awaitWaiting(1);
        wal.write(utf8(RECORDS.get(2)));
        wal.write(utf8(RECORDS.get(3)));
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    try (Wal wal = open(disk, config)) {
      wal.appendDurable(utf8(RECORDS.get(4)));
      wal.appendDurable(utf8(RECORDS.get(5)));
    }
    return image(disk);
  }

  private String folder() {
    return "golden/v1/" + format.name().toLowerCase(Locale.ROOT) + "/";
  }

  private Map<String, byte[]> golden() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String file : FILES) {
      try (InputStream in =
          FormatVersionTest.class.getClassLoader().getResourceAsStream(folder() + file)) {
        files.put(file, Objects.requireNonNull(in, folder() + file).readAllBytes());
      }
    }
    return files;
  }

  @Test
  void versionOneIsWrittenByteForByteAsEver() throws Exception {
    Map<String, byte[]> written = write();
    String target = System.getProperty("holdfast.wal.golden");
    if (target != null) {
      for (Map.Entry<String, byte[]> file : written.entrySet()) {
        Path path = Path.of(target, folder(), file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
    }
    assertThat(written.keySet()).containsExactlyElementsOf(FILES);
    golden().forEach((file, bytes) -> assertThat(written.get(file)).as(file).isEqualTo(bytes));
  }

  @Test
  void versionOneIsReadAsEver() throws Exception {
    SimulatedDisk disk = disk(golden());
    assertThat(read(disk, "wal.log")).isEqualTo(RECORDS);
    try (Wal wal = open(disk, Logs.config(format))) {
      assertThat(wal.appendDurable(utf8(RECORDS.get(0)))).isEqualTo(7);
    }
    List<String> longer = new ArrayList<>(RECORDS);
    longer.add(RECORDS.get(0));
    assertThat(read(disk, "wal.log")).isEqualTo(longer);
  }

  @Test
  void aLaterVersionIsNewerAndNeverCorrupt() throws Exception {
    Map<String, byte[]> files = golden();
    files.put(FILES.getLast(), laterVersion());
    SimulatedDisk disk = disk(files);
    Map<String, byte[]> before = image(disk);
    assertThatThrownBy(() -> open(disk, Logs.config(format)))
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining(FILES.getLast());
    assertThatThrownBy(() -> read(disk, "wal.log")).isInstanceOf(NewerFormatException.class);
    image(disk).forEach((file, bytes) -> assertThat(bytes).isEqualTo(before.get(file)));
  }

  private byte[] laterVersion() {
    if (format == Format.JSON_LINES) {
      String line =
          "{\"type\":\"SEGMENT\",\"format\":\"holdfast-wal\",\"version\":2,\"new\":[true]}\n%%%\n";
      return line.getBytes(UTF_8);
    }
    return new byte[] {
      (byte) 0x89,
      'H',
      'F',
      'W',
      'A',
      'L',
      '\r',
      '\n',
      2,
      0,
      0,
      0,
      9,
      9,
      9,
      9,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      9,
      10,
      11,
      12,
      13,
      14,
      15,
      16,
      17,
      18
    };
  }

  /** A length in a file is a claim, not a fact: a small file must not cost much memory. */
  @Test
  void aHugeLengthInASmallFileCostsNoMemory() throws Exception {
    Map<String, byte[]> files = golden();
    String last = FILES.getLast();
    byte[] content = files.get(last);
    if (format == Format.BINARY) {
      ByteBuffer frame = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
      frame.putInt(4, WalConfig.RECORD_BYTES_LIMIT - 1).putLong(8, 7);
      CRC32C crc = new CRC32C();
      crc.update(frame.array(), 4, 8188);
      frame.putInt(0, (int) crc.getValue());
      files.put(last, concat(content, frame.array()));
    } else {
      files.put(last, concat(content, "{\"seq\":7,".repeat(900).getBytes(UTF_8)));
    }
    SimulatedDisk disk = disk(files);
    long before = allocatedBytes();
    try (Wal wal = open(disk, Logs.config(format))) {
      assertThat(wal.lastSeq()).isEqualTo(6);
    }
    assertThat(allocatedBytes() - before).isLessThan(4 << 20);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
