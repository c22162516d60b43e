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
    return new JobFacts(job.queue(), job.id().value(), job.type(), 0, job.headers());
  }

  static JobFacts of(Job job) {
    return new JobFacts(job.queue(), job.id().value(), job.type(), job.attempt(), job.headers());
  }

  static JobFacts of(JobContext job) {
    return new JobFacts(job.queue(), job.id().value(), job.type(), job.attempt(), job.headers());
  }

  static JobSpec with(JobSpec job, Headers added) {
    if (added.isEmpty()) {
      return job;
    }
    if (job.headers().isEmpty()) {
      return job.withHeaders(added);
    }
    Map<String, String> all = new TreeMap<>(job.headers().asMap());
    added.forEach(all::put);
    return job.withHeaders(Headers.of(all));
  }
}
