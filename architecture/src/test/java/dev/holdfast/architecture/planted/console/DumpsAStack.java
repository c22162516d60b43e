package dev.holdfast.architecture.planted.console;

import dev.holdfast.architecture.Planted.Violation;

@Violation
final class DumpsAStack {
  void dump(Exception failure) {
    failure.printStackTrace();
  }
}
