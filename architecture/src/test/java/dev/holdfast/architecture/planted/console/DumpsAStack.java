package dev.holdfast.architecture.planted.console;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class DumpsAStack {
  void dump(Exception failure) {
    failure.printStackTrace();
  }
}
