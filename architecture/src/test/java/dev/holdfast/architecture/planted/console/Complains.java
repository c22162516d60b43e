package dev.holdfast.architecture.planted.console;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class Complains {
  void complain(String text) {
    System.err.println(text);
  }
}
