package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What limits, turns and aging promise, whatever else happens. */
class ServiceProperties {
  private static final String QUEUE = "q";

  private final Command.Reserve reserve = new Command.Reserve("w");
  private LoggedMachine queue = new LoggedMachine(Limits.defaults());
  private int enqueued;

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void noWindowOfOnePeriodSeesMoreThanPermitsAndBurst(
      @ForAll @IntRange(min = 1, max = 7) int permits,
      @ForAll @IntRange(min = 1, max = 7) int burst,
      @ForAll @IntRange(min = 1, max = 40) int period,
      @ForAll @Size(min = 20, max = 80) List<@LongRange(max = 15) Long> pauses,
      @ForAll boolean ofKeys) {
    Rate rate = new Rate(permits, period, Math.min(burst, permits));
    QueueSettings.Builder settings = QueueSettings.builder();
    begin((ofKeys ? settings.keyRate(rate) : settings.rate(rate)).build());
    List<Long> dispatched = new ArrayList<>();
    long now = 0;
    for (long pause : pauses) {
      now += pause;
      enqueue("k", 0, now);
      enqueue("k", 0, now);
      settle(now);
      while (reserved(now) != null) {
        dispatched.add(now);
      }
    }
    for (long start : dispatched) {
      long inWindow = dispatched.stream().filter(at -> at >= start && at < start + period).count();
      assertThat(inWindow).isLessThanOrEqualTo((long) rate.permits() + rate.burst());
    }
    assertThat(dispatched.size()).as("a limit is no stop").isGreaterThanOrEqualTo(rate.burst());
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void whatHasWaitedIsServedAtTheFullRate(
      @ForAll @IntRange(min = 1, max = 9) int permits,
      @ForAll @IntRange(min = 1, max = 50) int period) {
    begin(QueueSettings.builder().rate(new Rate(permits, period, 1)).build());
    for (int i = 0; i < 5 * permits; i++) {
      enqueue("", 0, 0);
    }
    long now = 0;
    for (int served = 0; served < 5 * permits; served++) {
      settle(now);
      while (reserved(now) == null) {
        assertThat(queue.machine().nextDueMillis()).as("when it goes on").isGreaterThan(now);
        now = queue.machine().nextDueMillis();
        settle(now);
      }
    }
    // A moment has whole milliseconds, so each may come up to one late.
    assertThat(now).isLessThanOrEqualTo(5L * period + 5L * permits);
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void keysOfAFairQueueAreServedInTurn(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 4) Integer> keys,
      @ForAll @IntRange(max = 10) int priority) {
    begin(QueueSettings.builder().fair(true).build());
    Map<String, Integer> waiting = new TreeMap<>();
    for (int key : keys) {
      enqueue("k" + key, key == 0 ? priority : 0, 0);
      waiting.merge("k" + key, 1, Integer::sum);
    }
    while (!waiting.isEmpty()) { // a round serves each that has something waiting once
      List<String> round = new ArrayList<>();
      for (int i = 0; i < waiting.size(); i++) {
        round.add(reserved(0).spec().key());
      }
      assertThat(round).containsExactlyInAnyOrderElementsOf(waiting.keySet());
      waiting.replaceAll((key, count) -> count - 1);
      waiting.values().removeIf(count -> count == 0);
    }
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void withAgingNobodyStarves(
      @ForAll @LongRange(min = 1, max = 20) long aging, @ForAll @IntRange(max = 9) int priority) {
    begin(QueueSettings.builder().agingMillis(aging).build());
    Job old = enqueue("", priority, 0);
    Map<JobId, Long> served = new HashMap<>();
    for (long now = 0; now < 400 && !served.containsKey(old.id()); now++) {
      enqueue("", JobSpec.PRIORITY_MAX, now); // as many as are served, and all more important
      Job next = reserved(now);
      served.put(next.id(), now);
      queue.execute(new Command.Ack(next.id(), next.attempt()), now);
    }
    long most = aging * (JobSpec.PRIORITY_MAX - priority) + 1;
    assertThat(served).as("it starves").containsKey(old.id());
    assertThat(served.get(old.id())).isLessThanOrEqualTo(most);
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void neverAreMoreInFlightThanIsAllowed(
      @ForAll @IntRange(min = 1, max = 3) int ofQueue,
      @ForAll @IntRange(min = 1, max = 3) int ofKey,
      @ForAll @Size(max = 60) List<@IntRange(max = 99) Integer> steps) {
    begin(QueueSettings.builder().concurrencyMax(ofQueue).keyConcurrencyMax(ofKey).build());
    for (int step : steps) {
      enqueue("k" + step % 3, step % 5, 0);
      reserved(0);
      List<Job> held = held();
      if (step % 4 == 0 && !held.isEmpty()) {
        Job job = held.get(step % held.size());
        queue.execute(new Command.Ack(job.id(), job.attempt()), 0);
      }
      assertThat(held()).hasSizeLessThanOrEqualTo(ofQueue);
      for (int key = 0; key < 3; key++) {
        String name = "k" + key;
        assertThat(held().stream().filter(job -> job.spec().key().equals(name)).count())
            .isLessThanOrEqualTo(ofKey);
      }
    }
  }

  private void begin(QueueSettings settings) {
    queue = new LoggedMachine(Limits.defaults().withLeaseMillis(1_000_000));
    enqueued = 0;
    queue.execute(new Command.Configure(QUEUE, settings), 0);
  }

  private Job enqueue(String key, int priority, long now) {
    JobId id = new JobId("job-" + enqueued++);
    JobSpec spec = JobSpec.builder(id).queue(QUEUE).key(key).priority(priority).build();
    queue.execute(new Command.Enqueue(List.of(spec)), now);
    return queue.machine().find(id).orElseThrow();
  }

  private void settle(long now) {
    while (queue.machine().nextDueMillis() <= now) {
      queue.execute(new Command.Expire(10, 0), now);
    }
  }

  /** The job that a worker got, or null. */
  private Job reserved(long now) {
    Decision.Accepted accepted = (Decision.Accepted) queue.execute(reserve, now);
    return accepted.events().isEmpty()
        ? null
        : queue.machine().find(((Event.Dispatch) accepted.events().getFirst()).id()).orElseThrow();
  }

  private List<Job> held() {
    return queue.machine().image().jobs().stream()
        .filter(job -> job.state() == JobState.IN_FLIGHT)
        .toList();
  }
}
