package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class ReadsTheEnvironment {
  String home() {
    return System.getProperty("user.home");
  }
}
