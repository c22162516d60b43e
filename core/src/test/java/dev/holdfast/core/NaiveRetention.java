package dev.holdfast.core;

import static dev.holdfast.core.NaiveJob.Stand.DEAD;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which jobs that have ended are remembered no longer, as dumbly as possible. */
final class NaiveRetention {
  private final NaiveService service;
  private final Limits limits;

  NaiveRetention(NaiveService service, Limits limits) {
    this.service = service;
    this.limits = limits;
  }

  /** Those that are too many or too old now, at most so many. */
  List<NaiveJob> over(int max, long now) {
    List<NaiveJob> all = new ArrayList<>();
    Map<String, Long> due = new LinkedHashMap<>();
    service.queueNames().forEach(queue -> due.put(queue, due(queue)));
    List<String> queues =
        due.keySet().stream()
            .filter(queue -> due.get(queue) <= now)
            .sorted(Comparator.<String>comparingLong(due::get).thenComparing(queue -> queue))
            .toList();
    for (String queue : queues) {
      for (boolean dead : new boolean[] {false, true}) {
        List<NaiveJob> ended = ended(queue, dead);
        int tooMany = ended.size() - keptMax(queue, dead);
        long tooOld =
            ended.stream().filter(job -> isOver(job.endedAt, keptMillis(queue, dead), now)).count();
        int wanted = (int) Math.min(max - all.size(), Math.max(tooMany, tooOld));
        all.addAll(ended.subList(0, Math.min(wanted, ended.size())));
      }
    }
    return all;
  }

  /** Those that may be forgotten, oldest end first. */
  private List<NaiveJob> ended(String queue, boolean dead) {
    return service
        .jobs(job -> job.spec.queue().equals(queue) && mayBeForgotten(job))
        .filter(job -> (job.stand == DEAD) == dead)
        .sorted(
            Comparator.<NaiveJob>comparingLong(job -> job.endedAt)
                .thenComparingLong(job -> job.seq))
        .toList();
  }

  /** From when on there is one too many or too old. */
  long due(String queue) {
    long due = Long.MAX_VALUE;
    for (boolean dead : new boolean[] {false, true}) {
      List<NaiveJob> ended = ended(queue, dead);
      if (ended.size() > keptMax(queue, dead)) {
        return 0;
      }
      for (NaiveJob job : ended) {
        long millis = keptMillis(queue, dead);
        due = Math.min(due, millis == Long.MAX_VALUE ? millis : job.endedAt + millis);
      }
    }
    return due;
  }

  private static boolean isOver(long since, long millis, long now) {
    return millis != Long.MAX_VALUE && since + millis <= now;
  }

  private int keptMax(String queue, boolean dead) {
    Retention rule = service.settings(queue).retention().orElse(limits.retention());
    return dead ? rule.deadMax() : rule.finishedMax();
  }

  private long keptMillis(String queue, boolean dead) {
    Retention rule = service.settings(queue).retention().orElse(limits.retention());
    return dead ? rule.deadMillis() : rule.finishedMillis();
  }

  /** Whether it has ended and nobody waits for it. */
  boolean mayBeForgotten(NaiveJob job) {
    return job.hasEnded()
        && service
            .jobs(other -> other.isBlocked() && other.parents.contains(job) && job.isOpen())
            .findAny()
            .isEmpty();
  }
}
