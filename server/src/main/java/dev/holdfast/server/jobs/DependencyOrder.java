package dev.holdfast.server.jobs;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Puts jobs into an order in which none stands before one that it depends on, and else into that of
 * the files: depth first, with a stack of its own, for a chain may be as long as the file.
 */
final class DependencyOrder {
  private static final int CYCLE_SHOWN_MAX = 10;
  private static final byte OPEN = 1;
  private static final byte DONE = 2;

  private final JobIndex index;

  /** By number: 0 for those not yet seen, {@link #OPEN}, or {@link #DONE}. */
  private final byte[] marks;

  private final int[] order;
  private int ordered;

  /**
   * The path from a job of the file down to the job at hand, and how far each has been looked at.
   */
  private int[] path = new int[16];

  private int[] looked = new int[16];
  private int depth;

  private DependencyOrder(JobIndex index) {
    this.index = index;
    this.marks = new byte[index.ids().size()];
    this.order = new int[index.jobCount()];
  }

  /**
   * The numbers of all jobs, in order.
   *
   * @throws CycleException if there is none
   */
  static int[] of(JobIndex index) {
    DependencyOrder order = new DependencyOrder(index);
    for (int i = 0; i < index.jobCount(); i++) {
      order.visit(index.job(i));
    }
    return order.order;
  }

  private void visit(int job) {
    enter(job);
    while (depth > 0) {
      int top = path[depth - 1];
      int next = looked[depth - 1]++;
      if (next < index.dependencyCount(top)) {
        enter(index.dependency(top, next));
      } else {
        marks[top] = DONE;
        order[ordered++] = top;
        depth--;
      }
    }
  }

  private void enter(int job) {
    if (marks[job] == DONE || !index.isDefined(job)) {
      return;
    }
    if (marks[job] == OPEN) {
      throw new CycleException(job, describeCycle(job));
    }
    if (depth == path.length) {
      path = Arrays.copyOf(path, depth * 2);
      looked = Arrays.copyOf(looked, depth * 2);
    }
    marks[job] = OPEN;
    path[depth] = job;
    looked[depth++] = 0;
  }

  private String describeCycle(int job) {
    int from = IntStream.range(0, depth).filter(i -> path[i] == job).findFirst().orElseThrow();
    String shown =
        IntStream.range(from, depth)
            .limit(CYCLE_SHOWN_MAX)
            .mapToObj(i -> index.ids().get(path[i]))
            .collect(Collectors.joining(" -> "));
    int hidden = depth - from - CYCLE_SHOWN_MAX;
    return shown + (hidden > 0 ? " -> (" + hidden + " more)" : "") + " -> " + index.ids().get(job);
  }

  /** Jobs that wait for each other in a ring. */
  static final class CycleException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int job;

    CycleException(int job, String cycle) {
      super(cycle);
      this.job = job;
    }

    /** The number of a job in it. */
    int job() {
      return job;
    }
  }
}
