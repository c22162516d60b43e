package dev.holdfast.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.observability.Meters.Watch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What both libraries behind the port must do alike. */
class MetersTest {

  static Stream<Recorded> libraries() {
    return Stream.of(new RecordedMicrometer(), new RecordedOtel());
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void countersAddUp(Recorded library) {
    library.meters().counter(DiskNames.WAL_WRITTEN, "a").add(10);
    library.meters().counter(DiskNames.WAL_WRITTEN, "a").add(5);
    library.meters().counter(DiskNames.WAL_WRITTEN, "b").add(1);
    assertThat(library.value(DiskNames.WAL_WRITTEN, "a")).isEqualTo(15);
    assertThat(library.value(DiskNames.WAL_WRITTEN, "b")).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void durationsAreGivenInNanosAndKeptInSeconds(Recorded library) {
    library.meters().distribution(DiskNames.WAL_SYNC_DURATION, "a").record(2_000_000);
    library.meters().distribution(DiskNames.WAL_SYNC_DURATION, "a").record(1_000_000);
    assertThat(library.sum(DiskNames.WAL_SYNC_DURATION, "a")).isCloseTo(0.003, within(1e-9));
    assertThat(library.count(DiskNames.WAL_SYNC_DURATION, "a")).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void otherDistributionsKeepTheirValues(Recorded library) {
    library.meters().distribution(DiskNames.WAL_BATCH_RECORDS, "a").record(40);
    library.meters().distribution(DiskNames.WAL_BATCH_RECORDS, "a").record(2);
    assertThat(library.sum(DiskNames.WAL_BATCH_RECORDS, "a")).isEqualTo(42);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void theBucketsAreThoseOfTheDeclaration(Recorded library) {
    library.meters().distribution(DiskNames.WAL_BATCH_RECORDS, "a").record(40);
    library.meters().distribution(QueueNames.JOB_DURATION, "a").record(40_000_000);
    assertThat(library.bounds(DiskNames.WAL_BATCH_RECORDS, "a"))
        .containsExactlyElementsOf(Buckets.COUNTS);
    assertThat(library.bounds(QueueNames.JOB_DURATION, "a"))
        .containsExactlyElementsOf(Buckets.JOBS);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void gaugesAndTotalsAreReadWhenAsked(Recorded library) {
    int[] now = {3};
    Watch depth = library.meters().gauge(QueueNames.QUEUE_DEPTH, () -> now[0], "q", "pending");
    Watch gets = library.meters().total(PoolNames.POOL_GETS, () -> now[0] * 10L, "p");
    assertThat(library.value(QueueNames.QUEUE_DEPTH, "q", "pending")).isEqualTo(3);
    now[0] = 4;
    assertThat(library.value(QueueNames.QUEUE_DEPTH, "q", "pending")).isEqualTo(4);
    assertThat(library.value(PoolNames.POOL_GETS, "p")).isEqualTo(40);
    depth.close();
    gets.close();
    assertThat(library.value(QueueNames.QUEUE_DEPTH, "q", "pending")).isNaN();
    assertThat(library.value(PoolNames.POOL_GETS, "p")).isNaN();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void aGaugeThatThrowsShowsNothingAndHarmsNoOther(Recorded library) {
    Watch _ =
        library
            .meters()
            .gauge(
                QueueNames.QUEUE_DEPTH,
                () -> {
                  throw new IllegalStateException("broken");
                },
                "q",
                "dead");
    Watch _ = library.meters().gauge(QueueNames.QUEUE_DEPTH, () -> 1, "q", "pending");
    assertThat(library.value(QueueNames.QUEUE_DEPTH, "q", "dead")).isNaN();
    assertThat(library.value(QueueNames.QUEUE_DEPTH, "q", "pending")).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void asManyValuesAsLabelsAreWanted(Recorded library) {
    assertThatThrownBy(() -> library.meters().counter(DiskNames.WAL_WRITTEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.wal.written");
    assertThatThrownBy(() -> library.meters().gauge(QueueNames.QUEUE_DEPTH, () -> 1, "q"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void twoAreFedAtOnce(Recorded library) {
    Recorded other = new RecordedMicrometer();
    Meters both = Meters.both(library.meters(), other.meters());
    both.counters(DiskNames.WAL_WRITTEN).of("a").add(2);
    both.distributions(DiskNames.WAL_BATCH_RECORDS).of("a").record(3);
    Watch depth = both.gauge(QueueNames.ENGINE_UP, () -> 1);
    Watch gets = both.total(PoolNames.POOL_GETS, () -> 5, "p");
    for (Recorded each : new Recorded[] {library, other}) {
      assertThat(each.value(DiskNames.WAL_WRITTEN, "a")).isEqualTo(2);
      assertThat(each.sum(DiskNames.WAL_BATCH_RECORDS, "a")).isEqualTo(3);
      assertThat(each.value(QueueNames.ENGINE_UP)).isEqualTo(1);
      assertThat(each.value(PoolNames.POOL_GETS, "p")).isEqualTo(5);
    }
    depth.close();
    gets.close();
    assertThat(other.value(QueueNames.ENGINE_UP)).isNaN();
    assertThat(library.value(QueueNames.ENGINE_UP)).isNaN();
  }
}
