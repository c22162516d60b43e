package dev.holdfast.observability.otel;

import dev.holdfast.core.Headers;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.JobContext;
import java.util.Map;

/** Reads from jobs what tracing needs, and writes to them what it adds. */
final class Facts {
  private Facts() {}

  static JobFacts of(JobSpec job) {
    return new JobFacts(job.queue(), job.id().value(), job.type(), 0, job.headers().asMap());
  }

  static JobFacts of(Job job) {
    return new JobFacts(
        job.queue(), job.id().value(), job.type(), job.attempt(), job.headers().asMap());
  }

  static JobFacts of(JobContext job) {
    return new JobFacts(
        job.queue(), job.id().value(), job.type(), job.attempt(), job.headers().asMap());
  }

  static JobSpec with(JobSpec job, Map<String, String> headers) {
    if (headers.isEmpty()) {
      return job;
    }
    Headers all = job.headers();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      all = all.with(header.getKey(), header.getValue());
    }
    return job.toBuilder().headers(all).build();
  }
}
