package dev.holdfast.core;

import static dev.holdfast.core.NaiveJob.Stand.HELD;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who is served next in the {@link NaiveQueue}: every question looks through all jobs. Of queues
 * and keys it keeps what cannot be told from the jobs: settings, what rates remember, and turns.
 */
final class NaiveService {
  /** What rates remember, and whose turn it is. */
  private static final class Meter {
    long arrivalNanos;
    long turn;
    boolean active;
  }

  private final List<NaiveJob> ever;
  final TreeMap<String, QueueSettings> settings = new TreeMap<>();
  final TreeMap<String, QueueMode> modes = new TreeMap<>();
  private final TreeMap<String, Meter> queues = new TreeMap<>();
  private final TreeMap<String, Meter> keys = new TreeMap<>();
  long clock;

  NaiveService(List<NaiveJob> ever) {
    this.ever = ever;
  }

  Stream<NaiveJob> jobs(Predicate<NaiveJob> wanted) {
    return List.copyOf(ever).stream().filter(job -> job.remembered).filter(wanted);
  }

  /** A queue is there as long as something is to be known of it. */
  SortedSet<String> queueNames() {
    TreeSet<String> names = new TreeSet<>(settings.keySet());
    names.addAll(modes.keySet());
    jobs(job -> true).forEach(job -> names.add(job.spec.queue()));
    return names;
  }

  QueueSettings settings(String queue) {
    return settings.getOrDefault(queue, QueueSettings.DEFAULTS);
  }

  QueueMode mode(String queue) {
    return modes.getOrDefault(queue, QueueMode.OPEN);
  }

  void setMode(String queue, QueueMode mode) {
    if (mode == QueueMode.OPEN) {
      modes.remove(queue);
    } else {
      modes.put(queue, mode);
    }
  }

  void configure(String queue, QueueSettings next) {
    if (next.equals(QueueSettings.DEFAULTS)) {
      settings.remove(queue);
    } else {
      settings.put(queue, next);
    }
    carryOver(meter(queue), next.rate());
    keys.forEach((name, meter) -> {
      if (name.startsWith(queue + "/")) {
        carryOver(meter, next.keyRate());
      }
    });
  }

  /** A rate never remembers more than its burst. */
  private void carryOver(Meter meter, Rate rate) {
    long mostNanos = rate.isUnlimited() ? 0 : clock * 1_000_000 + rate.burst() * interval(rate);
    meter.arrivalNanos = Math.min(meter.arrivalNanos, mostNanos);
  }

  private Meter meter(String queue) {
    return queues.computeIfAbsent(queue, _ -> new Meter());
  }

  private Meter meter(NaiveJob job) {
    String name = job.spec.queue() + "/" + job.spec.key();
    return keys.computeIfAbsent(name, _ -> new Meter());
  }

  /** Time goes on, or a job has changed: keys that have jobs to serve again get in line. */
  void settle() {
    for (NaiveJob job : jobs(job -> true).toList()) {
      Meter key = meter(job);
      boolean active = jobs(other -> sharesKey(other, job)).anyMatch(this::matters);
      if (active && !key.active) {
        key.turn = meter(job.spec.queue()).turn;
      }
      key.active = active;
    }
    queues.forEach((name, meter) -> {
      if (jobs(job -> job.spec.queue().equals(name)).findAny().isEmpty()) {
        meter.turn = 0;
      }
    });
  }

  private boolean matters(NaiveJob job) {
    return job.state(clock) == JobState.PENDING || job.stand == HELD;
  }

  private static boolean sharesKey(NaiveJob one, NaiveJob other) {
    return one.spec.queue().equals(other.spec.queue()) && one.spec.key().equals(other.spec.key());
  }

  // ---- who is next

  NaiveJob next(Command.Reserve wish) {
    List<NaiveJob> firsts = new ArrayList<>();
    for (String queue : queueNames()) {
      if (wish.queues().isEmpty() || wish.queues().contains(queue)) {
        jobs(job -> job.spec.queue().equals(queue) && isServed(job))
            .filter(job -> wish.types().isEmpty() || wish.types().contains(job.spec.type()))
            .min(orderWithin(queue))
            .ifPresent(firsts::add);
      }
    }
    return firsts.stream()
        .min(
            Comparator.<NaiveJob>comparingInt(job -> -job.spec.priority())
                .thenComparingLong(job -> job.seq))
        .orElse(null);
  }

  private boolean isServed(NaiveJob job) {
    QueueSettings rules = settings(job.spec.queue());
    return job.state(clock) == JobState.PENDING
        && mode(job.spec.queue()) != QueueMode.PAUSED
        && hasRoom(rules.concurrencyMax(), held(job.spec.queue()))
        && hasRoom(rules.keyConcurrencyMax(), heldOfKey(job))
        && opensAt(rules.rate(), meter(job.spec.queue())) <= clock
        && opensAt(rules.keyRate(), meter(job)) <= clock;
  }

  private static boolean hasRoom(int max, long held) {
    return max == 0 || held < max;
  }

  private long held(String queue) {
    return jobs(job -> job.stand == HELD && job.spec.queue().equals(queue)).count();
  }

  private long heldOfKey(NaiveJob like) {
    return jobs(job -> job.stand == HELD && sharesKey(job, like)).count();
  }

  private Comparator<NaiveJob> orderWithin(String queue) {
    QueueSettings rules = settings(queue);
    Comparator<NaiveJob> byTurn =
        Comparator.comparingLong(job -> rules.fair() ? meter(job).turn : 0);
    Comparator<NaiveJob> byService =
        rules.agingMillis() == 0
            ? Comparator.comparingInt(job -> -job.spec.priority())
            : Comparator.comparingLong(job ->
                Math.max(job.enqueuedAt, job.spec.runAtMillis())
                    - job.spec.priority() * rules.agingMillis());
    return byTurn.thenComparing(byService).thenComparingLong(job -> job.seq);
  }

  /** A job is handed out. */
  void pass(NaiveJob job) {
    QueueSettings rules = settings(job.spec.queue());
    pass(meter(job.spec.queue()), rules.rate());
    pass(meter(job), rules.keyRate());
    if (rules.fair()) {
      meter(job).turn = ++meter(job.spec.queue()).turn;
    }
  }

  private void pass(Meter meter, Rate rate) {
    if (!rate.isUnlimited()) {
      meter.arrivalNanos = Math.max(meter.arrivalNanos, clock * 1_000_000) + interval(rate);
    }
  }

  private static long interval(Rate rate) {
    return Math.ceilDiv(rate.periodMillis() * 1_000_000, (long) rate.permits());
  }

  private static long opensAt(Rate rate, Meter meter) {
    long nanos =
        meter.arrivalNanos - (rate.burst() - 1) * (rate.isUnlimited() ? 0 : interval(rate));
    return rate.isUnlimited() ? 0 : Math.max(0, Math.ceilDiv(nanos, 1_000_000L));
  }

  /** The moments to come at which a rate lets one more of those through that it holds up. */
  List<Long> openings() {
    List<Long> openings = new ArrayList<>();
    for (NaiveJob job : jobs(job -> job.state(clock) == JobState.PENDING).toList()) {
      QueueSettings rules = settings(job.spec.queue());
      openings.add(opensAt(rules.rate(), meter(job.spec.queue())));
      openings.add(opensAt(rules.keyRate(), meter(job)));
    }
    openings.removeIf(at -> at <= clock);
    return openings;
  }

  /** All queues, as the machine shows them. */
  List<QueueInfo> queues(long lastSeq) {
    List<QueueInfo> all = new ArrayList<>();
    for (String queue : queueNames()) {
      QueueStats stats =
          new QueueStats(
              count(queue, JobState.PENDING),
              count(queue, JobState.SCHEDULED),
              count(queue, JobState.BLOCKED),
              count(queue, JobState.IN_FLIGHT),
              count(queue, JobState.COMPLETED),
              count(queue, JobState.DEAD),
              count(queue, JobState.CANCELLED),
              lastSeq);
      all.add(new QueueInfo(queue, mode(queue), settings(queue), stats));
    }
    return all;
  }

  private long count(String queue, JobState state) {
    return jobs(job -> job.spec.queue().equals(queue) && job.state(clock) == state).count();
  }
}
