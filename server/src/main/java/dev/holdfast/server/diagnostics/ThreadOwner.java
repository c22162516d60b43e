package dev.holdfast.server.diagnostics;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Who starts which threads, by their names, and so who must end them; the first that fits. */
enum ThreadOwner {
  /** The command line: progress, and the port with metrics. */
  SERVER(
      "server", "holdfast-(progress|metrics|interruption)|vert\\.x-.*|vertx-.*|HttpClient-\\d+-.*"),

  /** {@code Engine}: four threads each and those of queries, all of which {@code close} ends. */
  ENGINE("engine", "holdfast-(commits|replies|snapshots|query|wal .*)"),

  /** {@code Workers} of an engine, {@code WorkerPool}: what runs handlers, and looks after them. */
  WORKERS("workers", "holdfast-.+-(\\d+|watch)|(?!ForkJoinPool).+-(worker-\\d+|watchdog)"),

  /** What sends spans, metrics and logs away. */
  TELEMETRY("telemetry", "BatchSpanProcessor.*|BatchLogRecordProcessor.*|PeriodicMetricReader.*"),

  /** The Java virtual machine itself. */
  JVM(
      "JVM",
      "Reference Handler|Finalizer|Signal Dispatcher|Notification Thread|Common-Cleaner|Cleaner-\\d+"
          + "|Attach Listener|DestroyJavaVM|VirtualThread-unblocker|ForkJoinPool.*|process reaper"
          + "|(Read|Write|Master)-Poller.*|JFR .*|Java2D Disposer|Monitor Ctrl-Break"),

  /** The program that embeds the queue: what nobody else owns. */
  PROGRAM("program", ".*");

  private final String label;
  private final Pattern names;

  ThreadOwner(String label, String names) {
    this.label = label;
    this.names = Pattern.compile(names);
  }

  /** How a person reads it. */
  String label() {
    return label;
  }

  /** Whose a thread is. */
  static ThreadOwner of(String threadName) {
    return Arrays.stream(values())
        .filter(owner -> owner.names.matcher(threadName).matches())
        .findFirst()
        .orElse(PROGRAM);
  }
}
