package dev.holdfast.engine.simulation;

/**
 * One thing that happens in a simulation. What exactly follows from its number and from where the
 * simulation stands, so that any step may be left out of a story and the rest still makes sense.
 *
 * @param kind what
 * @param number a number drawn by chance, from which all choices of the step are made
 */
record Step(Kind kind, long number) {

  /** What may happen, and how often beside the others. */
  enum Kind {
    ENQUEUE(24),
    ENQUEUE_AGAIN(3),
    RESERVE(24),
    ACK(16),
    ACK_TWICE(2),
    FAIL(5),
    RELEASE(2),
    HEARTBEAT(5),
    CANCEL(3),
    REQUEUE(3),
    FORGET(3),
    CHANGE_QUEUE(3),
    SCHEDULE(1),
    PASS_TIME(10),
    CLOCK_BACK(1),
    SYNC(12),
    CRASH_WHILE_SYNCING(1),
    CRASH(1),
    KILL(1);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    static Kind drawn(long number) {
      int total = 0;
      for (Kind kind : values()) {
        total += kind.weight;
      }
      long left = Long.remainderUnsigned(number, total);
      for (Kind kind : values()) {
        left -= kind.weight;
        if (left < 0) {
          return kind;
        }
      }
      throw new AssertionError();
    }
  }
}
