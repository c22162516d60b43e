package dev.holdfast.bench.concurrency;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/**
 * How ours compares with the fastest peer that promises the same. Each loss that is known has its
 * reason here, and is published only with it.
 */
final class Verdict {
  /** What noise alone makes of two equal results here. */
  private static final double EVEN = 1.05;

  private static final String ONE_ATOMIC =
      "it is the floor that is high: threads fight for one atomic, where a lock lets one of them"
          + " go on alone for a while";
  private static final String CLOCK =
      "a reading of the clock is nearly all of it, so the difference is a few nanoseconds";
  private static final String STEPS =
      "capacity, line and over-release are looked at too; the goal was 1.5 x the JDK's";
  private static final String HAND_OVER =
      "every permit goes to the first in line, and each hand-over is a switch of threads";
  private static final String WINDOW = "every end of a call adds to its window under one lock";
  private static final String MEETING =
      "one of the two parks for each element; ours also looks after deadlines, select and closing"
          + " under one lock";
  private static final String TURNS =
      "nobody is overtaken: who waits is handed an element and woken for it, where the others let"
          + " a running thread take several";
  private static final String STATISTICS =
      "a pipeline also measures its stages, joins errors and can be cancelled; `holdfastChannels`"
          + " are the same loops without";
  private static final String TIMER =
      "a virtual thread's sleep goes through the JDK's shared timer; our platform workers do not"
          + " have that";
  private static final String CARRIERS =
      "the workers share the carriers, and the processors with the thread that submits; our"
          + " platform workers are as fast as a fixed pool";
  private static final String FUTURE =
      "a submission also takes a deadline and counts, so one thread submits fewer a second";

  /** Reasons by the beginning of a row's name; the longest that fits holds. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("limiter, grant", ONE_ATOMIC),
          Map.entry("limiter, grant, 1 thread", CLOCK),
          Map.entry("limiter, half", ONE_ATOMIC),
          Map.entry("limiter, half, 1 thread", CLOCK),
          Map.entry("limiter, deny", CLOCK),
          Map.entry("semaphore, alone", STEPS),
          Map.entry("semaphore, 2 threads", HAND_OVER),
          Map.entry("semaphore, 4 threads", HAND_OVER),
          Map.entry("semaphore, 2 virtual", HAND_OVER),
          Map.entry("semaphore, weights", HAND_OVER),
          Map.entry("semaphore, 3 of 10", HAND_OVER),
          Map.entry("adaptive limit", WINDOW),
          Map.entry("channel, rendezvous", MEETING),
          Map.entry("channel, capacity", TURNS),
          Map.entry("pipeline", STATISTICS),
          Map.entry("workers, SLEEP_1_MS", TIMER),
          Map.entry("workers, CPU_10_US", CARRIERS),
          Map.entry("workers, NO_OP", FUTURE));

  private Verdict() {}

  /** Says it in words; smaller is better. */
  static String of(String row, double ours, double bestPeer) {
    double ratio = ours / bestPeer;
    if (ratio > EVEN) {
      return String.format(Locale.ROOT, "**%.2f x slower**: %s", ratio, reason(row));
    }
    return ratio < 1 / EVEN
        ? String.format(Locale.ROOT, "%.2f x faster", 1 / ratio)
        : "even, within 5 %";
  }

  private static String reason(String row) {
    return REASONS.entrySet().stream()
        .filter(entry -> row.startsWith(entry.getKey()))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse("not explained yet");
  }
}
