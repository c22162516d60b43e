package dev.holdfast.concurrency;

import java.time.Duration;
import java.util.List;

/**
 * Somebody who holds permits of a {@link Semaphore}.
 *
 * @param weight how many
 * @param thread the name of the thread that acquired them
 * @param held how long they have been held
 * @param site the stack of the acquisition, its caller first
 * @param lost whether the {@link Permit} was garbage collected without being closed: a certain leak
 */
public record Holding(
    int weight, String thread, Duration held, List<StackTraceElement> site, boolean lost) {
  /** Makes a copy of the list. */
  public Holding {
    site = List.copyOf(site);
  }
}
