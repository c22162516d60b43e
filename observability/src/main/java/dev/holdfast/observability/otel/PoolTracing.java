package dev.holdfast.observability.otel;

import dev.holdfast.observability.SpanNames;
import dev.holdfast.pool.PoolListener;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Shows where borrowers wait for a blocking pool: a span {@code wait NAME} within the borrower's
 * own. It is made when the wait is over, since only then the pool tells of it.
 */
public final class PoolTracing implements PoolListener {
  private final Tracer tracer;
  private final InstantSource clock;
  private final PoolListener next;

  /**
   * Traces the waits at pools.
   *
   * @param next told everything too: metrics, for instance
   */
  public PoolTracing(Tracer tracer, PoolListener next) {
    this(tracer, InstantSource.system(), next);
  }

  PoolTracing(Tracer tracer, InstantSource clock, PoolListener next) {
    this.tracer = tracer;
    this.clock = clock;
    this.next = next;
  }

  @Override
  public void waited(String pool, long nanos) {
    Instant end = clock.instant();
    tracer
        .spanBuilder(SpanNames.WAIT + " " + pool)
        .setAttribute(SpanNames.WAITED_FOR, pool)
        .setStartTimestamp(end.minusNanos(nanos))
        .startSpan()
        .end(end);
    next.waited(pool, nanos);
  }

  @Override
  public void created(String pool) {
    next.created(pool);
  }

  @Override
  public void dropped(String pool) {
    next.dropped(pool);
  }

  @Override
  public void decayed(String pool, int count) {
    next.decayed(pool, count);
  }

  @Override
  public void leaked(String pool, Throwable site) {
    next.leaked(pool, site);
  }

  @Override
  public void destroyFailed(String pool, Throwable cause) {
    next.destroyFailed(pool, cause);
  }
}
