package dev.holdfast.architecture.planted.graph.engine;

import dev.holdfast.architecture.planted.graph.core.JobRules;
import dev.holdfast.architecture.planted.graph.wal.Log;
import java.util.List;

final class Queue {
  private final Log log = new Log();
  private final JobRules rules = new JobRules();

  int next(List<Integer> priorities) {
    return rules.prioritize(priorities) + log.segments();
  }
}
