package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class ReadsTheClock {
  long now() {
    return System.currentTimeMillis();
  }
}
