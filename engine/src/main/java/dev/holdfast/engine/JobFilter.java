package dev.holdfast.engine;

import dev.holdfast.core.AttemptError;
import dev.holdfast.core.Job;
import dev.holdfast.core.JobState;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which jobs are meant: those for which all that is said holds. Immutable; begin with {@link #ALL}.
 *
 * @param states in one of these states; none means in any
 * @param queue in this queue; "" means in any
 * @param type of this type; "" means of any
 * @param key of this key; "" means of any
 * @param enqueuedFromMillis enqueued at this moment or later
 * @param enqueuedBeforeMillis enqueued before this moment
 * @param errorText with this text in the reason or in an error of an attempt, in any case of
 *     letters; "" means whatever there is
 */
public record JobFilter(
    SortedSet<JobState> states,
    String queue,
    String type,
    String key,
    long enqueuedFromMillis,
    long enqueuedBeforeMillis,
    String errorText)
    implements Predicate<Job> {

  /** Every job. */
  public static final JobFilter ALL =
      new JobFilter(Collections.emptySortedSet(), "", "", "", 0, Long.MAX_VALUE, "");

  /** Copies the set, and refuses null. */
  public JobFilter {
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(errorText, "errorText");
    states = Collections.unmodifiableSortedSet(new TreeSet<>(states));
  }

  /** The same, in one of these states. */
  public JobFilter in(JobState first, JobState... others) {
    return new JobFilter(
        sorted(first, others),
        queue,
        type,
        key,
        enqueuedFromMillis,
        enqueuedBeforeMillis,
        errorText);
  }

  private static SortedSet<JobState> sorted(JobState first, JobState... others) {
    TreeSet<JobState> states = new TreeSet<>(List.of(others));
    states.add(first);
    return states;
  }

  /** The same, in this queue. */
  public JobFilter inQueue(String name) {
    return new JobFilter(
        states, name, type, key, enqueuedFromMillis, enqueuedBeforeMillis, errorText);
  }

  /** The same, of this type. */
  public JobFilter ofType(String name) {
    return new JobFilter(
        states, queue, name, key, enqueuedFromMillis, enqueuedBeforeMillis, errorText);
  }

  /** The same, of this key. */
  public JobFilter ofKey(String name) {
    return new JobFilter(
        states, queue, type, name, enqueuedFromMillis, enqueuedBeforeMillis, errorText);
  }

  /** The same, enqueued at or after the one moment and before the other. */
  public JobFilter enqueuedBetween(long fromMillis, long beforeMillis) {
    return new JobFilter(states, queue, type, key, fromMillis, beforeMillis, errorText);
  }

  /** The same, with this text in an error. */
  public JobFilter withErrorText(String text) {
    return new JobFilter(states, queue, type, key, enqueuedFromMillis, enqueuedBeforeMillis, text);
  }

  @Override
  public boolean test(Job job) {
    return (states.isEmpty() || states.contains(job.state()))
        && (queue.isEmpty() || queue.equals(job.queue()))
        && (type.isEmpty() || type.equals(job.type()))
        && (key.isEmpty() || key.equals(job.spec().key()))
        && job.enqueuedAtMillis() >= enqueuedFromMillis
        && job.enqueuedAtMillis() < enqueuedBeforeMillis
        && (errorText.isEmpty() || hasError(job));
  }

  private boolean hasError(Job job) {
    if (containsIgnoringCase(job.reason())) {
      return true;
    }
    for (AttemptError error : job.attempts().errors()) {
      if (containsIgnoringCase(error.message()) || containsIgnoringCase(error.type())) {
        return true;
      }
    }
    return false;
  }

  private boolean containsIgnoringCase(String text) {
    for (int i = 0; i + errorText.length() <= text.length(); i++) {
      if (text.regionMatches(true, i, errorText, 0, errorText.length())) {
        return true;
      }
    }
    return false;
  }
}
