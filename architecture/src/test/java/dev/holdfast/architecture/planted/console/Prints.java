package dev.holdfast.architecture.planted.console;

import dev.holdfast.architecture.planted.Violation;

@Violation
final class Prints {
  void print(String text) {
    System.out.println(text);
  }
}
