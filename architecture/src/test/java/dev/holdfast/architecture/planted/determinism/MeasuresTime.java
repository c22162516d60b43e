package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class MeasuresTime {
  long now() {
    return System.nanoTime();
  }
}
