package dev.holdfast.architecture.planted.console;

final class KeepsQuiet {
  String describe(Object what) {
    return "it is " + what;
  }
}
