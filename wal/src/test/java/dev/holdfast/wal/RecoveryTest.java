package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.disk;
import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.image;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.read;
import static dev.holdfast.wal.Logs.records;
import static dev.holdfast.wal.Logs.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recovery as a table: what happened to the files, and the last record there must be, or the
 * refusal. The log has 33 records in segments of about 1 KiB; each was a batch of its own.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RecoveryTest {

  private static final int RECORDS = 33;

  /** What is done to the files of a log. */
  @FunctionalInterface
  interface Damage {
    void to(Files files) throws Exception;
  }

  /** One row. */
  record Row(String name, Damage damage, long last, String refusal) {
    @Override
    public String toString() {
      return name + " -> " + (refusal.isEmpty() ? "last record " + last : refusal);
    }
  }

  private static Row recovers(String name, long last, Damage damage) {
    return new Row(name, damage, last, "");
  }

  private static Row refuses(String name, String refusal, Damage damage) {
    return new Row(name, damage, 0, refusal);
  }

  static Stream<Arguments> rows() {
    List<Row> rows =
        List.of(
            recovers("nothing", RECORDS, files -> {}),
            recovers("no file at all", 0, files -> files.clear()),
            recovers("the last byte is missing", RECORDS - 1, files -> files.cutLast(1)),
            recovers("the last bytes are garbage", RECORDS - 1, files -> files.spoilLast(1)),
            recovers("garbage follows", RECORDS, files -> files.append(files.last(), garbage(700))),
            recovers("zeros follow", RECORDS, files -> files.append(files.last(), new byte[700])),
            recovers(
                "newlines follow", RECORDS, files -> files.append(files.last(), newlines(700))),
            recovers(
                "free space of which a part did not reach the disk",
                RECORDS,
                files -> {
                  files.append(files.last(), newlines(20));
                  files.append(files.last(), new byte[3000]);
                }),
            recovers(
                "a stale frame follows",
                RECORDS,
                files -> files.append(files.last(), files.frame(files.last(), RECORDS - 1))),
            recovers(
                "the last record is there twice",
                RECORDS,
                files -> files.append(files.last(), files.frame(files.last(), RECORDS))),
            recovers(
                "a newer segment without a byte",
                RECORDS,
                files -> files.put(files.segment(RECORDS + 1), new byte[0])),
            recovers(
                "a newer segment of zeros",
                RECORDS,
                files -> files.put(files.segment(RECORDS + 1), new byte[4096])),
            recovers(
                "a newer segment with half a header",
                RECORDS,
                files -> files.put(files.segment(RECORDS + 1), files.header(0.5))),
            recovers(
                "a segment left over from being made",
                RECORDS,
                files -> files.put("wal.log.next", garbage(100))),
            recovers(
                "somebody else's files",
                RECORDS,
                files -> {
                  files.put("wal.log.1", garbage(10));
                  files.put("wal.log.00000000000000000002.damaged", garbage(10));
                  files.put("other.00000000000000000001", garbage(10));
                }),
            recovers("the first segment was truncated away", RECORDS, files -> files.remove(0)),
            refuses("a bit of the first record", "byte", files -> files.flip(0, 0.1)),
            refuses("a bit in the middle of a segment", "byte", files -> files.flip(1, 0.5)),
            refuses("a bit in the middle of the last", "byte", files -> files.flip(-1, 0.5)),
            refuses("a bit in a header", "header", files -> files.flipHeader(1)),
            refuses("a bit in the last header", "header", files -> files.flipHeader(-1)),
            refuses("a segment is missing", "are missing between", files -> files.remove(1)),
            refuses(
                "the last byte of a segment is missing",
                "ends within a record",
                files -> files.cut(1, 1)),
            refuses(
                "the last record of a segment is missing",
                "are missing between",
                files -> files.cut(1, files.lastFrame(1).length)),
            refuses(
                "garbage behind a segment that is not the last",
                "byte",
                files -> files.append(files.name(1), garbage(10))),
            refuses(
                "two segments have changed places",
                "its first record is",
                files -> {
                  byte[] first = files.get(1);
                  files.put(files.name(1), files.get(2));
                  files.put(files.name(2), first);
                }),
            refuses(
                "a segment is there twice",
                "its first record is",
                files -> files.put(files.segment(RECORDS + 1), files.get(1))),
            refuses(
                "a segment under an earlier number",
                "but the segment before it ends with",
                files -> files.put("wal.log.00000000000000000002", files.get(1))),
            refuses(
                "a segment is empty", "no header", files -> files.put(files.name(1), new byte[0])),
            refuses(
                "the last segment is all garbage",
                "no header",
                files -> files.put(files.last(), garbage(900))));
    return Stream.of(Format.values())
        .flatMap(format -> rows.stream().map(row -> Arguments.of(format, row)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rows")
  void recoversOrRefusesAsTheTableSays(Format format, Row row) throws Exception {
    WalConfig config = config(format);
    Files files = new Files(Logs.crashed(config, RECORDS));
    row.damage().to(files);
    SimulatedDisk disk = disk(files.content);
    Map<String, byte[]> before = image(disk);

    if (!row.refusal().isEmpty()) {
      assertThatThrownBy(() -> open(disk, config))
          .isInstanceOfSatisfying(
              CorruptLogException.class,
              refusal -> {
                assertThat(refusal).hasMessageContaining(row.refusal());
                assertThat(refusal).hasMessageContaining(refusal.file());
                assertThat(refusal).hasMessageContaining("byte " + refusal.offset());
              });
      assertSame(image(disk), before);
      assertThatThrownBy(() -> read(disk, "wal.log")).isInstanceOf(CorruptLogException.class);
      return;
    }
    long first = files.content.isEmpty() || !files.content.containsKey(files.segment(1)) ? 0 : 1;
    try (WalReader reader = WalReader.open(disk, "wal.log", 1)) {
      List<String> readable = drain(reader);
      assertThat(readable).hasSize((int) (first == 1 ? row.last() : readable.size()));
    }
    try (Wal wal = open(disk, config)) {
      assertThat(wal.lastSeq()).isEqualTo(row.last());
      fill(wal, row.last() + 1, row.last() + 5);
    }
    try (Wal wal = open(disk, config)) {
      assertThat(wal.recovery().tornTail()).isEmpty();
      assertThat(drain(wal.readFrom(1)))
          .isEqualTo(records(wal.recovery().firstSeq(), row.last() + 5));
    }
  }

  private static void assertSame(Map<String, byte[]> found, Map<String, byte[]> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach((file, content) -> assertThat(content).isEqualTo(expected.get(file)));
  }

  private static WalConfig config(Format format) {
    return Logs.small(format).withSegmentBytesMax(1 << 10).withPreallocate(false);
  }

  private static byte[] garbage(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + 7);
    }
    return bytes;
  }

  private static byte[] newlines(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) '\n');
    return bytes;
  }

  /** The files of a log and ways to damage them; segments are counted from 0, or back from -1. */
  static final class Files {
    private final Map<String, byte[]> content;

    Files(Map<String, byte[]> content) {
      this.content = new TreeMap<>(content);
      assertThat(content.size()).isGreaterThan(3);
    }

    void clear() {
      content.clear();
    }

    String name(int segment) {
      List<String> names = List.copyOf(content.keySet());
      return names.get(Math.floorMod(segment, names.size()));
    }

    String last() {
      return name(-1);
    }

    String segment(long firstSeq) {
      return "wal.log.%020d".formatted(firstSeq);
    }

    byte[] get(int segment) {
      return content.get(name(segment));
    }

    void put(String file, byte[] bytes) {
      content.put(file, bytes);
    }

    void remove(int segment) {
      content.remove(name(segment));
    }

    void append(String file, byte[] bytes) {
      byte[] old = content.get(file);
      byte[] longer = Arrays.copyOf(old, old.length + bytes.length);
      System.arraycopy(bytes, 0, longer, old.length, bytes.length);
      content.put(file, longer);
    }

    void cut(int segment, int bytes) {
      byte[] old = get(segment);
      content.put(name(segment), Arrays.copyOf(old, old.length - bytes));
    }

    void cutLast(int bytes) {
      cut(-1, bytes);
    }

    void spoilLast(int bytes) {
      byte[] last = get(-1);
      for (int i = 1; i <= bytes + 1; i++) {
        last[last.length - i] ^= 0x55;
      }
    }

    void flip(int segment, double where) {
      byte[] bytes = get(segment);
      bytes[Math.max(200, (int) (bytes.length * where))] ^= 4;
    }

    void flipHeader(int segment) {
      get(segment)[3] ^= 1;
    }

    byte[] header(double part) {
      byte[] first = get(0);
      int length = first[0] == '{' ? 110 : 40;
      return Arrays.copyOf(first, (int) (length * part));
    }

    byte[] lastFrame(int segment) throws Exception {
      return frame(name(segment), Long.parseLong(name(segment + 1).substring(8)) - 1);
    }

    /** The bytes of one record's frame, as they were in the segment. */
    byte[] frame(String file, long seq) throws Exception {
      SimulatedDisk disk = disk(Map.of(file, content.get(file)));
      long from = -1;
      long to = content.get(file).length;
      try (WalReader reader = WalReader.open(disk, "wal.log", seq)) {
        while (reader.next()) {
          if (reader.seq() == seq) {
            from = reader.offset();
          } else if (reader.seq() == seq + 1) {
            to = reader.offset();
          }
        }
      }
      assertThat(from).isPositive();
      return Arrays.copyOfRange(content.get(file), (int) from, (int) to);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aTornTailIsReportedAndGone(Format format) throws Exception {
    Files files = new Files(Logs.crashed(config(format), RECORDS));
    files.cutLast(3);
    SimulatedDisk disk = disk(files.content);
    try (Wal wal = open(disk, config(format))) {
      Recovery.TornTail torn = wal.recovery().tornTail().orElseThrow();
      assertThat(torn.file()).isEqualTo(files.last());
      assertThat(torn.offset() + torn.bytes()).isEqualTo(files.get(-1).length);
      byte[] left = Logs.bytes(disk, files.last());
      assertThat(left.length).as("and a byte of free space").isEqualTo((int) torn.offset() + 1);
      assertThat(segments(disk)).hasSize(files.content.size());
    }
  }

  static Stream<Format> formats() {
    return Stream.of(Format.values());
  }
}
