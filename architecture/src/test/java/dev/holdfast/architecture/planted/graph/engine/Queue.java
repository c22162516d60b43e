package dev.holdfast.architecture.planted.graph.engine;

import dev.holdfast.architecture.planted.graph.core.JobRules;
import dev.holdfast.architecture.planted.graph.wal.Log;

final class Queue {
  private final Log log = new Log();
  private final JobRules rules = new JobRules();

  @Override
  public String toString() {
    return rules + " on " + log;
  }
}
