package dev.holdfast.observability.otel;

import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.EngineListener;
import dev.holdfast.engine.EnqueueResult;
import dev.holdfast.engine.JobContext;
import dev.holdfast.engine.JobHandler;
import dev.holdfast.engine.Lease;
import dev.holdfast.observability.SpanNames;
import dev.holdfast.observability.binding.JobProducer;
import dev.holdfast.observability.binding.Measured;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Traces jobs from their enqueueing to their acknowledgement, whatever lies between: days, retries,
 * the death of the process. Put {@link #producer} around {@code engine::enqueue}, {@link #handler}
 * around the handler and {@link #listener} around the engine's listener; each works alone.
 *
 * <p>The trace context lies in the job's headers, and therefore in the log and the snapshots. Each
 * attempt is a trace of its own that links to it. Thread safe; without an SDK behind the API it
 * costs a few calls and leaves the jobs as they are.
 */
public final class JobTracing {
  private static final String SCOPE = "dev.holdfast";

  /** Means that every attempt has a span. */
  private static final long SPARE_NONE = -1;

  private final JobSpans spans;
  private final Attempts attempts;
  private final SpanAttributes attributes;
  private final long slowNanos;

  private JobTracing(JobSpans spans, SpanAttributes attributes, long slowNanos) {
    this.spans = spans;
    this.attributes = attributes;
    this.slowNanos = slowNanos;
    this.attempts = new Attempts(slowNanos >= 0);
  }

  /** Traces without baggage and without attributes of one's own. */
  public static JobTracing of(OpenTelemetry telemetry) {
    return of(telemetry, BaggagePolicy.none(), SpanAttributes.NONE);
  }

  /** Traces with these. */
  public static JobTracing of(
      OpenTelemetry telemetry, BaggagePolicy baggage, SpanAttributes attributes) {
    Tracer tracer = telemetry.getTracer(SCOPE);
    return new JobTracing(new JobSpans(tracer, new TraceHeaders(baggage)), attributes, SPARE_NONE);
  }

  /**
   * The same, without spans for most attempts of jobs whose enqueueing was not sampled. Such an
   * attempt has a span only if it fails, if it is slow, or if its handler wants something of the
   * current span: to set an attribute, to call another service, to log. For a sampler that does
   * with an attempt as was done with its enqueueing, and keeps others only if they failed or were
   * slow, as the one of {@code TelemetryExport} does: its {@code tracing} gives this already.
   *
   * @param slow from this duration on an attempt is slow
   */
  public JobTracing sparing(Duration slow) {
    return new JobTracing(spans, attributes, TimeUnit.NANOSECONDS.convert(slow));
  }

  /**
   * The same, without spans for jobs that are enqueued one by one, outside of any trace, and will
   * not be kept: such a job has the header {@code b3: 0} instead of a {@code traceparent}, and its
   * attempts are not sampled either, whatever is chosen by then. Attributes of one's own and
   * baggage are wanted on all, so with them it changes nothing.
   *
   * @param sampling says beforehand what the sampler will choose
   */
  public JobTracing choosing(EarlySampling sampling) {
    return new JobTracing(spans.with(sampling), attributes, slowNanos);
  }

  /**
   * The same producer; each call has a span within the current one, which ends when the answer is
   * there. The jobs get the headers that say where they come from, unless they say so already.
   */
  public JobProducer producer(JobProducer producer) {
    return jobs ->
        switch (jobs.size()) {
          case 0 -> producer.enqueue(jobs);
          case 1 -> sendOne(producer, jobs.getFirst());
          default -> sendBatch(producer, jobs);
        };
  }

  private CompletableFuture<EnqueueResult> sendOne(JobProducer producer, JobSpec job) {
    JobSpans.Sent sent = spans.send(Facts.of(job), hook(job));
    return send(producer, List.of(Facts.with(job, sent.headers())), sent.span());
  }

  private CompletableFuture<EnqueueResult> sendBatch(JobProducer producer, List<JobSpec> jobs) {
    List<JobFacts> facts = new ArrayList<>(jobs.size());
    List<SpanHook> hooks = new ArrayList<>(jobs.size());
    for (JobSpec job : jobs) {
      facts.add(Facts.of(job));
      hooks.add(hook(job));
    }
    JobSpans.SentBatch batch = spans.send(facts, hooks);
    List<JobSpec> sent = new ArrayList<>(jobs.size());
    for (int i = 0; i < jobs.size(); i++) {
      sent.add(Facts.with(jobs.get(i), batch.headers().get(i)));
    }
    return send(producer, sent, batch.span());
  }

  private static CompletableFuture<EnqueueResult> send(
      JobProducer producer, List<JobSpec> jobs, Span span) {
    if (!span.isRecording()) {
      return producer.enqueue(jobs); // nobody hears of it, and nothing below would
    }
    try (Scope _ = span.makeCurrent()) {
      return producer.enqueue(jobs).whenComplete((_, failure) -> end(span, failure));
    } catch (RuntimeException | Error refused) {
      end(span, refused);
      throw refused;
    }
  }

  private static void end(Span span, @Nullable Throwable failure) {
    if (failure != null) {
      JobSpans.fail(span, failure);
    }
    span.end();
  }

  /** The same handler; each attempt runs within its own span. */
  public JobHandler handler(JobHandler handler) {
    return job -> {
      Span span;
      Context context;
      if (slowNanos >= 0 && TraceHeaders.isUnsampled(job.headers())) {
        span = new UnsampledAttempt(job);
        context = spans.contextOf(span, job.headers());
      } else {
        JobFacts facts = Facts.of(job);
        span = spans.begin(facts, hook(job));
        context = spans.contextOf(span, job.headers());
        if (span.getSpanContext().isSampled()) {
          attempts.begin(facts, context);
        }
      }
      try (Scope _ = context.makeCurrent()) {
        handler.handle(job);
      } catch (Throwable e) {
        JobSpans.fail(
            span, job.deadline().isExpired() ? Measured.TIMEOUT : e.getClass().getName(), e);
        throw e;
      } finally {
        span.end();
      }
    };
  }

  private final class UnsampledAttempt extends LatentSpan {
    private final JobContext job;

    UnsampledAttempt(JobContext job) {
      super(slowNanos);
      this.job = job;
    }

    @Override
    Span make(long startEpochNanos) {
      SpanHook hook = hook(job);
      return spans.begin(
          Facts.of(job),
          span -> {
            span.setStartTimestamp(startEpochNanos, TimeUnit.NANOSECONDS);
            hook.addTo(span);
          });
    }
  }

  /** A listener that traces the answers to attempts, and tells the next one everything. */
  public EngineListener listener(EngineListener next) {
    return new TracedListener(spans, attempts, next);
  }

  /**
   * A reservation of a worker outside the engine; jobs that came have a span, an empty answer has
   * none.
   */
  public CompletableFuture<List<Lease>> receive(
      Supplier<CompletableFuture<List<Lease>>> reservation) {
    Instant since = Instant.now();
    Context caller = Context.current();
    return reservation
        .get()
        .whenComplete((leases, _) -> {
          if (leases != null && !leases.isEmpty()) {
            long nanos = TimeUnit.SECONDS.toNanos(since.getEpochSecond()) + since.getNano();
            try (Scope _ = caller.makeCurrent()) {
              spans.received(leases.stream().map(lease -> Facts.of(lease.job())).toList(), nanos);
            }
          }
        });
  }

  /** An acknowledgement by a worker outside the engine, within the current span. */
  public CompletableFuture<Void> ack(Lease lease, Supplier<CompletableFuture<Void>> ack) {
    return settle(SpanNames.ACK, lease, ack);
  }

  /** A failure reported by a worker outside the engine, within the current span. */
  public CompletableFuture<Void> nack(Lease lease, Supplier<CompletableFuture<Void>> nack) {
    return settle(SpanNames.NACK, lease, nack);
  }

  private CompletableFuture<Void> settle(
      String operation, Lease lease, Supplier<CompletableFuture<Void>> answer) {
    Span span = spans.settle(operation, Facts.of(lease.job()), Context.current());
    return answer.get().whenComplete((_, failure) -> end(span, failure));
  }

  private SpanHook hook(JobSpec job) {
    return attributes.equals(SpanAttributes.NONE)
        ? SpanHook.NONE
        : span -> guarded(span::setAttribute, () -> attributes.ofEnqueue(job, span));
  }

  private SpanHook hook(JobContext job) {
    return attributes.equals(SpanAttributes.NONE)
        ? SpanHook.NONE
        : span -> guarded(span::setAttribute, () -> attributes.ofAttempt(job, span));
  }

  private interface Note {
    Object put(String name, String value);
  }

  private static void guarded(Note note, Runnable hook) {
    try {
      hook.run();
    } catch (RuntimeException e) {
      note.put("holdfast.attributes.failure", e.toString());
    }
  }
}
