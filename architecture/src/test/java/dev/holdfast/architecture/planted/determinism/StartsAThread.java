package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class StartsAThread {
  void start(Runnable task) {
    Thread.ofVirtual().start(task);
  }
}
