package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.Planted.Violation;

@Violation
final class StartsAThread {
  void start(Runnable task) {
    Thread.ofVirtual().start(task);
  }
}
