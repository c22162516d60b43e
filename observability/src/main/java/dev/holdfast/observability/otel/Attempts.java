package dev.holdfast.observability.otel;

import dev.holdfast.core.Job;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the spans of attempts from their beginning to their answer, so that the answer, which
 * another thread commits, finds its way back to them. Only those that are kept are here. Thread
 * safe.
 */
final class Attempts {
  /** Far more than workers; a guard against handlers whose answers never come. */
  private static final int OPEN_MAX = 100_000;

  private final boolean sparing;
  private final Map<Key, Context> open = new ConcurrentHashMap<>();

  private record Key(String id, int attempt) {}

  /**
   * Remembers none.
   *
   * @param sparing whether attempts whose enqueueing was not sampled are never here
   */
  Attempts(boolean sparing) {
    this.sparing = sparing;
  }

  void begin(JobFacts job, Context context) {
    if (open.size() < OPEN_MAX) {
      open.put(new Key(job.id(), job.attempt()), context);
    }
  }

  /** The attempt's context, once. */
  @Nullable Context take(Job job) {
    if (open.isEmpty() || (sparing && TraceHeaders.isUnsampled(job.headers()))) {
      return null;
    }
    return open.remove(new Key(job.id().value(), job.attempt()));
  }
}
