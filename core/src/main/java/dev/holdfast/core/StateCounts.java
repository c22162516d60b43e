package dev.holdfast.core;

import java.util.Arrays;

/** How many jobs stand in each state. */
final class StateCounts {
  private final long[] counts = new long[JobState.values().length];

  void add(JobState state, int change) {
    counts[place(state)] += change;
  }

  long of(JobState state) {
    return counts[place(state)];
  }

  long total() {
    return Arrays.stream(counts).sum();
  }

  long unfinished() {
    return of(JobState.PENDING)
        + of(JobState.SCHEDULED)
        + of(JobState.BLOCKED)
        + of(JobState.IN_FLIGHT);
  }

  QueueStats stats(long lastSeq) {
    return new QueueStats(
        of(JobState.PENDING),
        of(JobState.SCHEDULED),
        of(JobState.BLOCKED),
        of(JobState.IN_FLIGHT),
        of(JobState.COMPLETED),
        of(JobState.DEAD),
        of(JobState.CANCELLED),
        lastSeq);
  }

  // A place in an array of this very run, never kept: an EnumMap would box every count.
  @SuppressWarnings("EnumOrdinal")
  private static int place(JobState state) {
    return state.ordinal();
  }
}
