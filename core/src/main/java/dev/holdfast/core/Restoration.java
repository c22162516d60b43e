package dev.holdfast.core;

import java.util.Arrays;
import java.util.Optional;

/**
 * Brings a new machine into the state of an image whose jobs come one after another, in any order:
 * so a large snapshot need not be in memory twice, and can be restored while it is still being
 * read.
 *
 * <pre>{@code
 * Restoration restoration = new Restoration(limits, imageWithoutJobs);
 * for (Job job : jobs) {
 *   restoration.add(job);
 * }
 * JobMachine machine = restoration.finish();
 * }</pre>
 *
 * <p>Not thread safe. After an exception it is good for nothing.
 */
public final class Restoration {
  private final JobMachine machine;
  private final MachineState state;
  private final MachineImage image;
  private final Invariants invariants;

  /**
   * Begins with all that an image says but its jobs.
   *
   * @param limits of the new machine
   * @param image its jobs, if it has any, are left out
   */
  public Restoration(Limits limits, MachineImage image) {
    this.machine = new JobMachine(limits);
    this.state = machine.state();
    this.image = image;
    this.invariants = new Invariants(state);
    state.advanceClock(image.clockMillis());
    state.lastSeq = image.lastSeq();
    state.queues.restore(image.queues());
    state.twins.restore(image.forgotten());
    image.schedules().forEach(state.schedules::put);
  }

  /**
   * Takes a job in.
   *
   * @throws IllegalArgumentException if it breaks an invariant; the message names it
   */
  public void add(Job job) {
    refuse(invariants.problemOf(job));
    state.add(job.sharing(state.queues));
  }

  /**
   * The machine, when all jobs are there.
   *
   * @throws IllegalArgumentException if a job does not fit the others; the message names it
   */
  public JobMachine finish() {
    refuse(problemOfOrder());
    for (int slot = 0; slot < state.table.bound(); slot++) {
      Job job = state.table.get(slot);
      refuse(invariants.problemOfParents(job));
      if (job.state() == JobState.BLOCKED) {
        state.link(slot, state.parents(job));
      }
    }
    state.queues.restoreTurns(image.queues());
    return machine;
  }

  /** No two jobs have the same place in the order of enqueueing. */
  private Optional<String> problemOfOrder() {
    long[] seqs = new long[state.table.bound()];
    for (int slot = 0; slot < seqs.length; slot++) {
      seqs[slot] = state.table.get(slot).enqueuedSeq();
    }
    Arrays.sort(seqs);
    for (int i = 1; i < seqs.length; i++) {
      if (seqs[i] == seqs[i - 1]) {
        return Optional.of(problemOfPlace(seqs[i]));
      }
    }
    return Optional.empty();
  }

  private String problemOfPlace(long seq) {
    int slot = state.table.bound() - 1;
    while (state.table.get(slot).enqueuedSeq() != seq) {
      slot--;
    }
    return "job %s: another job was enqueued by event %d too"
        .formatted(state.table.get(slot).id(), seq);
  }

  private static void refuse(Optional<String> problem) {
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
  }
}
