package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class WaitsForAnother {
  synchronized boolean isReady() {
    return true;
  }
}
