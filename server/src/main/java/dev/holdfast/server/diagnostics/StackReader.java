package dev.holdfast.server.diagnostics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stacks that matter to a profile out of a recording. The first frame of each is its
 * thread, with numbers left out of its name, so that the threads of a pool are one. Threads of the
 * recording itself do not count.
 */
final class StackReader {
  private static final String SEMAPHORE_WAIT = "holdfast.SemaphoreWait";

  /** Waits on these are for a lock; on a condition, a latch or a future they are for work. */
  private static final List<String> LOCKS =
      List.of("java.util.concurrent.locks.", "java.util.concurrent.Semaphore");

  private static final Set<String> OF_THE_RECORDING =
      Set.of("Attach Listener", "JFR Recorder Thread", "JFR Periodic Tasks");

  private StackReader() {}

  /** A weight, and what is put below the last frame. */
  private record Found(long weight, Optional<String> leaf) {}

  static StackTree read(Path recording, Profile profile) throws IOException {
    FirstAllocations first =
        profile == Profile.ALLOC ? FirstAllocations.of(recording) : FirstAllocations.NONE;
    StackTree tree = new StackTree();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        find(event, profile)
            .filter(_ -> !first.contains(event))
            .ifPresent(found -> add(tree, event, found));
      }
    }
    return tree;
  }

  private static Optional<Found> find(RecordedEvent event, Profile profile) {
    String name = event.getEventType().getName();
    return switch (profile) {
      case CPU ->
          name.equals("jdk.ExecutionSample")
              ? Optional.of(new Found(1, Optional.empty()))
              : Optional.empty();
      case ALLOC ->
          name.equals("jdk.ObjectAllocationSample")
              ? Optional.of(
                  new Found(event.getLong("weight"), Optional.of(className(event, "objectClass"))))
              : Optional.empty();
      case LOCKS -> findWait(event, name);
    };
  }

  private static Optional<Found> findWait(RecordedEvent event, String name) {
    return switch (name) {
      case "jdk.JavaMonitorEnter" ->
          Optional.of(
              new Found(
                  event.getDuration().toNanos(),
                  Optional.of("monitor of " + className(event, "monitorClass"))));
      case "jdk.ThreadPark" -> {
        String blocker = className(event, "parkedClass");
        yield isLock(blocker)
            ? Optional.of(new Found(event.getDuration().toNanos(), Optional.of(blocker)))
            : Optional.empty();
      }
      case SEMAPHORE_WAIT ->
          Optional.of(
              new Found(
                  event.getDuration("took").toNanos(),
                  Optional.of("semaphore " + event.getString("semaphore"))));
      default -> Optional.empty();
    };
  }

  private static boolean isLock(String blocker) {
    return LOCKS.stream().anyMatch(blocker::startsWith) && !blocker.endsWith("$ConditionObject");
  }

  private static String className(RecordedEvent event, String field) {
    RecordedClass found = event.getClass(field);
    return found == null ? "unknown" : readable(found.getName());
  }

  /** {@code [B} is what the virtual machine calls {@code byte[]}. */
  static String readable(String name) {
    int dimensions = 0;
    while (name.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0) {
      return name;
    }
    String element =
        switch (name.charAt(dimensions)) {
          case 'B' -> "byte";
          case 'C' -> "char";
          case 'D' -> "double";
          case 'F' -> "float";
          case 'I' -> "int";
          case 'J' -> "long";
          case 'S' -> "short";
          case 'Z' -> "boolean";
          default -> name.substring(dimensions + 1, name.length() - 1);
        };
    return element + "[]".repeat(dimensions);
  }

  private static void add(StackTree tree, RecordedEvent event, Found found) {
    RecordedStackTrace stack = event.getStackTrace();
    String thread = threadOf(event);
    if (stack == null || OF_THE_RECORDING.contains(thread)) {
      return;
    }
    List<String> frames = new ArrayList<>();
    frames.add(withoutNumbers(thread));
    if (stack.isTruncated()) {
      frames.add("(callers beyond the depth that is recorded)");
    }
    for (RecordedFrame frame : stack.getFrames().reversed()) {
      frames.add(describe(frame));
    }
    found.leaf.ifPresent(frames::add);
    tree.add(frames, found.weight);
  }

  private static String threadOf(RecordedEvent event) {
    RecordedThread thread =
        event.hasField("sampledThread") ? event.getThread("sampledThread") : event.getThread();
    if (thread == null) {
      return "unknown thread";
    }
    String name = nameOf(thread);
    return name.isEmpty() && thread.isVirtual() ? "virtual threads" : name;
  }

  private static String nameOf(RecordedThread thread) {
    @Nullable String name = thread.getJavaName();
    return name == null ? "" : name;
  }

  static String withoutNumbers(String threadName) {
    return threadName.replaceAll("\\d+", "*");
  }

  private static String describe(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    String type = method.getType().getName();
    // Generated classes are numbered anew in each process.
    return type.replaceFirst("[./]0x\\p{XDigit}+$", "") + "." + method.getName();
  }
}
