package dev.holdfast.observability.binding;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobState;
import dev.holdfast.core.QueueInfo;
import dev.holdfast.core.QueueMode;
import dev.holdfast.core.QueueStats;
import dev.holdfast.engine.Engine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Counts an engine's queues when metrics are read, at most five times a second, so that the many
 * gauges of one reading cost one count. The one that counts waits for the engine, a second at most;
 * when it does not answer, the last count stands.
 *
 * <p>The age of the oldest job is found by looking at every job: some ten milliseconds for a
 * million of them, beside the engine.
 */
final class QueueCensus {
  private static final Duration AGE_MAX = Duration.ofMillis(200);
  private static final long WAIT_MILLIS_MAX = 1000;

  private final Engine engine;
  private final Consumer<String> found;
  private final ReentrantLock counting = new ReentrantLock();
  private volatile Counted counted = new Counted(Map.of(), Map.of(), 0, System.nanoTime());
  private volatile boolean everCounted;

  /** What was found, and when: by the time of day for ages, by the running clock for its own. */
  private record Counted(
      Map<String, QueueInfo> queues,
      Map<String, Long> oldestSinceMillis,
      long clockMillis,
      long atNanos) {}

  /**
   * A census of this engine's queues.
   *
   * @param found told the name of every queue at every count
   */
  QueueCensus(Engine engine, Consumer<String> found) {
    this.engine = engine;
    this.found = found;
  }

  QueueStats stats(String queue) {
    QueueInfo info = now().queues.get(queue);
    return info == null ? QueueStats.NONE : info.stats();
  }

  boolean isPaused(String queue) {
    QueueInfo info = now().queues.get(queue);
    return info != null && info.mode() == QueueMode.PAUSED;
  }

  /** How long the job that waits longest has been pending, in milliseconds; 0 if none is. */
  long oldestAgeMillis(String queue) {
    Counted last = now();
    Long since = last.oldestSinceMillis.get(queue);
    return since == null ? 0 : Math.max(0, last.clockMillis - since);
  }

  /** Counts, unless it was done a moment ago. */
  void refresh() {
    Counted _ = now();
  }

  private Counted now() {
    Counted last = counted;
    boolean fresh = everCounted && System.nanoTime() - last.atNanos < AGE_MAX.toNanos();
    if (fresh || !counting.tryLock()) {
      return last;
    }
    try {
      counted = count(last);
      everCounted = true;
    } finally {
      counting.unlock();
    }
    counted.queues.keySet().forEach(found);
    return counted;
  }

  private Counted count(Counted last) {
    try {
      List<QueueInfo> queues = engine.admin().queues().get(WAIT_MILLIS_MAX, TimeUnit.MILLISECONDS);
      Map<String, QueueInfo> byName = HashMap.newHashMap(queues.size());
      queues.forEach(queue -> byName.put(queue.name(), queue));
      boolean waits = queues.stream().anyMatch(queue -> queue.stats().pending() > 0);
      Map<String, Long> oldest = waits ? oldest() : Map.of();
      return new Counted(byName, oldest, System.currentTimeMillis(), System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Closed, failed or busy: whoever wants to know which asks the engine itself.
    }
    return new Counted(last.queues, last.oldestSinceMillis, last.clockMillis, System.nanoTime());
  }

  private Map<String, Long> oldest()
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, Long> oldest = new HashMap<>();
    for (Job job : engine.image().get(WAIT_MILLIS_MAX, TimeUnit.MILLISECONDS).jobs()) {
      if (job.state() == JobState.PENDING) {
        long since = Math.max(job.changedAtMillis(), job.runAtMillis());
        oldest.merge(job.queue(), since, Math::min);
      }
    }
    return oldest;
  }
}
