package dev.holdfast.engine;

import dev.holdfast.core.Command;
import java.time.Duration;
import java.util.List;

/**
 * How workers of this process run. Immutable; begin with {@link #of}.
 *
 * @param count how many jobs run at once, at least 1
 * @param name names the workers, {@code NAME-1} and so on, in leases and threads; 1 to {@value
 *     #NAME_LENGTH_MAX} characters
 * @param queues takes jobs from these queues; none means from all
 * @param threads what runs the handlers
 * @param drain how long a close lets running handlers end before it interrupts them
 * @param interruptGrace how long after its interrupt a handler that still runs counts as stuck, and
 *     how long a close waits for such handlers
 */
public record WorkersConfig(
    int count,
    String name,
    List<String> queues,
    Threads threads,
    Duration drain,
    Duration interruptGrace) {

  /** The longest name, so that a number behind it has room. */
  public static final int NAME_LENGTH_MAX = Command.WORKER_LENGTH_MAX - 12;

  /** What runs the handlers. */
  public enum Threads {
    /** For handlers that wait, for a network or a disk: cheap, by the thousand. */
    VIRTUAL,
    /** For handlers that compute for long, or hold a thread in native code. */
    PLATFORM
  }

  /**
   * Copies the list and checks the values.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public WorkersConfig {
    queues = List.copyOf(queues);
    if (count < 1) {
      throw new IllegalArgumentException("there must be at least 1 worker, not " + count);
    }
    if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a name of workers has 1 to %d characters, not %d"
              .formatted(NAME_LENGTH_MAX, name.length()));
    }
    if (drain.isNegative()) {
      throw new IllegalArgumentException("drain must not be negative: " + drain);
    }
    if (interruptGrace.isNegative() || interruptGrace.isZero()) {
      throw new IllegalArgumentException("interruptGrace must be positive: " + interruptGrace);
    }
  }

  /** So many on virtual threads, named {@code worker}, for all queues; 3 s to drain, 1 s grace. */
  public static WorkersConfig of(int count) {
    return new WorkersConfig(
        count, "worker", List.of(), Threads.VIRTUAL, Duration.ofSeconds(3), Duration.ofSeconds(1));
  }

  /** The same under another name. */
  public WorkersConfig withName(String newName) {
    return new WorkersConfig(count, newName, queues, threads, drain, interruptGrace);
  }

  /** The same for these queues. */
  public WorkersConfig withQueues(String... newQueues) {
    return new WorkersConfig(count, name, List.of(newQueues), threads, drain, interruptGrace);
  }

  /** The same on other threads. */
  public WorkersConfig withThreads(Threads newThreads) {
    return new WorkersConfig(count, name, queues, newThreads, drain, interruptGrace);
  }

  /** The same with another patience of a close. */
  public WorkersConfig withDrain(Duration newDrain) {
    return new WorkersConfig(count, name, queues, threads, newDrain, interruptGrace);
  }

  /** The same with another time for handlers to heed their interrupt. */
  public WorkersConfig withInterruptGrace(Duration newGrace) {
    return new WorkersConfig(count, name, queues, threads, drain, newGrace);
  }
}
