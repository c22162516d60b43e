package dev.holdfast.observability.otel;

import dev.holdfast.core.Headers;
import dev.holdfast.observability.Labels;
import dev.holdfast.observability.SpanNames;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a job's life, as the conventions for messaging draw them. An attempt is a trace of
 * its own with a link to where its job was created: it may run days later and several times, and as
 * a child it would stretch the trace of a web request over all of that.
 */
final class JobSpans {
  private static final AttributeKey<String> SYSTEM =
      AttributeKey.stringKey(Labels.MESSAGING_SYSTEM);
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey(Labels.MESSAGING_OPERATION);
  private static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey(Labels.MESSAGING_OPERATION_TYPE);
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey(Labels.MESSAGING_DESTINATION);
  private static final AttributeKey<String> MESSAGE_ID =
      AttributeKey.stringKey(SpanNames.MESSAGE_ID);
  private static final AttributeKey<Long> BATCH_COUNT = AttributeKey.longKey(SpanNames.BATCH_COUNT);
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey(Labels.ERROR_TYPE);
  private static final AttributeKey<String> JOB_TYPE = AttributeKey.stringKey(Labels.JOB_TYPE);
  private static final AttributeKey<Long> JOB_ATTEMPT = AttributeKey.longKey(SpanNames.JOB_ATTEMPT);

  /** As many as an SDK keeps on a span, unless told otherwise. */
  private static final int LINKS_MAX = 128;

  private final Tracer tracer;
  private final TraceHeaders headers;

  /** Null if only the sampler knows what it will choose. */
  private final @Nullable EarlySampling early;

  JobSpans(Tracer tracer, TraceHeaders headers) {
    this(tracer, headers, null);
  }

  private JobSpans(Tracer tracer, TraceHeaders headers, @Nullable EarlySampling early) {
    this.tracer = tracer;
    this.headers = headers;
    this.early = early;
  }

  /** The same, for a sampler that says beforehand what it will choose. */
  JobSpans with(EarlySampling sampling) {
    return new JobSpans(tracer, headers, sampling);
  }

  /** The span of an enqueueing that has begun, and what is to be added to the job. */
  record Sent(Span span, Headers headers) {}

  /** The same of a batch, and what is to be added to each of its jobs. */
  record SentBatch(Span span, List<Headers> headers) {}

  /** Begins to enqueue a job. If its headers already tell where it was created, it keeps that. */
  Sent send(JobFacts job, SpanHook hook) {
    if (isCreated(job)) {
      SentBatch batch = send(List.of(job), List.of(hook));
      return new Sent(batch.span(), batch.headers().getFirst());
    }
    if (early != null && hook.equals(SpanHook.NONE) && beginsTrace() && !headers.carryBaggage()) {
      long traceIdLow = draw();
      if (!early.isKept(job.queue(), traceIdLow)) {
        return new Sent(Span.getInvalid(), TraceHeaders.UNCHOSEN);
      }
      early.beginWith(TraceId.fromLongs(draw(), traceIdLow));
    }
    SpanBuilder builder = ofJob(SpanNames.ENQUEUE, SpanNames.TYPE_SEND, SpanKind.PRODUCER, job);
    hook.addTo(builder);
    Span span = builder.startSpan();
    return new Sent(span, headers.of(span));
  }

  /** Half of a trace's id, which may not be 0 as a whole. */
  private static long draw() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long half = random.nextLong();
    while (half == 0) {
      half = random.nextLong();
    }
    return half;
  }

  private static boolean beginsTrace() {
    return Span.current().equals(Span.getInvalid());
  }

  /** Begins to enqueue a batch. A job whose headers tell where it was created keeps that. */
  SentBatch send(List<JobFacts> jobs, List<SpanHook> hooks) {
    SpanBuilder batch =
        ofQueue(
            SpanNames.ENQUEUE, SpanNames.TYPE_SEND, SpanKind.CLIENT, JobSpans.commonQueue(jobs));
    batch.setAttribute(BATCH_COUNT, (long) jobs.size());
    List<Headers> added = new ArrayList<>(jobs.size());
    for (int i = 0; i < jobs.size(); i++) {
      JobFacts job = jobs.get(i);
      SpanContext creation = TraceHeaders.creation(job);
      if (creation.isValid()) {
        added.add(Headers.NONE);
      } else {
        Span created = create(job, hooks.get(i));
        creation = created.getSpanContext();
        added.add(headers.of(created));
      }
      if (i < LINKS_MAX) {
        batch.addLink(creation);
      }
    }
    return new SentBatch(batch.startSpan(), added);
  }

  private Span create(JobFacts job, SpanHook hook) {
    SpanBuilder builder = ofJob(SpanNames.CREATE, SpanNames.TYPE_CREATE, SpanKind.PRODUCER, job);
    hook.addTo(builder);
    Span span = builder.startSpan();
    span.end();
    return span;
  }

  private static boolean isCreated(JobFacts job) {
    return TraceHeaders.creation(job).isValid();
  }

  /** The queue that all of them are in, or "". */
  private static String commonQueue(List<JobFacts> jobs) {
    String queue = jobs.isEmpty() ? "" : jobs.getFirst().queue();
    for (JobFacts job : jobs) {
      if (!job.queue().equals(queue)) {
        return "";
      }
    }
    return queue;
  }

  /** Begins an attempt; the caller makes it current, and ends it. */
  Span begin(JobFacts job, SpanHook hook) {
    SpanBuilder builder =
        ofJob(SpanNames.PROCESS, SpanNames.TYPE_PROCESS, SpanKind.CONSUMER, job).setNoParent();
    SpanContext creation = TraceHeaders.creation(job);
    if (creation.isValid()) {
      builder.addLink(creation);
    }
    hook.addTo(builder);
    return builder.startSpan();
  }

  /** The context in which an attempt runs: its span, and the baggage that came along. */
  Context contextOf(Span attempt, Headers jobHeaders) {
    Context context = Context.root();
    if (headers.carryBaggage()) {
      context = context.with(headers.baggage(jobHeaders));
    }
    return context.with(attempt);
  }

  /** Jobs were handed to a worker that asked for them at this moment. */
  void received(List<JobFacts> jobs, long sinceEpochNanos) {
    SpanBuilder builder =
        ofQueue(SpanNames.RECEIVE, SpanNames.TYPE_RECEIVE, SpanKind.CLIENT, commonQueue(jobs));
    builder.setAttribute(BATCH_COUNT, (long) jobs.size());
    builder.setStartTimestamp(sinceEpochNanos, TimeUnit.NANOSECONDS);
    for (int i = 0; i < Math.min(jobs.size(), LINKS_MAX); i++) {
      SpanContext creation = TraceHeaders.creation(jobs.get(i));
      if (creation.isValid()) {
        builder.addLink(creation);
      }
    }
    builder.startSpan().end();
  }

  /** An attempt was answered for. */
  Span settle(String operation, JobFacts job, Context attempt) {
    return ofJob(operation, SpanNames.TYPE_SETTLE, SpanKind.CLIENT, job)
        .setParent(attempt)
        .startSpan();
  }

  private SpanBuilder ofJob(String operation, String type, SpanKind kind, JobFacts job) {
    SpanBuilder builder =
        ofQueue(operation, type, kind, job.queue()).setAttribute(MESSAGE_ID, job.id());
    if (!job.type().isEmpty()) {
      builder.setAttribute(JOB_TYPE, job.type());
    }
    if (job.attempt() > 0) {
      builder.setAttribute(JOB_ATTEMPT, (long) job.attempt());
    }
    return builder;
  }

  private SpanBuilder ofQueue(String operation, String type, SpanKind kind, String queue) {
    SpanBuilder builder =
        tracer
            .spanBuilder(queue.isEmpty() ? operation : operation + " " + queue)
            .setSpanKind(kind)
            .setAttribute(SYSTEM, Labels.SYSTEM_HOLDFAST)
            .setAttribute(OPERATION, operation)
            .setAttribute(OPERATION_TYPE, type);
    return queue.isEmpty() ? builder : builder.setAttribute(DESTINATION, queue);
  }

  static void fail(Span span, Throwable failure) {
    fail(span, failure.getClass().getName(), failure);
  }

  static void fail(Span span, String errorType, Throwable failure) {
    if (span.isRecording()) {
      String message = failure.getMessage();
      span.setStatus(StatusCode.ERROR, message == null ? "" : message);
      span.setAttribute(ERROR_TYPE, errorType);
      span.recordException(failure);
    }
  }
}
