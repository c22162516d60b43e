package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Names that stand for jobs, against a list of all jobs that there ever were. */
class TwinsProperties {
  private static final int KEYS = 4;

  private static final class Known {
    final Job job;
    boolean forgotten;

    Known(Job job) {
      this.job = job;
    }
  }

  private final List<Known> all = new ArrayList<>();
  private Twins twins = new Twins();
  private long now;

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void namesStandForTheirJobsUntilTheirWindowsHavePassed(
      @ForAll @Size(max = 100) List<@IntRange(max = 999) Integer> steps) {
    all.clear();
    twins = new Twins();
    now = 0;
    for (int step : steps) {
      switch (step % 4) {
        case 0, 1 -> remember(step / 4 % KEYS, 5L * (step / 16 % 5));
        case 2 -> forgetOne(step / 4);
        default -> {
          now += step / 4 % 9;
          twins.advanceClock(now);
        }
      }
      check();
    }
  }

  private void remember(int key, long window) {
    JobSpec spec =
        JobSpec.builder(new JobId("job-" + all.size()))
            .idempotencyKey("key-" + key, window)
            .build();
    if (twins.twinOf(spec, now).isEmpty()) {
      Job job = Job.enqueued(spec, JobState.PENDING, all.size() + 1, now);
      twins.remember(job, now);
      all.add(new Known(job));
    }
  }

  private void forgetOne(int pick) {
    List<Known> remembered = all.stream().filter(known -> !known.forgotten).toList();
    if (!remembered.isEmpty()) {
      Known known = remembered.get(pick % remembered.size());
      long until = known.job.dedupUntilMillis();
      twins.forget(known.job, until > now ? until : 0);
      known.forgotten = true;
    }
  }

  private void check() {
    for (int key = 0; key < KEYS; key++) {
      JobSpec asks = JobSpec.builder(new JobId("asks")).idempotencyKey("key-" + key, 0).build();
      assertThat(twins.twinOf(asks, now)).isEqualTo(twinOf("key-" + key));
    }
    for (Known known : all) {
      boolean stands = known.forgotten && known.job.dedupUntilMillis() > now;
      assertThat(twins.forgotten(known.job.id(), now) != null).isEqualTo(stands);
    }
    Twins restored = new Twins();
    restored.restore(twins.image());
    assertThat(restored.image()).isEqualTo(twins.image());
    for (MachineImage.Forgotten gone : twins.image()) {
      assertThat(Objects.requireNonNull(restored.forgotten(gone.id(), now))).isEqualTo(gone);
    }
  }

  private Optional<JobId> twinOf(String key) {
    return all.stream()
        .map(known -> known.job)
        .filter(job -> job.spec().idempotencyKey().equals(key))
        .filter(job -> job.dedupUntilMillis() > now)
        .map(Job::id)
        .findFirst();
  }
}
