package dev.holdfast.architecture.planted.graph.wal;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.graph.core.JobRules;

@Violation
final class ImportsCore {
  ImportsCore[] more(JobRules rules) {
    return rules == null ? new ImportsCore[0] : new ImportsCore[1];
  }
}
