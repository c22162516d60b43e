package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.JobId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class JobIdsTest {

  private static final long AT = Instant.parse("2024-01-01T10:00:00.250Z").toEpochMilli();

  /** All bits of chance are set, so the counter begins at the top of its lower half. */
  private static final RandomGenerator ONES = () -> -1L;

  private final AtomicLong now = new AtomicLong(AT);
  private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());

  @Test
  void anIdIsAUuidOfVersion7() {
    UUID id = UUID.fromString(JobIds.create().next().value());
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
  }

  @Test
  void itsLayoutIsThis() {
    JobIds ids = JobIds.of(clock, ONES);
    assertThat(ids.next().value()).isEqualTo("018cc477-45fa-77ff-bfff-ffffffffffff");
    assertThat(ids.next().value()).isEqualTo("018cc477-45fa-7800-8000-0000ffffffff");
    assertThat(JobIds.of(() -> Instant.EPOCH, () -> 0).next().value())
        .isEqualTo("00000000-0000-7000-8000-000000000000");
  }

  @Test
  void itTellsTheMomentOfItsMaking() {
    UUID id = UUID.fromString(JobIds.of(clock, new Random(1)).next().value());
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(AT);
  }

  @Test
  void idsGrowWhateverTheClockDoes() {
    Random random = new Random(7);
    JobIds ids = JobIds.of(clock, random);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      now.addAndGet(random.nextInt(7) - 3);
      made.add(ids.next().value());
    }
    for (int i = 1; i < made.size(); i++) {
      assertThat(made.get(i)).isGreaterThan(made.get(i - 1));
    }
  }

  @Test
  void theSameSeedAndMomentsGiveTheSameIds() {
    JobIds one = JobIds.of(clock, new Random(42));
    JobIds other = JobIds.of(clock, new Random(42));
    for (int i = 0; i < 100; i++) {
      now.addAndGet(i % 3);
      assertThat(one.next()).isEqualTo(other.next());
    }
    assertThat(JobIds.of(clock, new Random(43)).next()).isNotEqualTo(one.next());
  }

  @Test
  void threadsNeverGetTheSameIdAndEachSeesThemGrow() throws Exception {
    JobIds ids = JobIds.create();
    Set<JobId> all = Collections.synchronizedSet(new HashSet<>());
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        running.add(
            threads.submit(() -> {
              JobId before = ids.next();
              for (int i = 0; i < 5_000; i++) {
                JobId id = ids.next();
                assertThat(id).isGreaterThan(before);
                all.add(id);
                before = id;
              }
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    assertThat(all).hasSize(20_000);
  }
}
