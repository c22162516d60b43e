package dev.holdfast.server.diagnostics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * The samples of allocation that tell of the time before the recording. A sample weighs what its
 * thread has allocated since the one before, and the first of a thread what it has allocated since
 * it began, which may be gigabytes. Of a platform thread the first is left out; of virtual ones,
 * whose carriers count, all of the first half second.
 */
final class FirstAllocations {
  static final FirstAllocations NONE = new FirstAllocations();

  private static final String SAMPLE = "jdk.ObjectAllocationSample";
  private static final Duration WARM_UP = Duration.ofMillis(500);

  private final Map<Long, Instant> firstByThread = new HashMap<>();
  private Instant first = Instant.MAX;

  private FirstAllocations() {}

  static FirstAllocations of(Path recording) throws IOException {
    FirstAllocations found = new FirstAllocations();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(SAMPLE)) {
          found.add(event);
        }
      }
    }
    return found;
  }

  private void add(RecordedEvent event) {
    Instant time = event.getStartTime();
    first = earlier(first, time);
    RecordedThread thread = event.getThread();
    if (thread != null) {
      firstByThread.merge(thread.getId(), time, FirstAllocations::earlier);
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  boolean contains(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    if (thread == null || first.equals(Instant.MAX)) {
      return false;
    }
    Instant time = event.getStartTime();
    return thread.isVirtual()
        ? time.isBefore(first.plus(WARM_UP))
        : time.equals(firstByThread.get(thread.getId()));
  }
}
