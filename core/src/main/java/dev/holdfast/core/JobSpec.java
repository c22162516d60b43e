package dev.holdfast.core;

import dev.holdfast.core.internal.Fingerprint;
import java.util.HashSet;
import java.util.List;

/**
 * A job as its client describes it. Immutable.
 *
 * @param id its name
 * @param payload what it carries
 * @param priority 0 to {@value #PRIORITY_MAX}, larger is served first
 * @param runAtMillis not to be served before this moment, in milliseconds since the epoch; 0 is at
 *     once
 * @param dependsOn the jobs that must be completed before this one is served, each named once
 * @param failures failed attempts that it brings along, 0 for a fresh job. They count towards
 *     {@link Limits#failuresMax()}, but every job that is enqueued gets at least one attempt
 */
public record JobSpec(
    JobId id,
    Payload payload,
    int priority,
    long runAtMillis,
    List<JobId> dependsOn,
    int failures) {

  /** The priority that is served before all others. */
  public static final int PRIORITY_MAX = 10;

  /**
   * Checks what can be told from the description alone, and copies the list.
   *
   * @throws IllegalArgumentException if a number is out of its range, or a dependency is named
   *     twice or is the job itself
   */
  public JobSpec {
    if (priority < 0 || priority > PRIORITY_MAX) {
      throw new IllegalArgumentException(
          "the priority of %s must be 0 to %d, not %d".formatted(id, PRIORITY_MAX, priority));
    }
    if (runAtMillis < 0) {
      throw new IllegalArgumentException(
          "the run-at of %s must be 0 or later, not %d".formatted(id, runAtMillis));
    }
    if (failures < 0) {
      throw new IllegalArgumentException(
          "the failures of %s must be 0 or more, not %d".formatted(id, failures));
    }
    dependsOn = List.copyOf(dependsOn);
    checkDependencies(id, dependsOn);
  }

  private static void checkDependencies(JobId id, List<JobId> dependsOn) {
    if (dependsOn.isEmpty()) {
      return;
    }
    HashSet<JobId> seen = HashSet.newHashSet(dependsOn.size());
    for (JobId dependency : dependsOn) {
      if (dependency.equals(id)) {
        throw new IllegalArgumentException(id + " must not depend on itself");
      }
      if (!seen.add(dependency)) {
        throw new IllegalArgumentException(id + " names its dependency " + dependency + " twice");
      }
    }
  }

  /** A fresh job of priority 0, to be served at once, without dependencies. */
  public static JobSpec of(JobId id, Payload payload) {
    return new JobSpec(id, payload, 0, 0, List.of(), 0);
  }

  /** The same job with another payload. */
  public JobSpec withPayload(Payload newPayload) {
    return new JobSpec(id, newPayload, priority, runAtMillis, dependsOn, failures);
  }

  /** The same job with another priority. */
  public JobSpec withPriority(int newPriority) {
    return new JobSpec(id, payload, newPriority, runAtMillis, dependsOn, failures);
  }

  /** The same job, not to be served before this moment. */
  public JobSpec withRunAtMillis(long newRunAtMillis) {
    return new JobSpec(id, payload, priority, newRunAtMillis, dependsOn, failures);
  }

  /** The same job, waiting for these jobs and no others. */
  public JobSpec withDependsOn(List<JobId> newDependsOn) {
    return new JobSpec(id, payload, priority, runAtMillis, newDependsOn, failures);
  }

  /** The same job, bringing along this many failed attempts. */
  public JobSpec withFailures(int newFailures) {
    return new JobSpec(id, payload, priority, runAtMillis, dependsOn, newFailures);
  }

  /**
   * Tells the same job sent again from another job under a used id: a 64-bit number over everything
   * but the id, equal on every machine. It never changes from release to release.
   */
  public long fingerprint() {
    long mixed = payload.mixInto(0);
    mixed = Fingerprint.mix(mixed, priority);
    mixed = Fingerprint.mix(mixed, runAtMillis);
    mixed = Fingerprint.mix(mixed, failures);
    mixed = Fingerprint.mix(mixed, dependsOn.size());
    for (JobId dependency : dependsOn) {
      mixed = Fingerprint.mix(mixed, dependency.value());
    }
    return mixed;
  }

  /** What is left to know of a completed job. */
  JobSpec withoutContent() {
    return new JobSpec(id, Payload.EMPTY, priority, runAtMillis, List.of(), failures);
  }

  boolean isWithoutContent() {
    return payload.size() == 0 && dependsOn.isEmpty();
  }
}
