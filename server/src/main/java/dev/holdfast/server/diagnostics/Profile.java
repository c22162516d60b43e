package dev.holdfast.server.diagnostics;

import java.util.List;
import java.util.Locale;

/** What a recording is to tell. */
public enum Profile {
  /** Where the processors' time goes. */
  CPU("CPU time", "samples", "Java threads that were running, 100 times a second"),

  /** What takes memory. */
  ALLOC("allocation", "bytes", "bytes allocated, estimated from at most 1,000 samples a second"),

  /** Who waits for whom. */
  LOCKS("lock contention", "nanoseconds", "time spent waiting for monitors, locks and semaphores");

  private final String title;
  private final String unit;
  private final String measure;

  Profile(String title, String unit, String measure) {
    this.title = title;
    this.unit = unit;
    this.measure = measure;
  }

  /** How a person writes it on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it shows, in a word or two. */
  public String title() {
    return title;
  }

  /** What is counted: samples, bytes or nanoseconds. */
  public String unit() {
    return unit;
  }

  /** What is counted, in a sentence. */
  public String measure() {
    return measure;
  }

  /** Settings of Flight Recorder, on top of its predefined {@code profile}. */
  List<String> settings() {
    return switch (this) {
      case CPU -> List.of("jdk.ExecutionSample#enabled=true", "jdk.ExecutionSample#period=10ms");
      case ALLOC ->
          List.of(
              "jdk.ObjectAllocationSample#enabled=true",
              "jdk.ObjectAllocationSample#throttle=1000/s");
      case LOCKS ->
          List.of(
              "jdk.JavaMonitorEnter#enabled=true",
              "jdk.JavaMonitorEnter#threshold=0ns",
              "jdk.ThreadPark#enabled=true",
              "jdk.ThreadPark#threshold=0ns");
    };
  }
}
