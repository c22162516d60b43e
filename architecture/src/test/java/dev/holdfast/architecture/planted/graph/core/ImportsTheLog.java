package dev.holdfast.architecture.planted.graph.core;

import dev.holdfast.architecture.planted.Violation;
import dev.holdfast.architecture.planted.graph.wal.Log;

@Violation
final class ImportsTheLog {
  Log log = new Log();
}
