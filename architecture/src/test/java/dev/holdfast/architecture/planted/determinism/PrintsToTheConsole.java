package dev.holdfast.architecture.planted.determinism;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class PrintsToTheConsole {
  void print(String text) {
    System.out.println(text);
  }
}
