package dev.holdfast.observability.otel;

import dev.holdfast.core.Headers;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobSpec;
import dev.holdfast.engine.JobContext;
import java.util.Map;
import java.util.TreeMap;

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
    Map<String, String> all = headers;
    if (!job.headers().isEmpty()) {
      all = new TreeMap<>(job.headers().asMap());
      all.putAll(headers);
    }
    return job.toBuilder().headers(Headers.of(all)).build();
  }
}
