package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.Planted.Violation;

@Violation
final class DrawsANumber {
  double draw() {
    return Math.random();
  }
}
