package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.config;
import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.fill;
import static dev.holdfast.wal.Logs.open;
import static dev.holdfast.wal.Logs.read;
import static dev.holdfast.wal.Logs.record;
import static dev.holdfast.wal.Logs.records;
import static dev.holdfast.wal.Logs.segments;
import static dev.holdfast.wal.Logs.small;
import static dev.holdfast.wal.Logs.text;
import static dev.holdfast.wal.Logs.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig.Format;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.InvalidMarkException;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the log promises when nothing goes wrong, in both formats. */
@ParameterizedClass
@EnumSource(Format.class)
class WalContractTest {

  private static final int MARK_BYTES_MAX = 80;

  private final Format format;
  private final SimulatedDisk disk = SimulatedDisk.withSeed(1);

  WalContractTest(Format format) {
    this.format = format;
  }

  @Test
  void recordsComeBackAsTheyWentInNumberedFromOne() {
    try (Wal wal = open(disk, config(format))) {
      assertThat(wal.appendDurable(record(1))).isEqualTo(1);
      assertThat(wal.append(record(2)).join()).isEqualTo(2);
      assertThat(wal.write(record(3))).isEqualTo(3);
      assertThat(wal.sync()).isEqualTo(3);
      assertThat(drain(wal.readFrom(1))).isEqualTo(records(1, 3));
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 3));
  }

  @Test
  void aRecordEncodedInPlaceIsTheSameAsACopiedOne() {
    try (Wal wal = open(disk, config(format))) {
      wal.write(1000, target -> target.put(record(1)));
      wal.append(1000, target -> target.put(record(2))).join();
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 2));
  }

  @Test
  void aWriterThatFailsOrOverflowsAddsNothing() {
    try (Wal wal = open(disk, config(format))) {
      fill(wal, 1, 1);
      assertThatThrownBy(() ->
              wal.write(
                  50,
                  target -> {
                    target.put((byte) '{');
                    throw new IllegalStateException("thought better of it");
                  }))
          .hasMessage("thought better of it");
      assertThatThrownBy(() -> wal.write(5, target -> target.put(new byte[6])))
          .isInstanceOf(BufferOverflowException.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> wal.write(5, target -> target.limit(40).position(30)));
      fill(wal, 2, 2);
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 2));
  }

  @Test
  void aWriterFindsTheBufferAsIfItWereTheFirst() {
    try (Wal wal = open(disk, config(format))) {
      wal.write(200, target -> target.mark().order(ByteOrder.LITTLE_ENDIAN).put(record(1)));
      wal.write(
          200,
          target -> {
            assertThat(target.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
            assertThatThrownBy(target::reset).isInstanceOf(InvalidMarkException.class);
            target.put(record(2));
          });
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 2));
  }

  @Test
  void aWriterThatCallsTheLogIsRefusedAndAddsNothing() {
    try (Wal wal = open(disk, config(format))) {
      List<Runnable> calls =
          List.of(
              () -> wal.write(record(9)),
              () -> wal.write(200, inner -> inner.put(record(9))),
              () -> wal.appendDurable(record(9)),
              wal::sync,
              wal::close);
      for (Runnable call : calls) {
        assertThatThrownBy(() -> wal.write(200, _ -> call.run()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("writer of a record");
      }
      assertThat(wal.lastSeq()).isZero();
      for (int n = 0; n < calls.size(); n++) {
        Runnable call = calls.get(n);
        ByteBuffer own = record(n + 1L);
        wal.write(
            200,
            target -> {
              target.put(own.get());
              assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class);
              target.put(own);
            });
      }
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 5));
  }

  @Test
  void theCallersBufferStaysAsItIs() {
    ByteBuffer padded = utf8("ab{\"type\":\"T1\",\"text\":\"é𝄞\"}yz");
    padded.position(2).limit(padded.limit() - 2);
    ByteBuffer before = padded.duplicate();
    try (Wal wal = open(disk, config(format))) {
      wal.appendDurable(padded);
    }
    assertThat(padded).isEqualTo(before);
    assertThat(read(disk, "wal.log")).containsExactly("{\"type\":\"T1\",\"text\":\"é𝄞\"}");
  }

  @Test
  void aReopenedLogGoesOnWhereItEnded() {
    for (int life = 0; life < 5; life++) {
      try (Wal wal = open(disk, config(format))) {
        assertThat(wal.lastSeq()).isEqualTo(life * 10L);
        assertThat(wal.durableSeq()).isEqualTo(life * 10L);
        assertThat(wal.recovery().records()).isEqualTo(life * 10L);
        assertThat(wal.recovery().lastSeq()).isEqualTo(life * 10L);
        assertThat(wal.recovery().tornTail()).isEmpty();
        fill(wal, life * 10L + 1, life * 10L + 10);
      }
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 50));
  }

  @Test
  void manySegmentsReadAsOneLog() throws Exception {
    try (Wal wal = open(disk, small(format))) {
      fill(wal, 1, 300);
      assertThat(wal.sizeBytes()).isBetween(20_000L, 60_000L);
    }
    assertThat(segments(disk)).hasSizeGreaterThan(5);
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 300));
    try (Wal wal = open(disk, small(format))) {
      assertThat(wal.recovery().segments()).isEqualTo(segments(disk).size());
      fill(wal, 301, 310);
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 310));
  }

  @Test
  void aSegmentIsNotLongerThanAskedForButForTheMarkOfTheClosedLog() throws Exception {
    try (Wal wal = open(disk, small(format))) {
      for (int n = 1; n <= 500; n++) {
        wal.write(record(n));
      }
    }
    List<String> all = segments(disk);
    for (String file : all) {
      int mark = file.equals(all.getLast()) ? MARK_BYTES_MAX : 0;
      assertThat(Logs.bytes(disk, file).length).isLessThanOrEqualTo((4 << 10) + mark);
    }
  }

  @Test
  void readingMayBeginAnywhere() {
    try (Wal wal = open(disk, small(format))) {
      fill(wal, 1, 100);
      for (long from : new long[] {-1, 0, 1, 2, 50, 99, 100}) {
        assertThat(drain(wal.readFrom(from))).isEqualTo(records(Math.max(1, from), 100));
      }
      WalReader ahead = wal.readFrom(103);
      assertThat(ahead.next()).isFalse();
      fill(wal, 101, 104);
      assertThat(drain(ahead)).isEqualTo(records(103, 104));
      ahead.close();
    }
  }

  @Test
  void aReaderSeesWhatComesWhileItReads() {
    try (Wal wal = open(disk, small(format));
        WalReader owned = wal.readFrom(1);
        WalReader foreign = WalReader.open(disk, "wal.log", 1)) {
      for (int n = 1; n <= 200; n++) {
        fill(wal, n, n);
        for (WalReader reader : List.of(owned, foreign)) {
          assertThat(reader.next()).isTrue();
          assertThat(reader.seq()).isEqualTo(n);
          assertThat(text(reader.record())).isEqualTo(text(record(n)));
          assertThat(reader.next()).isFalse();
        }
      }
    }
  }

  @Test
  void aReaderOfALogThatIsNotThereFindsNothing() {
    try (WalReader reader = WalReader.open(disk, "wal.log", 1)) {
      assertThat(reader.next()).isFalse();
      assertThatThrownBy(reader::seq).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(reader::record).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aRecordThatWasReadCannotBeWrittenTo() {
    try (Wal wal = open(disk, config(format))) {
      fill(wal, 1, 1);
      try (WalReader reader = wal.readFrom(1)) {
        assertThat(reader.next()).isTrue();
        assertThatThrownBy(() -> reader.record().put(0, (byte) 'x'))
            .isInstanceOf(ReadOnlyBufferException.class);
        assertThat(reader.record().position()).isZero();
      }
    }
  }

  @Test
  void truncationDeletesOnlyWholeSegmentsNoLongerNeeded() throws Exception {
    try (Wal wal = open(disk, small(format))) {
      fill(wal, 1, 200);
      List<String> before = segments(disk);
      long keep = Long.parseLong(before.get(3).substring(8));
      wal.truncateBefore(keep - 1);
      assertThat(segments(disk)).isEqualTo(before.subList(2, before.size()));
      wal.truncateBefore(keep);
      assertThat(segments(disk)).isEqualTo(before.subList(3, before.size()));
      assertThat(drain(wal.readFrom(1))).isEqualTo(records(keep, 200));
      wal.truncateBefore(1_000_000);
      assertThat(segments(disk)).containsExactly(before.getLast());
      fill(wal, 201, 201);
    }
    try (Wal wal = open(disk, small(format))) {
      assertThat(wal.lastSeq()).isEqualTo(201);
    }
  }

  @Test
  void aClosedLogDeletesNothing() throws Exception {
    Wal wal = open(disk, small(format));
    fill(wal, 1, 200);
    wal.close();
    List<String> before = segments(disk);
    for (Runnable truncation :
        List.<Runnable>of(
            () -> wal.truncateBefore(150),
            () -> wal.truncateToSize(0),
            () -> wal.truncateOlderThan(Instant.MAX))) {
      assertThatThrownBy(truncation::run).isInstanceOf(WalClosedException.class);
    }
    assertThat(segments(disk)).isEqualTo(before).hasSizeGreaterThan(2);
  }

  @Test
  void aReaderThatWasClosedStaysClosed() {
    try (Wal wal = open(disk, small(format))) {
      fill(wal, 1, 2);
      WalReader reader = wal.readFrom(1);
      assertThat(reader.next()).isTrue();
      reader.close();
      reader.close();
      assertThatThrownBy(reader::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThatThrownBy(reader::record).isInstanceOf(IllegalStateException.class);
      WalFollower follower = wal.follow(1);
      follower.close();
      assertThatThrownBy(() -> follower.next(Duration.ZERO))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aReaderWhoseRecordsAreDeletedSaysSo() {
    try (Wal wal = open(disk, small(format));
        WalReader reader = wal.readFrom(1)) {
      fill(wal, 1, 200);
      assertThat(reader.next()).isTrue();
      wal.truncateBefore(150);
      assertThatThrownBy(() -> drain(reader))
          .isInstanceOf(RecordsGoneException.class)
          .hasMessageContaining("was deleted before it was read");
    }
  }

  @Test
  void aLogMayBeginAtAnyNumber() throws Exception {
    WalConfig from1000 = config(format).withFirstSeq(1000);
    try (Wal wal = open(disk, from1000)) {
      assertThat(wal.lastSeq()).isEqualTo(999);
      assertThat(wal.appendDurable(record(1000))).isEqualTo(1000);
    }
    try (Wal wal = open(disk, config(format).withFirstSeq(5))) {
      assertThat(wal.recovery().firstSeq()).isEqualTo(1000);
      assertThat(wal.appendDurable(record(1001))).isEqualTo(1001);
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1000, 1001));
  }

  @Test
  void aRecordLongerThanTheBufferIsTakenAllTheSame() {
    String big = "{\"text\":\"" + "y".repeat(200_000) + "\"}";
    try (Wal wal = open(disk, config(format))) {
      wal.write(record(1));
      assertThat(wal.append(utf8(big)).join()).isEqualTo(2);
      wal.appendDurable(record(3));
    }
    assertThat(read(disk, "wal.log")).containsExactly(text(record(1)), big, text(record(3)));
  }

  @Test
  void aRecordOverTheLimitIsRefusedByName() {
    try (Wal wal = open(disk, config(format).withRecordBytesMax(100))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> wal.write(ByteBuffer.allocate(101)))
          .withMessageContaining("recordBytesMax")
          .withMessageContaining("100")
          .withMessageContaining("101");
      assertThatIllegalArgumentException().isThrownBy(() -> wal.write(101, _ -> {}));
      assertThatIllegalArgumentException().isThrownBy(() -> wal.write(-1, _ -> {}));
    }
  }

  @Test
  void aSmallerLimitDoesNotMakeOldRecordsCorrupt() {
    String big = "{\"text\":\"" + "y".repeat(5_000) + "\"}";
    try (Wal wal = open(disk, config(format))) {
      wal.appendDurable(utf8(big));
    }
    try (Wal wal = open(disk, config(format).withRecordBytesMax(100))) {
      assertThat(drain(wal.readFrom(1))).containsExactly(big);
    }
  }

  @Test
  void aClosedLogRefusesAndClosesTwice() {
    Wal wal = open(disk, config(format));
    fill(wal, 1, 3);
    wal.close();
    wal.close();
    assertThatThrownBy(() -> wal.write(record(4))).isInstanceOf(WalClosedException.class);
    assertThatThrownBy(() -> wal.append(record(4))).isInstanceOf(WalClosedException.class);
    assertThatThrownBy(() -> wal.truncateBefore(1)).isInstanceOf(WalClosedException.class);
    assertThat(wal.sync()).isEqualTo(3);
    wal.awaitDurable(3);
  }

  @Test
  void waitingForARecordThatWasNotWrittenIsRefused() {
    try (Wal wal = open(disk, config(format))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> wal.awaitDurable(1))
          .withMessageContaining("not written yet");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> wal.awaitDurable(1, Duration.ofSeconds(1)));
    }
  }

  @Test
  void manyAppendersGetEachANumberOfItsOwnInTheirOrder() throws Exception {
    int appenders = 50;
    int each = 40;
    List<Long> seqs = Collections.synchronizedList(new ArrayList<>());
    try (Wal wal = open(disk, config(format));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int a = 0; a < appenders; a++) {
        int appender = a;
        done.add(
            threads.submit(() -> {
              long previous = 0;
              for (int i = 0; i < each; i++) {
                ByteBuffer mine = utf8("{\"by\":%d,\"i\":%d}".formatted(appender, i));
                long seq = i % 2 == 0 ? wal.appendDurable(mine) : wal.append(mine).join();
                assertThat(seq).isGreaterThan(previous);
                assertThat(wal.durableSeq()).isGreaterThanOrEqualTo(seq);
                previous = seq;
                seqs.add(seq);
              }
            }));
      }
      for (Future<?> task : done) {
        task.get();
      }
    }
    assertThat(seqs).hasSize(appenders * each).doesNotHaveDuplicates();
    List<String> found = read(disk, "wal.log");
    assertThat(found).hasSize(appenders * each);
    for (int a = 0; a < appenders; a++) {
      String prefix = "{\"by\":%d,".formatted(a);
      assertThat(found.stream().filter(r -> r.startsWith(prefix)).toList())
          .isEqualTo(
              java.util.stream.IntStream.range(0, each)
                  .mapToObj(i -> "%s\"i\":%d}".formatted(prefix, i))
                  .toList());
    }
  }

  @Test
  void theLogMayChangeItsFormat() throws Exception {
    Format other = format == Format.BINARY ? Format.JSON_LINES : Format.BINARY;
    open(disk, config(format)).close();
    try (Wal wal = open(disk, config(other))) {
      fill(wal, 1, 10);
    }
    try (Wal wal = open(disk, config(format))) {
      fill(wal, 11, 20);
    }
    assertThat(read(disk, "wal.log")).isEqualTo(records(1, 20));
    assertThat(segments(disk)).hasSize(2);
  }
}
