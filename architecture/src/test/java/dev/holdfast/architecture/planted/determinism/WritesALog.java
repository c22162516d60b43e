package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class WritesALog {
  void log(System.Logger logger) {
    logger.log(System.Logger.Level.INFO, "done");
  }
}
