package dev.holdfast.core;

import dev.holdfast.core.internal.Names;

/**
 * A recurring job: one like the template is enqueued at each moment that the rule gives. The
 * machine knows only the next moment: calendars and time zones differ from machine to machine, so
 * whoever owns the machine works out what follows from the rule, and the outcome is logged.
 * Immutable.
 *
 * @param name 1 to {@value #NAME_LENGTH_MAX} characters
 * @param template what is enqueued, each time under another id
 * @param rule when, in the words of the owner; at most {@value #RULE_LENGTH_MAX} characters
 */
public record Schedule(String name, JobSpec template, String rule) {
  /** The longest name, so that an id with a moment behind it has room. */
  public static final int NAME_LENGTH_MAX = 96;

  /** The longest rule. */
  public static final int RULE_LENGTH_MAX = 512;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if name or rule are empty, too long, or hold control
   *     characters, or the template depends on other jobs
   */
  public Schedule {
    Names.check("a schedule's name", name, NAME_LENGTH_MAX);
    Names.check("a schedule's rule", rule, RULE_LENGTH_MAX);
    if (!template.dependsOn().isEmpty()) {
      throw new IllegalArgumentException(
          "schedule " + name + ": a recurring job cannot depend on others");
    }
  }

  /**
   * A schedule and when it is due.
   *
   * @param schedule what is due
   * @param nextAtMillis when, in milliseconds since the epoch
   */
  public record Due(Schedule schedule, long nextAtMillis) {}
}
