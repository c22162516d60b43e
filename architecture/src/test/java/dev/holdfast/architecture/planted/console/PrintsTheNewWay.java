package dev.holdfast.architecture.planted.console;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class PrintsTheNewWay {
  void print(String text) {
    IO.println(text);
  }
}
