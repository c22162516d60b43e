package dev.holdfast.core;

import dev.holdfast.core.internal.Names;

/**
 * The name of a job, chosen by the client and unique among all jobs of the machine, whatever queue
 * they are in, for as long as the job is remembered.
 *
 * @param value 1 to {@value #LENGTH_MAX} characters, without control characters or unpaired
 *     surrogates
 */
public record JobId(String value) implements Comparable<JobId> {

  /** The longest id, in UTF-16 characters. */
  public static final int LENGTH_MAX = 128;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is empty, too long, or holds a control character or an
   *     unpaired surrogate
   */
  public JobId {
    Names.check("a job id", value, LENGTH_MAX);
  }

  @Override
  public int compareTo(JobId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
