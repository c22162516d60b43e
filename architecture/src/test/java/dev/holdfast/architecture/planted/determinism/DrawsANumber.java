package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class DrawsANumber {
  double draw() {
    return Math.random();
  }
}
